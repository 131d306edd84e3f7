use super::*;

#[test]
fn an_analyst_looks_for_the_cause() {
    let refused = Rejection::NotAnalyst { analyst: actor("bo") };
    let bo = StartInvestigation { analyst: actor("bo") };
    prioritised().when(bo).then_rejected(&refused);
    let to = |name| Reassign { analyst: actor(name), reason: text("he is away") };
    investigating().when(to("bo")).then_rejected(&refused);
    investigating().when(to("ada")).then_nothing();
    let empty = Update { note: None, configuration_items: List::empty() };
    investigating().when(empty).then_rejected(&Rejection::NothingSaid);
}

#[test]
fn a_search_that_takes_too_long_calls_others_in_again_and_again() {
    let overdue = || Escalate::by(EscalationRule::InvestigationOverdue);
    assert_eq!(dues(&investigating()), [("investigation_review", day(3))]);
    let due = Some(day(3));
    investigating().when(overdue()).then_rejected(&Rejection::EscalationNotDue { due });
    let escalated = investigating().at(day(3)).when(overdue()).then_names(&["escalated"]);
    assert_eq!(dues(&escalated), [("investigation_review", day(6))]);
    let found = escalated.when(cause(CauseKind::Other)).then_names(&["root_cause_found"]);
    assert_eq!(dues(&found), []);
    found.when(overdue()).then_rejected(&Rejection::EscalationNotDue { due: None });
    let judged = Escalate { reason: None, ..Escalate::by(EscalationRule::Judgement) };
    investigating().when(judged.clone()).then_rejected(&Rejection::EscalationReasonMissing);
    let judged = Escalate { reason: Some(text("nobody helps")), ..judged };
    investigating().when(judged).then_names(&["escalated"]);
}

#[test]
fn what_is_put_off_is_looked_at_again() {
    let defer = |number| Defer { reason: text("no time"), review_at: day(number) };
    investigating().when(defer(0)).then_rejected(&Rejection::Over { at: day(0) });
    let deferred = investigating().when(defer(5)).then_names(&["deferred"]);
    assert_eq!(dues(&deferred), [("deferral_review", day(5))]);
    let until = Some(day(5));
    deferred.clone().when(EndDeferral {}).then_rejected(&Rejection::NotYet { until });
    let ended = deferred.at(day(5)).when(EndDeferral {}).then_names(&["deferral_ended"]);
    let resumed = ended.when(Resume { note: None }).then_names(&["resumed"]);
    assert_eq!(dues(&resumed), [("investigation_review", day(8))]);
}

#[test]
fn a_known_error_is_published_in_the_same_batch_and_so_is_each_way_round_it() {
    let bare = RecordKnownError { workaround: None, ..known_error() };
    let nothing = Rejection::NeitherCauseNorWorkaround;
    investigating().when(bare.clone()).then_rejected(&nothing);
    explained(CauseKind::Other)
        .when(bare)
        .then_names(&["known_error_recorded", "known_error_published"]);
    let known = known(CauseKind::Other);
    let published = |given: &Given<Problem>| {
        given.state().known_error.as_ref().and_then(|known| known.published_at)
    };
    assert_eq!(published(&known), Some(day(0)));
    let better = RecordWorkaround { workaround: text("empty the queue") };
    let better_known = known.clone().at(day(1)).when(better.clone());
    let better_known = better_known.then_names(&["workaround_recorded", "known_error_published"]);
    assert_eq!(published(&better_known), Some(day(1)));
    better_known.when(better.clone()).then_nothing();
    investigating().when(better.clone()).then_names(&["workaround_recorded"]);
    // ... also while its cause is looked for again.
    let names = ["workaround_recorded", "known_error_published"];
    reopened(CauseKind::Other).when(better).then_names(&names);
}

#[test]
fn a_known_error_whose_effect_stays_calls_others_in() {
    let known = known(CauseKind::Other);
    assert_eq!(dues(&known), [("known_error_review", day(30))]);
    let rule = || Escalate::by(EscalationRule::NotMitigated);
    let due = Some(day(30));
    known.clone().when(rule()).then_rejected(&Rejection::EscalationNotDue { due });
    let escalated = known.clone().at(day(30)).when(rule()).then_names(&["escalated"]);
    assert_eq!(dues(&escalated), [("known_error_review", day(60))]);
    let mitigate = Mitigate { mitigation: text("it is restarted each night") };
    assert_eq!(dues(&known.when(mitigate).then_names(&["impact_mitigated"])), []);
}

#[test]
fn a_change_that_fails_leads_back() {
    let nothing = RaiseChange { change: None, need: None };
    known(CauseKind::Other).when(nothing).then_rejected(&Rejection::ChangeOrNeedMissing);
    let named = awaiting_change().when(NameChange { change: key("CHG1") });
    let named = named.then_names(&["change_named"]);
    let named = named.when(NameChange { change: key("CHG1") }).then_nothing();
    let end = ChangeEnd::BackedOut;
    let other = NoteChangeFailed { change: Some(key("CHG2")), end };
    let change = Some(key("CHG1"));
    named.clone().when(other).then_rejected(&Rejection::OtherChange { change: change.clone() });
    let fails = || NoteChangeFailed { change: Some(key("CHG1")), end };
    let goes_on = Rejection::ChangeNotFailed { change: key("CHG1") };
    let named = named.when(fails()).then_rejected(&goes_on);
    let (reason, raised_from) = (text("no money"), None);
    let given_up = with_change(&change::Cancelled { reason, raised_from }.into());
    let failed = named.facts(given_up.facts).when(fails()).then_names(&["change_unsuccessful"]);
    assert_eq!(failed.state().phase, Phase::KnownError);
}

#[test]
fn it_waits_for_a_change_that_there_is() {
    let unknown = Rejection::UnknownChange { change: key("CHG9") };
    let raise = |change| RaiseChange { change: Some(key(change)), need: None };
    known(CauseKind::Other).when(raise("CHG9")).then_rejected(&unknown);
    known(CauseKind::Other).when(raise("CHG1")).then_names(&["change_raised"]);
    awaiting_change().when(NameChange { change: key("CHG9") }).then_rejected(&unknown);
}

#[test]
fn no_change_mends_it_that_was_over_before_or_is_about_something_else() {
    let raise = || RaiseChange { change: Some(key("CHG1")), need: None };
    let closed: change::Event =
        change::Closed { retest_planned: None, service_reported: None }.into();
    let mut world = world();
    let closed_at = world.now;
    world.record(change::NAME, "CHG1", &closed);
    let over = Rejection::ChangeOverBefore { change: key("CHG1"), closed_at };
    let facts = world.facts;
    known(CauseKind::Other).facts(facts).when(raise()).then_rejected(&over);
    // One that was closed since may have mended it.
    let mut world = self::world();
    world.now = day(1_000);
    world.record(change::NAME, "CHG1", &closed);
    let since = known(CauseKind::Other).facts(world.facts);
    since.when(raise()).then_names(&["change_raised"]);
    // Another item is at fault than this is about, until that is on record here.
    let elsewhere = Identify { configuration_items: [key("srv-9")].into(), ..complete() };
    let names = ["identified", "recorded", "classified", "prioritised"];
    let given = none().when(elsewhere).then_names(&names);
    let given = given.when(analyst()).then_names(&["investigation_started"]);
    let given = given.when(cause(CauseKind::Other)).then_names(&["root_cause_found"]);
    let names = ["known_error_recorded", "known_error_published"];
    let given = given.when(known_error()).then_names(&names);
    let items = vec![key("srv-1"), key("srv-2")];
    let other = Rejection::ChangeElsewhere { change: key("CHG1"), items };
    let given = given.when(raise()).then_rejected(&other);
    // So it is once that is closed.
    let mut world = self::world();
    world.now = day(1_000);
    world.record(change::NAME, "CHG1", &closed);
    let given = given.facts(world.facts).when(raise()).then_rejected(&other);
    let updated = Updated { note: None, configuration_items: [key("srv-2")].into() };
    given.and([updated.into()]).when(raise()).then_names(&["change_raised"]);
}

#[test]
fn a_cause_is_withdrawn_by_another_than_found_it_or_would_harden() {
    let found = || known(CauseKind::Configuration);
    investigating().when(withdraw()).then_rejected(&Rejection::NoCause);
    let not_apart = |name| Rejection::NotApart { actor: actor(name) };
    found().when(withdraw()).then_rejected(&not_apart("ada"));
    // Another cause that somebody else finds takes nothing from that.
    let another = found().by(caller("di")).when(cause(CauseKind::Capacity));
    let another = another.then_names(&["root_cause_found"]).by(caller("ada"));
    another.when(withdraw()).then_rejected(&not_apart("ada"));
    let mut world = world();
    world.give("ada", "cy", SECURITY_OFFICER);
    world.give("ada", "di", PROBLEM_MANAGER);
    let until = world.now + Span::from_days(1);
    let body =
        format!(r#"{{"to": "eli", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("ada", "role", PROBLEM_MANAGER, "delegate", &body).unwrap();
    let by = |name| found().facts(world.facts.clone()).by(caller(name));
    by("cy").when(withdraw()).then_rejected(&not_apart("cy"));
    by("eli").when(withdraw()).then_rejected(&not_apart("eli"));
    let withdrawn = by("di").when(withdraw()).then_names(&["cause_withdrawn"]);
    let problem = withdrawn.state();
    assert_eq!((problem.phase, problem.hardening), (Phase::Investigating, Hardening::None));
    assert_eq!((&problem.cause, problem.known_error.is_some()), (&None, true));
    // What another cause asks for stays owed.
    let other = by("ada").when(cause(CauseKind::Other)).then_names(&["root_cause_found"]);
    let other = other.by(caller("di")).when(withdraw()).then_names(&["cause_withdrawn"]);
    assert_eq!(other.state().hardening, Hardening::Owed);
    // It is looked for again, and nothing is left to harden.
    assert_eq!(dues(&withdrawn)[0], ("investigation_review", day(3)));
    let give_up = CloseWithoutCause { reason: text("rare"), watch_until: day(90) };
    withdrawn.when(give_up).then_names(&["closed_without_cause"]);
}

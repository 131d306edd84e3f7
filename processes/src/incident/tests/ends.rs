use super::*;
use crate::configuration_item;
use crate::incident::*;
use engine::testing::{Given, NOW};
use engine::{Caller, Decider as _, Door, Span};

fn resolved() -> Given<Incident> {
    at_work().when(resolve()).then_names(&["resolved"])
}

fn confirmed() -> Close {
    Close { confirmed_by: Some(label("bo").into()), classification_verified: true }
}

#[test]
fn a_resolution_names_an_item_or_says_why_there_is_none() {
    let without = Resolve { no_item_reason: None, ..resolve() };
    let given = at_work().when(without.clone()).then_rejected(&Rejection::ItemOrReasonMissing);
    given
        .when(LinkCi { configuration_item: key("srv-1") })
        .then_names(&["ci_linked"])
        .when(without)
        .then_names(&["resolved"]);
}

#[test]
fn silence_becomes_consent_after_the_confirmation_period_and_not_before() {
    let until = NOW + Span::from_days(3);
    let given = resolved().when(Close { classification_verified: true, ..Close::default() });
    let given = given.then_rejected(&Rejection::ConfirmationPending { until });
    let deadline = given.state().deadlines().into_iter().find(|it| it.name == "auto_close");
    assert_eq!(deadline.as_ref().map(|deadline| deadline.at), Some(until));
    let given = given.at(until).by(Caller::system(Door::Timer));
    let events = given.when((deadline.unwrap().command)()).decided().unwrap();
    let Event::Closed(closed) = &events[0] else { panic!() };
    assert_eq!(closed.confirmation, Confirmation::PeriodElapsed);
    assert_eq!(closed.classification_by, By::Rule);
}

#[test]
fn whoever_closes_has_verified_the_classification() {
    let given = resolved().when(Close { classification_verified: false, ..confirmed() });
    given
        .then_rejected(&Rejection::ClassificationNotVerified)
        .when(confirmed())
        .then_names(&["closed"])
        .when(Reopen { reason: text("down again") })
        .then_not_allowed();
}

#[test]
fn it_is_reopened_within_the_window() {
    let until = NOW + Span::from_days(3);
    let reopen = || Reopen { reason: text("down again") };
    let early = resolved().at(until).when(reopen()).then_names(&["reopened"]);
    assert!(early.state().outcome.is_none());
    let late = resolved().at(until + Span::from_seconds(1)).when(reopen());
    late.then_rejected(&Rejection::ReopenWindowOver { until });
}

#[test]
fn a_cause_that_nobody_knows_is_said_to_be_unknown() {
    assert!(resolved().state().is_cause_unknown());
    let known = Resolve { cause: Cause::Known(label("no memory left")), ..resolve() };
    assert!(!at_work().when(known).then_names(&["resolved"]).state().is_cause_unknown());
}

#[test]
fn links_are_made_once_and_can_be_undone() {
    let change = |relation| LinkChange { change: key("CHG1"), relation };
    let unknown = LinkChange { change: key("CHG9"), relation: ChangeRelation::Mends };
    let given = at_work()
        .when(LinkCi { configuration_item: key("srv-0") })
        .then_rejected(&Rejection::ItemUnknown { configuration_item: key("srv-0") })
        .when(unknown)
        .then_rejected(&Rejection::ChangeUnknown { change: key("CHG9") })
        .when(LinkProblem { problem: key("PRB9") })
        .then_rejected(&Rejection::ProblemUnknown { problem: key("PRB9") })
        .when(LinkProblem { problem: key("PRB1") })
        .then_names(&["problem_linked"])
        .when(LinkProblem { problem: key("PRB1") })
        .then_nothing()
        .when(change(ChangeRelation::Mends))
        .then_names(&["change_linked"])
        .when(change(ChangeRelation::Causes))
        .then_names(&["change_linked"]);
    assert_eq!(given.state().caused_by().collect::<Vec<_>>(), [&key("CHG1")]);
    given
        .when(Unlink { link: Link::Problem(key("PRB1")), reason: text("wrong one") })
        .then_names(&["unlinked"])
        .when(Unlink { link: Link::Problem(key("PRB1")), reason: text("wrong one") })
        .then_rejected(&Rejection::NotLinked(key("PRB1")));
}

#[test]
fn there_is_a_bound_to_links() {
    let mut world = World::staffed();
    let identified = |world: &mut World, item: &str| {
        let (item_type, name) = (key("server"), label(item));
        let event: configuration_item::Event =
            configuration_item::Identified { item_type, name }.into();
        world.record(configuration_item::NAME, item, &event, NOW);
    };
    let items: Vec<_> = (1..=200).map(|number| format!("srv-{number}")).collect();
    for item in &items {
        identified(&mut world, item);
    }
    let mut given = at_work().facts(world.facts);
    for item in items {
        let configuration_item = key(&item);
        given = given.when(LinkCi { configuration_item }).then_names(&["ci_linked"]);
    }
    given
        .when(LinkCi { configuration_item: key("one-more") })
        .then_rejected(&Rejection::TooMany { what: "configuration items", max: 200 });
}

#[test]
fn what_others_know_is_looked_up_whole() {
    let sources = std::collections::BTreeSet::from([Source::Cmdb, Source::Releases]);
    let missing = vec![Source::KnownErrors, Source::Resolutions];
    at_work()
        .when(ConsultInformation { sources, found: None })
        .then_rejected(&Rejection::InformationNotRead(missing))
        .when(ApplyWorkaround::default())
        .then_rejected(&Rejection::WorkaroundNotDescribed)
        .when(ApplyWorkaround { known_error: Some(key("PRB1")), note: None })
        .then_rejected(&Rejection::KnownErrorNotMatched { known_error: key("PRB1") })
        .when(MatchKnownError { known_error: key("PRB9") })
        .then_rejected(&Rejection::KnownErrorNotPublished { known_error: key("PRB9") })
        .when(MatchKnownError { known_error: key("PRB1") })
        .then_names(&["known_error_matched"])
        .when(ApplyWorkaround { known_error: Some(key("PRB1")), note: None })
        .then_names(&["workaround_applied"]);
}

#[test]
fn who_escalates_says_to_whom_and_why() {
    let escalate = Escalate { reason: Some(text("too hard")), ..Escalate::default() };
    let given = at_work().when(escalate.clone()).then_rejected(&Rejection::EscalationIncomplete);
    let to = Some(Addressee::Person(actor("cy")));
    let given = given.when(Escalate { to: to.clone(), ..escalate.clone() });
    let given = given.then_names(&["escalated"]).when(Escalate { to, ..escalate });
    let events = given.decided().unwrap();
    let Event::Escalated(escalated) = &events[0] else { panic!() };
    assert_eq!((escalated.kind, escalated.level), (Escalation::Functional, 2));
}

#[test]
fn waiting_for_a_change_is_a_phase_of_its_own() {
    let raise = RaiseChange { change: None, need: None };
    let given = at_work().when(raise).then_rejected(&Rejection::ChangeOrNeedMissing);
    let raise = RaiseChange { change: Some(key("CHG1")), need: None };
    let given = given
        .when(RaiseChange { change: Some(key("CHG9")), need: None })
        .then_rejected(&Rejection::ChangeUnknown { change: key("CHG9") })
        .when(raise)
        .then_names(&["change_raised"]);
    assert_eq!(given.state().changes.get(&key("CHG1")), Some(&ChangeRelation::Mends));
    let note = |outcome, change| NoteChangeDone { outcome, change: key(change) };
    let refused = |change| Rejection::ChangeNotOver { change: key(change) };
    let given = given
        .when(note(ChangeOutcome::Done, "CHG2"))
        .then_rejected(&refused("CHG2"))
        .when(note(ChangeOutcome::Rejected, "CHG1"))
        .then_rejected(&refused("CHG1"));
    let done = note(ChangeOutcome::Done, "CHG1");
    let given = given.when(done).then_names(&["change_completed"]);
    assert_eq!(given.state().phase, Phase::InProgress);
}

#[test]
fn nobody_can_be_told_who_is_not_known() {
    let log = Log { caller: None, monitor: Some(label("ping")), ..mail_is_down() };
    let given = unlogged().when(log).then_names(&["logged"]);
    given.when(NotifyProgress::default()).then_rejected(&Rejection::NoContact);
}

#[test]
fn there_are_other_ends() {
    let cancel = Cancel { reason: CancelReason::Withdrawn, note: None };
    let cancelled = at_work().when(cancel).then_names(&["cancelled"]);
    assert!(cancelled.state().deadlines().is_empty());
    let convert = Convert { note: text("wants a mailbox"), item: None };
    at_work().when(convert).then_names(&["converted_to_request"]);
    let nothing = Update { note: None, details: Details::default() };
    at_work().when(nothing).then_rejected(&Rejection::NothingSaid);
}

use super::*;
use crate::facts::Problems;

#[test]
fn it_is_resolved_by_a_change_or_there_is_a_reason_why_not() {
    let bare = Resolve { no_change_reason: None, ..resolve() };
    known(CauseKind::Other).when(bare).then_rejected(&Rejection::ChangeOrReasonMissing);
    awaiting_change().when(resolve()).then_rejected(&Rejection::ChangeNotDone);
    let done = Resolve { change_successful: Some(word()), ..resolve() };
    let resolved = awaiting_change().when(done).then_names(&["resolved", "resolution_published"]);
    assert!(resolved.state().solution.as_ref().unwrap().published);
    // The record of the change has the last word.
    let named = awaiting_change().when(NameChange { change: key("CHG1") });
    let named = named.then_names(&["change_named"]);
    let done = || Resolve { change_successful: Some(word()), ..resolve() };
    let not_yet = Rejection::ChangeNotSuccessful { change: key("CHG1") };
    let named = named.when(done()).then_rejected(&not_yet);
    let implemented: change::Event = change::Implemented {
        implementer: change::Hand { actor: actor("bo"), on_behalf: List::empty() },
        checks: word(),
        open_parts: List::empty(),
        altered: List::empty(),
        unaltered: None,
        review_at: day(1),
        raised_from: None,
    }
    .into();
    let in_place = named.facts(with_change(&implemented).facts);
    in_place.when(done()).then_names(&["resolved", "resolution_published"]);
    let better = PublishResolution { solution: text("the limit of the queue is 500") };
    let better_said = resolved.when(better.clone()).then_names(&["resolution_published"]);
    better_said.when(better).then_nothing();
}

#[test]
fn a_configuration_cause_is_not_closed_before_access_is_hardened() {
    for kind in [CauseKind::Configuration, CauseKind::Access] {
        let reviewed = reviewed(kind, true);
        reviewed.clone().when(Close {}).then_rejected(&Rejection::NotHardened);
        let done = || ConfirmHardening { done: word() };
        reviewed.clone().when(done()).then_rejected(&Rejection::HardeningNotPlanned);
        let over = Rejection::Over { at: day(30) };
        reviewed.clone().when(hardening(30)).then_rejected(&over);
        let planned = reviewed.when(hardening(40)).then_names(&["hardening_planned"]);
        planned.clone().when(Close {}).then_rejected(&Rejection::NotHardened);
        let hardened = planned.when(done()).then_names(&["hardening_confirmed"]);
        hardened.when(done()).then_nothing().when(Close {}).then_names(&["closed"]);
        let accept = || Accept { risk_accepted: word() };
        known(kind).when(accept()).then_rejected(&Rejection::NotHardened);
        let hardened = known(kind).when(hardening(40)).then_names(&["hardening_planned"]);
        let hardened = hardened.when(done()).then_names(&["hardening_confirmed"]);
        hardened.clone().when(accept()).then_names(&["accepted_unresolved"]);
        // What was hardened for another cause was not hardened for this one.
        let other = hardened.when(cause(kind)).then_names(&["root_cause_found"]);
        other.when(accept()).then_rejected(&Rejection::NotHardened);
    }
    known(CauseKind::Other).when(hardening(40)).then_rejected(&Rejection::NothingToHarden);
    reviewed(CauseKind::Other, true).when(Close {}).then_names(&["closed"]);
}

#[test]
fn what_was_once_to_be_hardened_is_hardened_whatever_comes_later() {
    let owed = Rejection::NotHardened;
    let merge = || Merge { parent: key("PRB-2") };
    let accept = || Accept { risk_accepted: word() };
    for kind in [CauseKind::Configuration, CauseKind::Access] {
        // Another cause does not undo it.
        let other = known(kind).when(cause(CauseKind::Procedure)).then_names(&["root_cause_found"]);
        other.clone().when(accept()).then_rejected(&owed).when(merge()).then_rejected(&owed);
        let planned = other.when(hardening(40)).then_names(&["hardening_planned"]);
        let planned = planned.when(accept()).then_rejected(&owed);
        let done = planned.when(ConfirmHardening { done: word() });
        let done = done.then_names(&["hardening_confirmed"]);
        done.clone().when(merge()).then_names(&["merged"]);
        done.when(accept()).then_names(&["accepted_unresolved"]);
        // Nor does it when the search begins anew.
        let again = reopened(kind);
        let give_up = || CloseWithoutCause { reason: text("rare"), watch_until: day(90) };
        let cancel = || Cancel { reason: text("no problem") };
        let again = again.when(give_up()).then_rejected(&owed);
        let again = again.when(cancel()).then_rejected(&owed).when(merge()).then_rejected(&owed);
        let planned = again.when(hardening(40)).then_names(&["hardening_planned"]);
        let done = planned.when(ConfirmHardening { done: word() });
        let done = done.then_names(&["hardening_confirmed"]);
        done.clone().when(cancel()).then_names(&["cancelled"]);
        done.when(give_up()).then_names(&["closed_without_cause"]);
    }
    reopened(CauseKind::Other).when(merge()).then_names(&["merged"]);
}

#[test]
fn its_effect_is_observed_before_it_is_closed() {
    // No shorter than the policy in force says.
    let (min, max) = (Policy::default().effect_period, Policy::SPAN_MAX);
    for period in [Span::ZERO, Span::from_days(29)] {
        let too_short = Resolve { observe_for: Some(period), ..resolve() };
        let no_period = Rejection::NoPeriod { period, min, max };
        known(CauseKind::Other).when(too_short).then_rejected(&no_period);
    }
    let resolved = known(CauseKind::Other).when(resolve());
    let resolved = resolved.then_names(&["resolved", "resolution_published"]);
    let observed = resolved.when(StartMonitoring { period: None });
    let observed = observed.then_names(&["effect_monitoring_started"]);
    assert_eq!(dues(&observed), [("effect_period", day(30))]);
    observed.clone().when(Close {}).then_rejected(&Rejection::NotReviewed);
    let still = Rejection::StillObserved { until: day(30) };
    observed.clone().when(review(true)).then_rejected(&still);
    let until = Some(day(30));
    observed.clone().when(EndEffectPeriod {}).then_rejected(&Rejection::NotYet { until });
    let ended = observed.at(day(30)).when(EndEffectPeriod {}).then_names(&["effect_period_ended"]);
    assert_eq!(dues(&ended), []);
    ended.clone().when(Close {}).then_rejected(&Rejection::NotReviewed);
    let judged = ended.when(review(true));
    let judged = judged.then_names(&["effectiveness_reviewed", "effectiveness_reported"]);
    judged.when(Close {}).then_names(&["closed"]);
}

#[test]
fn incidents_before_and_after_are_compared() {
    // One before the solution and, on record by then, none after it.
    let Event::EffectivenessReviewed(found) =
        &observed(CauseKind::Other).at(day(30)).when(review(true)).decided().unwrap()[0]
    else {
        panic!("reviewed")
    };
    assert_eq!((found.before, found.after), (1, 0));
    let late = observed(CauseKind::Other).facts(recurred(10).facts).at(day(30));
    let Event::EffectivenessReported(found) = &late.when(review(false)).decided().unwrap()[1]
    else {
        panic!("reported")
    };
    assert_eq!((found.before, found.after, found.effective), (1, 1, false));
    // Where nothing says what kind it is, those that are linked count.
    let trend = Source::Trend(label("T1"));
    let identify = Identify {
        source: trend,
        configuration_items: List::empty(),
        incidents: [key("INC1")].into(),
        ..complete()
    };
    let names = ["identified", "recorded", "classified", "prioritised"];
    let known = none().when(identify).then_names(&names).when(analyst());
    let known = known.then_names(&["investigation_started"]).at(day(1));
    let known = known.when(cause(CauseKind::Other)).then_names(&["root_cause_found"]);
    let names = ["resolved", "resolution_published", "effect_monitoring_started"];
    let resolve = Resolve { observe_for: Some(Span::from_days(30)), ..resolve() };
    let observed = known.when(resolve).then_names(&names).at(day(31));
    let Event::EffectivenessReviewed(found) = &observed.when(review(true)).decided().unwrap()[0]
    else {
        panic!("reviewed")
    };
    assert_eq!((found.before, found.after), (1, 0));
}

#[test]
fn a_recurrence_reopens() {
    let late = || observed(CauseKind::Other).facts(recurred(10).facts).at(day(11));
    let names = ["incident_linked", "reopened"];
    let reopened = late().when(link("INC3")).then_names(&names);
    assert_eq!((reopened.state().phase, reopened.state().recurrences), (Phase::Investigating, 1));
    assert_eq!(dues(&reopened), [("investigation_review", day(14))]);
    // One that is of before the solution does not.
    let early = observed(CauseKind::Other).when(link("INC2")).then_names(&["incident_linked"]);
    assert_eq!(early.state().phase, Phase::MonitoringEffect);
    let by = |name: Option<&str>| Reopen { incident: name.map(key), reason: None };
    for incident in [None, Some("INC1"), Some("INC9")] {
        late().when(by(incident)).then_rejected(&Rejection::NoRecurrence);
    }
    late().when(by(Some("INC3"))).then_names(&["reopened"]);
    let fails = reviewed(CauseKind::Other, false);
    fails.clone().when(Close {}).then_rejected(&Rejection::NotEffective);
    fails.when(by(None)).then_names(&["reopened"]);
}

#[test]
fn what_is_given_up_is_watched() {
    let give_up = |number| CloseWithoutCause { reason: text("rare"), watch_until: day(number) };
    investigating().when(give_up(0)).then_rejected(&Rejection::Over { at: day(0) });
    investigating().when(give_up(90)).then_names(&["closed_without_cause"]);
    let mut world = world();
    let body = serde_json::to_string(&complete()).unwrap();
    world.send("ada", "problem", "PRB-1", "identify", &body).unwrap();
    let body = serde_json::to_string(&analyst()).unwrap();
    world.send("ada", "problem", "PRB-1", "start_investigation", &body).unwrap();
    let body = serde_json::to_string(&give_up(90)).unwrap();
    world.send("ada", "problem", "PRB-1", "close_without_cause", &body).unwrap();
    let pattern = Pattern { configuration_item: key("srv-1"), category: label("software") };
    let problems = world.facts.get::<Problems>();
    assert!(problems.is_watched(&pattern, day(89)) && !problems.is_watched(&pattern, day(90)));
    assert_eq!(problems.open_about(&pattern), None);
    assert!(!problems.is_open(&key("PRB-1")) && problems.is_known(&key("PRB-1")));
}

#[test]
fn only_what_the_service_desk_knows_is_left_as_it_is() {
    let accept = || Accept { risk_accepted: word() };
    explained(CauseKind::Other).when(accept()).then_rejected(&Rejection::NotPublished);
    known(CauseKind::Other).when(accept()).then_names(&["accepted_unresolved"]);
}

#[test]
fn it_is_merged_into_another_one_that_is_open() {
    let into = |name| Merge { parent: key(name) };
    investigating().of("PRB-1").when(into("PRB-1")).then_rejected(&Rejection::OwnParent);
    let nowhere = Rejection::ParentNotOpen { parent: key("PRB-9") };
    investigating().when(into("PRB-9")).then_rejected(&nowhere);
    investigating().when(into("PRB-2")).then_names(&["merged"]);
}

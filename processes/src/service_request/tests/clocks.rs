use super::*;
use crate::clock::Measure;

fn miss(measure: Measure) -> RecordTargetMiss {
    RecordTargetMiss { measure }
}

#[test]
fn the_clocks_of_what_is_asked_for_go_by_its_item_or_by_its_priority() {
    let given = none().when(log("account")).then_names(GOES);
    assert_eq!(due(&given, "fulfilment_due"), Some(hour(2) + Span::from_nanos(1)));
    assert_eq!(due(&given, "response_due"), None, "a group has it");
    // P3: somebody has it within four hours, and it is there within three days.
    let given = approved(log("advice"));
    assert_eq!(due(&given, "response_due"), Some(hour(4) + Span::from_nanos(1)));
    assert_eq!(due(&given, "fulfilment_due"), Some(hour(72) + Span::from_nanos(1)));
    assert_eq!(due(&given, "target_warning"), Some(hour(54)));
}

#[test]
fn they_stand_still_while_approval_is_awaited_where_the_agreement_says_so() {
    let given = awaiting(of_acme("advice"));
    assert_eq!(dues(&given), ["progress_notice", "approval_reminder"]);
    let given = given.at(hour(10)).by(caller("sue")).when(Approve::default());
    let given = given.then_names(&["approved"]);
    assert_eq!(due(&given, "response_due"), Some(hour(14) + Span::from_nanos(1)));
    assert_eq!(due(&given, "fulfilment_due"), Some(hour(82) + Span::from_nanos(1)));
    // ... and a question to who asks does not stop them.
    let given = awaiting(of_acme("advice")).at(hour(10)).by(caller("sue"));
    let given = given.when(Return { question: text("for whom?") });
    let given = given.then_names(&["returned_to_requester"]);
    assert_eq!(due(&given, "fulfilment_due"), Some(hour(82) + Span::from_nanos(1)));
}

#[test]
fn they_run_on_where_it_does_not() {
    let given = awaiting(log("advice"));
    assert_eq!(due(&given, "response_due"), Some(hour(4) + Span::from_nanos(1)));
    let given = given.at(hour(10)).by(caller("sue")).when(Approve::default());
    let given = given.then_names(&["approved"]);
    assert_eq!(due(&given, "fulfilment_due"), Some(hour(72) + Span::from_nanos(1)));
}

#[test]
fn a_miss_is_recorded_once_and_not_before_its_time() {
    let given = approved(log("advice")).by(rules()).at(hour(4)).when(miss(Measure::Response));
    let given = given.then_rejected(&Rejection::TargetNotMissed { due: Some(hour(4)) });
    let given = given.at(hour(5)).when(miss(Measure::Response)).then_names(&["target_missed"]);
    let given = given.when(miss(Measure::Response)).then_nothing();
    let missed = |rule| Escalate { rule, ..Escalate::default() };
    let given = given.when(missed(Rule::FulfilmentMissed));
    let given = given.then_rejected(&Rejection::EscalationRuleNotMatched(Rule::FulfilmentMissed));
    given.when(missed(Rule::ResponseMissed)).then_names(&["escalated"]);
    // Nobody has looked at one that has no clock.
    let unlooked = none().when(free()).then_names(&["logged"]).by(rules());
    unlooked.when(miss(Measure::Response)).then_rejected(&Rejection::TargetNotMissed { due: None });
}

#[test]
fn a_warning_comes_when_most_of_the_time_is_used() {
    let from = Some(hour(54));
    let given = approved(log("advice")).by(rules()).at(hour(53)).when(WarnTarget {});
    let given = given.then_rejected(&Rejection::TargetNotAtRisk { from });
    let given = given.at(hour(54)).when(WarnTarget {}).then_names(&["target_at_risk"]);
    assert_eq!(due(&given, "target_warning"), None);
    given.when(WarnTarget {}).then_rejected(&Rejection::TargetNotAtRisk { from });
}

#[test]
fn another_priority_overturns_a_miss_and_so_does_what_happened_before_it() {
    let given = approved(log("advice")).by(rules()).at(hour(73)).when(miss(Measure::Resolution));
    let given = given.then_names(&["target_missed"]).by(caller("dan"));
    let given = given.when(prioritise(Level::Low));
    let given = given.then_names(&["prioritised", "breach_superseded"]);
    assert_eq!(due(&given, "fulfilment_due"), Some(hour(120) + Span::from_nanos(1)));
    // It was there in time, as turns out afterwards.
    let given = at_work(log("advice")).by(rules()).at(hour(73)).when(miss(Measure::Resolution));
    let given = given.then_names(&["target_missed"]).by(caller("rex")).occurred_at(hour(71));
    given.when(fulfil()).then_names(&["fulfilled", "breach_superseded"]);
}

#[test]
fn revised_hours_reckon_anew_what_is_ahead() {
    let mut world = world();
    let closed = r#"{"hours": {"timezone": "UTC", "hours": {},
        "open": {"2040-01-02": [["09:00", "12:00"]]}}, "reason": "moving"}"#;
    world.send("slm", "calendar", "always", "revise", closed).unwrap();
    let retime = || Retime { calendar: key("always") };
    let given = approved(log("advice")).facts(world.facts).at(hour(1)).by(rules()).when(retime());
    let given = given.then_names(&["retimed"]);
    assert_eq!(due(&given, "fulfilment_due"), None, "there is not so much time ever again");
    let other = Retime { calendar: key("office") };
    approved(log("advice")).by(rules()).when(other).then_nothing();
}

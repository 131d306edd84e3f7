//! What a clock shows.

use super::case::{Case, held, outside, paused, running, stopped, target};
use super::{at, hours, minutes, office};
use crate::clock::{Calendars, Measure, Reading, State, Timeline, What, read};
use engine::{Span, Timestamp, codec};

fn friday(time: &str) -> Timestamp {
    at(&format!("2026-11-20T{time}:00Z"))
}

fn attended() -> Calendars {
    Calendars::only(office())
}

#[test]
fn a_clock_that_has_not_started_shows_nothing() {
    let empty = Timeline::new(Measure::Response);
    assert_eq!(read(&empty, &attended(), friday("10:00")), None);
    assert_eq!(empty.due(&attended()), None);
    let case = Case::started(friday("10:00"), hours(2));
    assert_eq!(read(&case.0, &attended(), friday("09:59")), None);
    let reading = case.read(&attended(), friday("10:00"));
    assert_eq!((reading.proof.len(), reading.elapsed), (0, Span::ZERO));
}

#[test]
fn only_what_had_happened_is_known() {
    let case = Case::started(friday("10:00"), hours(2))
        .paused(friday("11:00"))
        .resumed(friday("12:00"))
        .stopped(friday("12:30"));
    let shows = |time: &str| {
        let reading = case.read(&attended(), friday(time));
        (reading.state, reading.due)
    };
    assert_eq!(shows("10:30"), (State::Running, Some(friday("12:00"))));
    assert_eq!(shows("11:00"), (State::Paused, None));
    assert_eq!(shows("12:00"), (State::Running, Some(friday("13:00"))));
    assert_eq!(shows("12:30"), (State::Met, Some(friday("13:00"))));
    assert_eq!(shows("20:00"), (State::Met, Some(friday("13:00"))));
    assert_eq!(case.0.due(&attended()), Some(friday("13:00")));
}

#[test]
fn a_hold_that_does_not_pause_counts_and_is_named() {
    let case = Case::started(friday("09:00"), hours(8))
        .held(friday("10:00"))
        .paused(friday("11:00"))
        .held(friday("12:00"))
        .resumed(friday("13:00"));
    let reading = case.read(&attended(), friday("14:00"));
    assert_eq!(reading.elapsed, hours(4));
    assert_eq!(
        reading.proof,
        [
            running(friday("09:00"), friday("10:00"), 1),
            held(friday("10:00"), friday("11:00"), 2),
            paused(friday("11:00"), friday("12:00"), 3),
            held(friday("12:00"), friday("13:00"), 4),
            running(friday("13:00"), friday("14:00"), 5),
        ]
    );
    let during = case.read(&attended(), friday("12:30"));
    assert_eq!((during.state, during.due), (State::Running, Some(at("2026-11-23T10:00:00Z"))));
    // What if waiting for the supplier had paused?
    let other = Case(case.0.with_pauses(|reason| reason == "supplier"));
    assert_eq!(other.read(&attended(), friday("14:00")).elapsed, hours(3));
}

#[test]
fn a_change_of_priority_retargets_from_the_start_and_keeps_every_pause() {
    let case = Case::started(friday("09:00"), hours(4))
        .paused(friday("10:00"))
        .resumed(friday("11:00"))
        .retargeted(friday("12:00"), minutes(90));
    let before = case.read(&attended(), friday("11:59"));
    assert_eq!((before.state, before.due), (State::Running, Some(friday("14:00"))));
    let after = case.read(&attended(), friday("12:00"));
    assert_eq!((after.state, after.due), (State::Breached, Some(friday("11:30"))));
    assert_eq!((after.elapsed, after.remaining), (hours(2), minutes(-30)));
    assert_eq!(after.target, target(minutes(90)));
    // Back again, and it is not breached: the last value counts.
    let back = case.retargeted(friday("12:00"), hours(4));
    assert_eq!(back.read(&attended(), friday("12:00")).state, State::Running);
}

#[test]
fn a_stopped_clock_keeps_its_target_until_it_is_reopened() {
    let case = Case::started(friday("09:00"), hours(4))
        .stopped(friday("12:00"))
        .retargeted(friday("12:00"), hours(1));
    let reading = case.read(&attended(), friday("14:00"));
    assert_eq!((reading.state, reading.target), (State::Met, target(hours(4))));
    let reading = case.reopened(friday("14:00")).read(&attended(), friday("14:00"));
    assert_eq!((reading.state, reading.target), (State::Breached, target(hours(1))));
}

#[test]
fn reopening_resumes_a_resolution_clock_with_what_it_had_used() {
    let case = Case::started(friday("09:00"), hours(4))
        .paused(friday("10:00"))
        .stopped(friday("11:00"))
        .reopened(friday("15:00"));
    let met = case.read(&attended(), friday("14:00"));
    assert_eq!((met.state, met.elapsed, met.due), (State::Met, hours(1), Some(friday("14:00"))));
    let reading = case.read(&attended(), friday("16:00"));
    assert_eq!((reading.state, reading.elapsed), (State::Running, hours(2)));
    assert_eq!(reading.due, Some(at("2026-11-23T10:00:00Z")));
    assert_eq!(
        reading.proof,
        [
            running(friday("09:00"), friday("10:00"), 1),
            paused(friday("10:00"), friday("11:00"), 2),
            stopped(friday("11:00"), friday("15:00"), 3),
            running(friday("15:00"), friday("16:00"), 4),
        ]
    );
}

#[test]
fn a_response_clock_never_restarts() {
    let case = Case::of(Measure::Response, friday("09:00"), hours(1))
        .stopped(friday("09:30"))
        .reopened(friday("12:00"))
        .stopped(friday("16:00"));
    let reading = case.read(&attended(), friday("17:00"));
    assert_eq!((reading.state, reading.stopped), (State::Met, Some(friday("09:30"))));
    assert_eq!(reading.proof, [running(friday("09:00"), friday("09:30"), 1)]);
    // An earlier response that is recorded later is the response.
    let reading = case.stopped(friday("09:10")).read(&attended(), friday("17:00"));
    assert_eq!(reading.stopped, Some(friday("09:10")));
}

#[test]
fn a_cancelled_clock_is_neither_met_nor_breached_unless_it_was_too_late() {
    let case = Case::started(friday("09:00"), hours(2));
    let cancelled = |time: &str| {
        let case = case.clone().then(friday(time), What::Cancelled).reopened(friday("15:00"));
        assert_eq!(case.0.breaches_at(&attended()), None);
        let reading = case.read(&attended(), friday("16:00"));
        assert_eq!(reading.stopped, Some(friday(time)));
        reading.state
    };
    assert_eq!(cancelled("10:00"), State::Cancelled);
    assert_eq!(cancelled("11:00"), State::Cancelled);
    assert_eq!(cancelled("11:01"), State::Breached);
}

#[test]
fn a_breach_stays_a_breach_while_paused_and_at_night() {
    let case = Case::started(friday("09:00"), hours(2)).paused(friday("12:00"));
    let reading = case.read(&attended(), friday("23:00"));
    assert_eq!((reading.state, reading.due), (State::Breached, Some(friday("11:00"))));
    assert_eq!(reading.proof.last(), Some(&paused(friday("12:00"), friday("23:00"), 2)));
}

#[test]
fn a_clock_started_at_night_waits_for_the_morning() {
    let start = at("2026-11-21T12:00:00Z");
    let case = Case::started(start, hours(2));
    let reading = case.read(&attended(), at("2026-11-22T12:00:00Z"));
    assert_eq!(
        (reading.state, reading.due),
        (State::OutsideHours, Some(at("2026-11-23T11:00:00Z")))
    );
    assert_eq!(reading.proof, [outside(start, at("2026-11-22T12:00:00Z"), 0)]);
}

#[test]
fn a_share_of_the_target_is_used_before_all_of_it() {
    let case =
        Case::started(friday("15:00"), hours(4)).paused(friday("16:00")).resumed(friday("16:30"));
    let share = |percent| case.0.at_share(&attended(), percent).unwrap();
    assert_eq!(share(0), friday("15:00"));
    assert_eq!(share(25), friday("16:00"), "as the pause begins, not as it ends");
    assert_eq!(share(75), at("2026-11-23T10:30:00Z"));
    assert_eq!(Some(share(100)), case.0.due(&attended()));
    assert_eq!(share(200), at("2026-11-23T15:30:00Z"));
}

#[test]
fn what_is_stored_and_sent_reads_back() {
    let case = Case::started(friday("09:00"), hours(4))
        .held(friday("10:00"))
        .retargeted(friday("10:30"), hours(3))
        .paused(friday("11:00"))
        .deadline(friday("11:10"), friday("16:00"))
        .then(friday("11:15"), What::DeadlineLifted)
        .resumed(friday("11:30"))
        .stopped(friday("12:00"))
        .reopened(friday("13:00"))
        .then(friday("13:30"), What::Cancelled);
    let reading = case.read(&attended(), friday("14:00"));
    assert_eq!(codec::from_bytes::<Timeline>(&codec::to_bytes(&case.0)).unwrap(), case.0);
    assert_eq!(codec::from_bytes::<Reading>(&codec::to_bytes(&reading)).unwrap(), reading);
    let json = serde_json::to_value(&reading).unwrap();
    assert_eq!(serde_json::from_value::<Reading>(json.clone()).unwrap(), reading);
    let text = serde_json::to_string(&case.0).unwrap();
    assert_eq!(serde_json::from_str::<Timeline>(&text).unwrap(), case.0);
    assert_eq!(
        json["proof"][1],
        serde_json::json!({
            "from": "2026-11-20T10:00:00Z", "to": "2026-11-20T11:00:00Z", "counted": true,
            "reason": {"held": {"reason": "supplier"}}, "because": 2,
        })
    );
    assert_eq!(json["state"], "cancelled");
    let _ = (schemars::schema_for!(Timeline), schemars::schema_for!(Reading));
}

#[test]
fn facts_of_one_record_count_in_the_order_given() {
    let mut timeline = Timeline::new(Measure::Resolution);
    timeline.record(friday("09:00"), 7, What::Paused { reason: "customer".into(), pauses: true });
    timeline.record(friday("09:00"), 7, What::Started { target: target(hours(1)) });
    timeline.record(friday("09:00"), 7, What::Retargeted { target: target(hours(2)) });
    timeline.record(friday("10:00"), 9, What::Resumed);
    let reading = read(&timeline, &attended(), friday("11:00")).unwrap();
    assert_eq!((reading.state, reading.due), (State::Running, Some(friday("12:00"))));
}

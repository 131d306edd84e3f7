//! The known traps of service-level clocks, one test each.

use super::case::{Case, outside, paused, running};
use super::{at, calendar, daily, hours, minutes, office};
use crate::clock::{Calendar, CalendarVersion, Calendars, ServiceHours, State};
use engine::{Span, Timestamp};
use serde_json::json;

/// A Friday on which the office is open from 09:00 to 17:00 UTC.
fn friday(time: &str) -> Timestamp {
    at(&format!("2026-11-20T{time}Z"))
}

fn monday(time: &str) -> Timestamp {
    at(&format!("2026-11-23T{time}Z"))
}

fn always() -> Calendars {
    Calendars::only(Calendar::new(&ServiceHours::always()).unwrap())
}

fn attended() -> Calendars {
    Calendars::only(office())
}

#[test]
fn due_exactly_at_closing_time_is_due_at_closing_time() {
    let case = Case::started(friday("13:00:00"), hours(4));
    let reading = case.read(&attended(), friday("17:00:00"));
    assert_eq!(reading.due, Some(friday("17:00:00")));
    assert_eq!((reading.state, reading.remaining), (State::OutsideHours, Span::ZERO));
    // Nothing of the target is left on Saturday, and that is too late.
    assert_eq!(case.read(&attended(), at("2026-11-21T09:00:00Z")).state, State::Breached);
    let late = case.stopped(monday("09:00:00")).read(&attended(), monday("12:00:00"));
    assert_eq!((late.state, late.elapsed), (State::Breached, hours(4)));
}

#[test]
fn stopped_exactly_when_due_is_met() {
    let (start, due) = (friday("10:00:00"), friday("12:00:00"));
    let case = Case::started(start, hours(2));
    let moment = Span::from_nanos(1);
    for (now, state) in [(due - moment, State::Running), (due, State::Running)] {
        assert_eq!(case.read(&attended(), now).state, state);
    }
    assert_eq!(case.0.breaches_at(&attended()), Some(due + moment));
    assert_eq!(case.read(&attended(), due + moment).state, State::Breached);
    assert_eq!(case.clone().stopped(due).read(&attended(), monday("00:00:00")).state, State::Met);
    let late = case.stopped(due + moment);
    let reading = late.read(&attended(), monday("00:00:00"));
    assert_eq!((reading.state, reading.remaining), (State::Breached, Span::ZERO - moment));
    assert_eq!(late.0.breaches_at(&attended()), None, "there is nothing left to wait for");
}

#[test]
fn two_pauses_in_one_minute() {
    let minute = friday("10:00:00");
    let second = |second| minute + Span::from_seconds(second);
    let case = Case::started(friday("09:00:00"), hours(2))
        .paused(second(1))
        .resumed(second(11))
        .paused(second(12))
        .resumed(second(32));
    let reading = case.read(&attended(), second(60));
    assert_eq!(reading.elapsed, Span::from_seconds(3600 + 30));
    assert_eq!(reading.due, Some(friday("11:00:30")));
    assert_eq!(
        reading.proof,
        [
            running(friday("09:00:00"), second(1), 1),
            paused(second(1), second(11), 2),
            running(second(11), second(12), 3),
            paused(second(12), second(32), 4),
            running(second(32), second(60), 5),
        ]
    );
}

#[test]
fn a_pause_over_a_change_of_the_clocks() {
    // Berlin, 25 October 2026: three o'clock is two o'clock again at 01:00 UTC.
    let calendars = Calendars::only(daily("Europe/Berlin", &[["00:00", "24:00"]]));
    let start = at("2026-10-24T22:00:00Z");
    let case = Case::started(start, hours(24))
        .paused(at("2026-10-25T01:30:00+02:00"))
        .resumed(at("2026-10-25T03:30:00+01:00"));
    let reading = case.read(&calendars, at("2026-10-25T12:00:00+01:00"));
    assert_eq!(reading.elapsed, hours(10), "of 13 hours, 3 were paused, not 2");
    assert_eq!(reading.due, Some(start + hours(27)));
}

#[test]
fn a_pause_wholly_outside_hours_moves_nothing() {
    let case = Case::started(friday("15:00:00"), hours(4));
    let due = case.0.due(&attended());
    let case = case.paused(friday("20:00:00")).resumed(monday("08:00:00"));
    assert_eq!(case.0.due(&attended()), due);
    let night = case.read(&attended(), at("2026-11-21T00:00:00Z"));
    assert_eq!((night.state, night.due), (State::Paused, None), "it may last into the morning");
    assert_eq!(
        case.read(&attended(), monday("10:00:00")).proof,
        [
            running(friday("15:00:00"), friday("17:00:00"), 1),
            outside(friday("17:00:00"), friday("20:00:00"), 0),
            paused(friday("20:00:00"), monday("08:00:00"), 2),
            outside(monday("08:00:00"), monday("09:00:00"), 0),
            running(monday("09:00:00"), monday("10:00:00"), 3),
        ]
    );
}

#[test]
fn a_pause_of_no_length_is_none() {
    let (start, noon) = (friday("10:00:00"), friday("12:00:00"));
    let plain = Case::started(start, hours(4));
    let case = plain.clone().paused(friday("11:00:00")).resumed(friday("11:00:00"));
    let reading = case.read(&attended(), noon);
    assert_eq!((reading.state, reading.elapsed), (State::Running, hours(2)));
    assert_eq!(reading.due, plain.0.due(&attended()));
    assert!(reading.proof.iter().all(|interval| interval.counted), "{:?}", reading.proof);
    // Also at the very start.
    let at_start = plain.paused(start).resumed(start).read(&attended(), noon);
    assert_eq!(at_start.proof, [running(start, noon, 1)]);
}

#[test]
fn a_target_of_zero_is_due_at_the_start() {
    for start in [friday("10:00:00"), friday("20:00:00")] {
        let case = Case::started(start, Span::ZERO);
        assert_eq!(case.0.due(&attended()), Some(start));
        assert_eq!(case.clone().paused(start).0.due(&attended()), Some(start));
        assert_ne!(case.read(&attended(), start).state, State::Breached);
        assert_eq!(case.clone().stopped(start).read(&attended(), start).state, State::Met);
        assert_eq!(case.read(&attended(), start + Span::from_nanos(1)).state, State::Breached);
    }
}

#[test]
fn an_empty_calendar_is_never_due_and_says_so() {
    let never = calendar(&json!({"timezone": "UTC", "hours": {}}));
    let start = friday("10:00:00");
    let case = Case::started(start, hours(1));
    let later = start + Span::from_days(3650);
    for (calendars, because) in [(Calendars::only(never), 0), (Calendars::new([]), 0)] {
        assert_eq!(case.0.due(&calendars), None);
        assert_eq!(case.0.breaches_at(&calendars), None);
        let reading = case.read(&calendars, later);
        assert_eq!((reading.state, reading.due), (State::OutsideHours, None));
        assert_eq!((reading.elapsed, reading.remaining), (Span::ZERO, hours(1)));
        assert_eq!(reading.proof, [outside(start, later, because)]);
        let stopped = case.clone().stopped(later).read(&calendars, later);
        assert_eq!(stopped.state, State::Met);
    }
}

/// The office, where a holiday is added on `recorded` at position 40.
fn with_holiday(date: &str, recorded: Timestamp) -> Calendars {
    let day = [["09:00", "17:00"]];
    let week = json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day});
    let holiday = json!({"timezone": "UTC", "hours": week, "closed": [date]});
    Calendars::new([
        CalendarVersion { effective_from: recorded, position: 40, calendar: calendar(&holiday) },
        CalendarVersion { effective_from: Timestamp::MIN, position: 4, calendar: office() },
    ])
}

#[test]
fn a_holiday_added_after_the_breach_leaves_it_a_breach() {
    let case = Case::started(friday("09:00:00"), hours(2));
    let breached = case.read(&attended(), friday("12:00:00"));
    let calendars = with_holiday("2026-11-20", friday("13:00:00"));
    let reading = case.read(&calendars, friday("18:00:00"));
    assert_eq!((reading.state, reading.due), (State::Breached, breached.due));
    // The rest of the day is a holiday, though; the version is the reason.
    assert_eq!(reading.elapsed, hours(4));
    assert_eq!(
        reading.proof,
        [
            running(friday("09:00:00"), friday("13:00:00"), 1),
            outside(friday("13:00:00"), friday("18:00:00"), 40),
        ]
    );
    // What if it had been a holiday from the first? A question, and no breach.
    let asked = Calendars::only(calendar(&json!({"timezone": "UTC", "hours": {}})));
    assert_eq!(case.read(&asked, friday("18:00:00")).state, State::OutsideHours);
}

#[test]
fn a_holiday_still_ahead_moves_what_is_due() {
    let case = Case::started(friday("16:00:00"), hours(2));
    assert_eq!(case.0.due(&attended()), Some(monday("10:00:00")));
    let calendars = with_holiday("2026-11-23", friday("16:30:00"));
    assert_eq!(case.0.due(&calendars), Some(at("2026-11-24T10:00:00Z")));
    // Before it was recorded, nobody knew.
    assert_eq!(case.read(&calendars, friday("16:29:59")).due, Some(monday("10:00:00")));
    assert_eq!(case.read(&calendars, friday("16:30:00")).due, Some(at("2026-11-24T10:00:00Z")));
}

#[test]
fn a_pause_recorded_in_retrospect_counts_as_if_it_had_been_recorded_then() {
    let late = Case::started(friday("09:00:00"), hours(2))
        .stopped(friday("12:00:00"))
        .paused(friday("10:00:00"))
        .resumed(friday("11:30:00"));
    let reading = late.read(&attended(), friday("13:00:00"));
    assert_eq!((reading.state, reading.elapsed), (State::Met, minutes(90)));
    assert_eq!(
        reading.proof,
        [
            running(friday("09:00:00"), friday("10:00:00"), 1),
            paused(friday("10:00:00"), friday("11:30:00"), 3),
            running(friday("11:30:00"), friday("12:00:00"), 4),
        ]
    );
}

#[test]
fn back_dated_facts_that_contradict_the_earlier_ones_do_not_stop_the_clock_for_ever() {
    let (nine, ten, eleven) = (friday("09:00:00"), friday("10:00:00"), friday("11:00:00"));
    let case = Case::started(nine, hours(8));
    // Resumed before it was paused: the pause took no time.
    let reading = case.clone().paused(eleven).resumed(ten).read(&attended(), friday("12:00:00"));
    assert_eq!((reading.state, reading.elapsed), (State::Running, hours(3)));
    // Reopened before it was stopped: so did the stop.
    let reading = case.clone().stopped(eleven).reopened(ten).read(&attended(), friday("12:00:00"));
    assert_eq!((reading.state, reading.elapsed), (State::Running, hours(3)));
    // Stopped before it started: stopped as it started.
    let reading = case.stopped(friday("08:00:00")).read(&attended(), friday("12:00:00"));
    assert_eq!((reading.state, reading.stopped), (State::Met, Some(nine)));
    assert_eq!(reading.proof, []);
}

#[test]
fn a_pause_recorded_after_the_stop_is_over_when_it_is_reopened() {
    let stopped = Case::started(friday("09:00:00"), hours(8)).stopped(friday("12:00:00"));
    for (paused, elapsed) in [("11:00:00", hours(3)), ("12:30:00", hours(4))] {
        let case = stopped.clone().paused(friday(paused)).reopened(friday("13:00:00"));
        let reading = case.read(&attended(), friday("14:00:00"));
        assert_eq!((reading.state, reading.elapsed), (State::Running, elapsed));
    }
}

#[test]
fn back_dated_pauses_that_overlap_are_one_pause() {
    let case = Case::started(friday("09:00:00"), hours(4))
        .paused(friday("10:00:00"))
        .resumed(friday("12:00:00"))
        .paused(friday("09:30:00"))
        .resumed(friday("10:30:00"))
        .held(friday("11:00:00"))
        .resumed(friday("13:00:00"));
    let reading = case.read(&attended(), friday("14:00:00"));
    assert_eq!(reading.elapsed, minutes(150));
    let proof: Vec<_> = reading.proof.iter().map(|one| (one.counted, one.because)).collect();
    assert_eq!(proof, [(true, 1), (false, 4), (false, 2), (true, 6), (true, 7)]);
}

#[test]
fn a_manual_due_date_is_a_deadline_and_is_not_moved_by_a_pause() {
    let deadline = friday("16:00:00");
    let case = Case::started(friday("09:00:00"), hours(2)).deadline(friday("09:30:00"), deadline);
    assert_eq!(case.0.due(&attended()), Some(deadline));
    let case = case.paused(friday("10:00:00"));
    let reading = case.read(&attended(), friday("12:00:00"));
    assert_eq!((reading.state, reading.due), (State::Paused, Some(deadline)));
    assert_eq!((reading.deadline, reading.remaining), (Some(deadline), hours(4)));
    assert_eq!(case.0.breaches_at(&attended()), Some(deadline + Span::from_nanos(1)));
    let case = case.resumed(friday("15:00:00"));
    assert_eq!(case.0.due(&attended()), Some(deadline));
    let reading = case.read(&attended(), friday("16:30:00"));
    assert_eq!((reading.state, reading.remaining), (State::Breached, minutes(-30)));
    // Nor by hours: a deadline at night is at night.
    let night = case.clone().deadline(friday("15:00:00"), friday("23:00:00"));
    assert_eq!(night.0.due(&attended()), Some(friday("23:00:00")));
    // Half of the way from the start to the deadline has passed at half past twelve.
    assert_eq!(case.0.at_share(&attended(), 50), Some(friday("12:30:00")));
    // Lifted, the target holds again, with its pause.
    let lifted = case.then(friday("15:00:00"), crate::clock::What::DeadlineLifted);
    assert_eq!(lifted.0.due(&attended()), Some(friday("16:00:00")));
    assert_eq!(lifted.read(&attended(), friday("15:30:00")).remaining, minutes(30));
}

#[test]
fn the_last_value_of_a_case_counts_not_each_row() {
    // Resolved too late by the first target, reopened, and in the end met by the last one.
    let case = Case::started(friday("09:00:00"), hours(1))
        .stopped(friday("11:00:00"))
        .reopened(friday("12:00:00"))
        .retargeted(friday("12:30:00"), hours(4))
        .stopped(friday("13:00:00"));
    assert_eq!(case.read(&attended(), friday("11:30:00")).state, State::Breached);
    let reading = case.read(&attended(), monday("00:00:00"));
    assert_eq!((reading.state, reading.elapsed), (State::Met, hours(3)));
    assert_eq!(reading.stopped, Some(friday("13:00:00")));
    // A stop that is stated again without reopening replaces the one before, for holds as well.
    let again = Case::started(friday("09:00:00"), minutes(30))
        .paused(friday("10:00:00"))
        .stopped(friday("10:30:00"))
        .stopped(friday("12:00:00"));
    let reading = again.read(&always(), monday("00:00:00"));
    assert_eq!((reading.state, reading.elapsed), (State::Breached, hours(1)));
    assert_eq!(reading.stopped, Some(friday("12:00:00")));
}

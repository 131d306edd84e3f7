//! Open time on ordinary days.

use super::{at, calendar, daily, hours, intervals, minutes, office, there};
use crate::clock::HORIZON;
use engine::{Span, Timestamp};
use serde_json::json;

#[test]
fn an_interval_is_half_open() {
    let office = office();
    let (opens, closes) = (at("2026-11-20T09:00:00Z"), at("2026-11-20T17:00:00Z"));
    let moment = Span::from_nanos(1);
    assert!(!office.is_open(opens - moment) && office.is_open(opens));
    assert!(office.is_open(closes - moment) && !office.is_open(closes));
    assert_eq!(intervals(&office, opens, opens), []);
    assert_eq!(intervals(&office, closes, opens), []);
    assert_eq!(office.between(opens, closes), hours(8));
    assert_eq!(office.between(closes, opens), Span::ZERO);
    assert_eq!(office.between(opens, opens + moment), moment);
}

#[test]
fn a_target_that_falls_due_exactly_at_closing_time_is_due_at_closing_time() {
    let noon = at("2026-11-20T12:00:00Z");
    assert_eq!(office().due(noon, hours(5)), Some(at("2026-11-20T17:00:00Z")));
    let later = hours(5) + Span::from_nanos(1);
    let monday = at("2026-11-23T09:00:00Z") + Span::from_nanos(1);
    assert_eq!(office().due(noon, later), Some(monday));
    // Asked outside hours, the whole of Monday ends when Monday does.
    assert_eq!(
        office().due(at("2026-11-21T01:00:00Z"), hours(8)),
        Some(at("2026-11-23T17:00:00Z"))
    );
}

#[test]
fn a_target_of_zero_is_due_at_once_open_or_not() {
    let night = at("2026-11-21T03:00:00Z");
    assert_eq!(office().due(night, Span::ZERO), Some(night));
    assert_eq!(office().due(night, Span::ZERO - minutes(1)), Some(night));
}

#[test]
fn an_empty_calendar_is_never_due() {
    let never = calendar(&json!({"timezone": "UTC", "hours": {}}));
    let start = at("2026-11-21T03:00:00Z");
    assert_eq!(never.due(start, Span::from_nanos(1)), None);
    assert_eq!(never.between(Timestamp::MIN, Timestamp::MAX), Span::ZERO);
}

#[test]
fn beyond_the_horizon_is_never() {
    let once = calendar(&json!({
        "timezone": "UTC", "hours": {}, "open": {"2040-01-01": [["00:00", "01:00"]]},
    }));
    let opens = at("2040-01-01T00:00:00Z");
    assert_eq!(once.due(opens - HORIZON + hours(1), hours(1)), Some(opens + hours(1)));
    assert_eq!(once.due(opens - HORIZON, hours(1)), None);
    assert_eq!(once.due(opens + hours(1), hours(1)), None);
    assert_eq!(office().due(at("2026-11-20T12:00:00Z"), Span::MAX), None);
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let always = daily("Pacific/Kiritimati", &[["00:00", "24:00"]]);
    assert_eq!(intervals(&always, Timestamp::MIN, Timestamp::MIN + hours(50)).len(), 1);
    assert_eq!(always.between(Timestamp::MAX - hours(50), Timestamp::MAX), hours(50));
    assert_eq!(always.due(Timestamp::MAX, hours(1)), None);
}

#[test]
fn a_shift_past_midnight_belongs_to_the_date_it_starts_on() {
    let night = calendar(&json!({
        "timezone": "UTC",
        "hours": {"thu": [["22:00", "06:00"]], "fri": [["22:00", "06:00"]]},
        "closed": ["2026-12-25"],
    }));
    // Thursday's shift goes on into the closed Friday, whose own shift does not start.
    let found = intervals(&night, at("2026-12-24T00:00:00Z"), at("2026-12-28T00:00:00Z"));
    assert_eq!(found, [at("2026-12-24T22:00:00Z")..at("2026-12-25T06:00:00Z")]);
    assert!(night.is_open(at("2026-12-25T05:59:59Z")));
    // Asked in the middle of it.
    assert_eq!(night.due(at("2026-12-25T01:00:00Z"), hours(5)), Some(at("2026-12-25T06:00:00Z")));
}

#[test]
fn an_open_date_has_its_own_shifts_only() {
    let day = [["09:00", "17:00"]];
    let shop = calendar(&json!({
        "timezone": "UTC",
        "hours": {"thu": day, "fri": day},
        "closed": ["2026-12-25"],
        "open": {"2026-12-24": [["09:00", "10:00"], ["11:00", "12:00"]], "2026-12-26": [["10:00", "11:00"]]},
    }));
    let found = intervals(&shop, at("2026-12-23T00:00:00Z"), at("2026-12-30T00:00:00Z"));
    assert_eq!(
        found,
        [
            at("2026-12-24T09:00:00Z")..at("2026-12-24T10:00:00Z"),
            at("2026-12-24T11:00:00Z")..at("2026-12-24T12:00:00Z"),
            at("2026-12-26T10:00:00Z")..at("2026-12-26T11:00:00Z"),
        ]
    );
}

#[test]
fn a_night_shift_that_runs_into_an_open_date_is_counted_once() {
    let night = calendar(&json!({
        "timezone": "UTC",
        "hours": {"thu": [["22:00", "06:00"]]},
        "open": {"2026-12-25": [["04:00", "05:00"], ["05:30", "08:00"]]},
    }));
    let (from, to) = (at("2026-12-24T22:00:00Z"), at("2026-12-25T08:00:00Z"));
    assert_eq!(intervals(&night, from, to), [from..to]);
    assert_eq!(night.between(from - hours(24), to + hours(24)), hours(10));
    assert_eq!(night.due(from, hours(10)), Some(to));
}

#[test]
fn what_touches_is_one() {
    let split = daily("UTC", &[["00:00", "08:00"], ["08:00", "16:00"], ["20:00", "24:00"]]);
    let (from, to) = (at("2026-11-20T12:00:00Z"), at("2026-11-21T10:00:00Z"));
    assert_eq!(
        intervals(&split, from, to),
        [from..at("2026-11-20T16:00:00Z"), at("2026-11-20T20:00:00Z")..to,]
    );
}

#[test]
fn hours_are_those_of_the_zone() {
    let tokyo = daily("Asia/Tokyo", &[["09:00", "17:00"]]);
    let opens = there("2026-11-20T09:00[Asia/Tokyo]");
    assert_eq!(opens, at("2026-11-20T00:00:00Z"));
    assert_eq!(tokyo.due(opens - hours(1), hours(8)), Some(opens + hours(8)));
}

#[test]
fn ten_years_are_reckoned_quickly() {
    let office = office();
    let (from, to) = (at("2016-11-21T00:00:00Z"), at("2026-11-21T00:00:00Z"));
    let begun = std::time::Instant::now();
    assert_eq!(office.between(from, to), hours(8 * 2610));
    let took = begun.elapsed();
    // A few milliseconds without optimisation, far less with.
    assert!(took.as_millis() < 500, "{took:?}");
}

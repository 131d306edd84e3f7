//! Calendars against a person who looks at the clock on the wall every minute.

use super::{at, minutes};
use crate::clock::{Calendar, Date, ServiceHours, Shift, TimeOfDay, Week};
use engine::{Span, Timestamp};
use jiff::civil;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The longest range that is looked at minute by minute.
const DAYS: i64 = 6;

/// Which minutes from `from` on are open.
///
/// The person holds that time never runs back: while the clock repeats an hour, it is still as
/// late as it has been. That is what "the first time it is shown" means.
fn watch(hours: &ServiceHours, from: Timestamp, count: i64) -> Vec<bool> {
    const BEFORE: i64 = 26 * 60;
    let zone = jiff::tz::TimeZone::get(&hours.timezone).unwrap();
    let mut latest = civil::DateTime::MIN;
    let mut open = Vec::new();
    for minute in -BEFORE..count {
        latest = latest.max(zone.to_datetime((from + minutes(minute)).into()));
        if minute >= 0 {
            open.push(attended(hours, latest));
        }
    }
    open
}

fn attended(hours: &ServiceHours, now: civil::DateTime) -> bool {
    let midnight = civil::Time::midnight();
    [now.date().yesterday().unwrap(), now.date()].into_iter().any(|date| {
        let special = hours.open.get(&Date::from(date));
        let closed = hours.closed.contains(&Date::from(date));
        let week = hours.hours.days().into_iter().find(|(day, _)| *day == date.weekday()).unwrap();
        let shifts = if closed { &[] } else { special.map_or(week.1, Vec::as_slice) };
        shifts.iter().any(|Shift(start, end)| {
            let clock = |time: &TimeOfDay, days: i64| {
                let span = jiff::Span::new().days(days).minutes(i64::from(time.minutes()));
                date.to_datetime(midnight) + span
            };
            clock(start, 0) <= now && now < clock(end, i64::from(end < start))
        })
    })
}

/// Shifts of one day that do not overlap; only the last may go past midnight, to 03:30 at most.
fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    let times = proptest::collection::btree_set(8_u16..48, 0..3);
    (times, proptest::option::of((0_u16..8).prop_map(|n| n * 30))).prop_map(|(times, night)| {
        let time = |minutes| TimeOfDay::from_minutes(minutes).unwrap();
        let times: Vec<_> = times.into_iter().map(|n| time(n * 30)).collect();
        let mut shifts: Vec<_> = times.chunks_exact(2).map(|two| Shift(two[0], two[1])).collect();
        if let ([start], Some(end)) = (times.chunks_exact(2).remainder(), night) {
            shifts.push(Shift(*start, time(end)));
        }
        shifts
    })
}

fn week() -> impl Strategy<Value = Week> {
    let day = || {
        prop_oneof![
            5 => shifts(),
            1 => Just(vec![Shift(TimeOfDay::START, TimeOfDay::END)]),
        ]
    };
    (day(), day(), day(), day(), day(), day(), day())
        .prop_map(|(mon, tue, wed, thu, fri, sat, sun)| Week { mon, tue, wed, thu, fri, sat, sun })
        .prop_filter("a night shift runs into the next day", |week| {
            let hours = ServiceHours { hours: week.clone(), ..ServiceHours::always() };
            Calendar::new(&hours).is_ok()
        })
}

/// A zone and a day near which its clocks jump.
const JUMPS: [(&str, &str); 11] = [
    ("Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T01:00:00Z"),
    ("America/New_York", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("America/Havana", "2026-11-01T05:00:00Z"),
    ("Asia/Beirut", "2026-10-24T21:00:00Z"),
    ("America/St_Johns", "2010-11-07T02:31:00Z"),
    ("UTC", "2026-11-21T00:00:00Z"),
];

/// Service hours and an instant some days before their clocks jump.
pub(super) fn hours_near_a_jump() -> impl Strategy<Value = (ServiceHours, Timestamp)> {
    let dates = proptest::collection::btree_map(-4_i64..5, proptest::option::of(shifts()), 0..3);
    (week(), dates, 0..JUMPS.len(), -(DAYS * 24 * 60)..2 * 24 * 60).prop_map(
        |(hours, dates, jump, offset)| {
            let (zone, jump) = JUMPS[jump];
            let day = jiff::Timestamp::from(at(jump)).in_tz(zone).unwrap().date();
            let (mut closed, mut open) = (BTreeSet::new(), BTreeMap::new());
            for (days, shifts) in dates {
                let date = Date::from(day + jiff::Span::new().days(days));
                match shifts.filter(|shifts| !shifts.is_empty()) {
                    Some(shifts) => drop(open.insert(date, shifts)),
                    None => drop(closed.insert(date)),
                }
            }
            let hours = ServiceHours { timezone: zone.into(), hours, closed, open };
            (hours, at(jump) + minutes(offset))
        },
    )
}

fn count(open: &[bool]) -> Span {
    minutes(i64::try_from(open.iter().filter(|open| **open).count()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_calendar_agrees_with_who_watches_the_clock(
        (hours, from) in hours_near_a_jump(),
        length in 0_i64..DAYS * 24 * 60,
        target in 0_i64..40 * 60,
    ) {
        let calendar = Calendar::new(&hours).unwrap();
        let to = from + minutes(length);
        let seen = watch(&hours, from, length);
        prop_assert_eq!(calendar.between(from, to), count(&seen));
        let mut told = vec![false; seen.len()];
        let mut last = None;
        for interval in calendar.open_intervals(from, to) {
            prop_assert!(from <= interval.start && interval.start < interval.end && interval.end <= to);
            prop_assert!(last.is_none_or(|last| last < interval.start), "they do not touch");
            last = Some(interval.end);
            let minute = |at: Timestamp| usize::try_from(at.since(from).as_minutes()).unwrap();
            told[minute(interval.start)..minute(interval.end)].fill(true);
        }
        prop_assert_eq!(&told, &seen);
        // Due is the end of the minute with which the target is used up.
        let open = seen.iter().enumerate().filter(|(_, open)| **open).map(|(minute, _)| minute);
        let watched = match target {
            0 => Some(from),
            _ => open.clone().nth(usize::try_from(target - 1).unwrap())
                .map(|minute| from + minutes(i64::try_from(minute).unwrap() + 1)),
        };
        let due = calendar.due(from, minutes(target));
        prop_assert_eq!(due.filter(|due| *due <= to), watched);
    }

    #[test]
    fn open_time_adds_up(
        (hours, from) in hours_near_a_jump(),
        first in 0..20 * 86_400_000_000_000_i64,
        second in 0..400 * 86_400_000_000_000_i64,
    ) {
        let calendar = Calendar::new(&hours).unwrap();
        let middle = from + Span::from_nanos(first);
        let to = middle + Span::from_nanos(second);
        let whole = calendar.between(from, to);
        prop_assert_eq!(calendar.between(from, middle) + calendar.between(middle, to), whole);
        let sum = calendar.open_intervals(from, to)
            .fold(Span::ZERO, |sum, open| sum + open.end.since(open.start));
        prop_assert_eq!(sum, whole);
        let due = calendar.due(from, whole).unwrap();
        prop_assert!(due <= to);
        prop_assert_eq!(calendar.between(from, due), whole, "due when it has been used, not before");
    }
}

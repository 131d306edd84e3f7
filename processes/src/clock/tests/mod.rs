mod calendar;
mod case;
mod daylight;
mod hours;
mod minutes;
mod reading;
mod traps;
mod wall;

use super::{Calendar, ServiceHours};
use engine::{Span, Timestamp};
use std::ops::Range;

/// An instant, as RFC 3339.
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The instant at which the clocks of a zone show a time.
fn there(text: &str) -> Timestamp {
    text.parse::<jiff::Zoned>().unwrap().timestamp().try_into().unwrap()
}

fn minutes(minutes: i64) -> Span {
    Span::from_minutes(minutes)
}

fn hours(hours: i64) -> Span {
    Span::from_hours(hours)
}

fn calendar(value: &serde_json::Value) -> Calendar {
    let hours: ServiceHours = serde_json::from_str(&value.to_string()).unwrap();
    Calendar::new(&hours).unwrap()
}

/// The same shifts on every day of the week.
fn daily(zone: &str, shifts: &[[&str; 2]]) -> Calendar {
    let week: serde_json::Map<_, _> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .map(|day| (day.to_owned(), serde_json::json!(shifts)))
        .into_iter()
        .collect();
    calendar(&serde_json::json!({"timezone": zone, "hours": week}))
}

/// Monday to Friday, 09:00 to 17:00 UTC.
fn office() -> Calendar {
    let day = [["09:00", "17:00"]];
    calendar(&serde_json::json!({
        "timezone": "UTC",
        "hours": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day},
    }))
}

fn intervals(calendar: &Calendar, from: Timestamp, to: Timestamp) -> Vec<Range<Timestamp>> {
    calendar.open_intervals(from, to).collect()
}

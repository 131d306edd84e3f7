//! Indicators of a month, in UTC.

use super::told::{History, Told, nanos};
use std::collections::BTreeMap;

/// What an indicator came to, with how many records it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) value: Option<f64>,
    pub(super) included: u64,
}

fn month(at: i64) -> String {
    let at = jiff::Timestamp::from_nanosecond(i128::from(at)).unwrap();
    at.strftime("%Y-%m").to_string()
}

fn happened<'a>(case: &[&'a Told], events: &[&str]) -> Option<&'a Told> {
    case.iter().rfind(|told| events.contains(&&*told.event)).copied()
}

/// The indicators of all months up to `now`, by name and month.
pub(super) fn counted(history: &History) -> BTreeMap<(&'static str, String), Value> {
    let mut all = BTreeMap::new();
    let mut months: Vec<String> = history.told.iter().map(|told| month(told.at)).collect();
    months.dedup();
    months.sort();
    months.dedup();
    for (nth, month) in months.iter().enumerate() {
        let year = &months[nth.saturating_sub(11)..=nth];
        for (name, value) in [
            ("change_success", change_success(history, month)),
            ("complaint_rate", complaint_rate(history, month)),
            ("security_incidents", security_incidents(history, year)),
            ("time_to_restore", time_to_restore(history, month)),
            ("vulnerability_fix", vulnerability_fix(history, month)),
        ] {
            all.insert((name, month.clone()), value);
        }
    }
    all
}

/// In percent: of the changes closed that were carried out, those that never failed.
fn change_success(history: &History, of: &str) -> Value {
    let failing = ["failed", "outcome_corrected", "backed_out", "remedied"];
    let (mut all, mut good) = (0, 0);
    for case in history.cases("change") {
        let closed = happened(&case, &["closed"]).is_some_and(|it| month(it.at) == of);
        let failed = happened(&case, &failing).is_some();
        let carried_out = failed || happened(&case, &["implemented", "adopted"]).is_some();
        if closed && carried_out {
            all += 1;
            good += u64::from(!failed);
        }
    }
    Value { value: share(good, all), included: all }
}

fn share(part: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| 100.0 * part as f64 / all as f64)
}

/// How many of a process came in, without those that some event shows not to count.
fn came_in(history: &History, process: &str, of: &[String], but: &[&str]) -> u64 {
    let cases = history.cases(process);
    let begins = ["logged", "recorded", "opened"];
    let counts = cases.iter().filter(|case| {
        begins.contains(&&*case[0].event)
            && of.contains(&month(case[0].at))
            && happened(case, but).is_none()
    });
    counts.count() as u64
}

/// To a hundred incidents and requests.
fn complaint_rate(history: &History, of: &str) -> Value {
    let of = [of.to_owned()];
    let ones = came_in(history, "complaint", &of, &["reclassified", "merged"]);
    let base = came_in(history, "incident", &of, &["merged", "cancelled", "converted_to_request"])
        + came_in(history, "service_request", &of, &["converted"]);
    Value { value: share(ones, base), included: ones + base }
}

fn security_incidents(history: &History, year: &[String]) -> Value {
    let count = came_in(history, "security_incident", year, &["dismissed", "merged"]);
    Value { value: Some(count as f64), included: count }
}

/// In seconds, from the log until it was resolved for good.
fn time_to_restore(history: &History, of: &str) -> Value {
    let cases = history.cases("incident");
    let turns = ["resolved", "reopened", "merged", "cancelled", "converted_to_request"];
    let took = cases.iter().filter_map(|case| {
        let last = happened(case, &turns).filter(|last| last.event == "resolved")?;
        (month(last.at) == of).then(|| last.at - case[0].at)
    });
    mean(&took.collect::<Vec<_>>())
}

/// In seconds, from the detection until a scan shows that it is gone, without the time in which it was
/// exempt; what was not fixed by the end of the month counts once it is later than four hours, unless it
/// is exempt then.
fn vulnerability_fix(history: &History, of: &str) -> Value {
    const LIMIT: i64 = 4 * 3_600_000_000_000;
    let now = history.told.iter().map(|told| told.at).max().unwrap();
    // The last instant of the month that there was.
    let last = end_of_month(of).min(now);
    let mut took = Vec::new();
    for case in history.cases("vulnerability") {
        if happened(&case, &["dismissed", "merged", "retired"]).is_some() {
            continue;
        }
        // Detected when, exempt for how long by now, and since when.
        let mut open: Option<(i64, i64, Option<i64>)> = None;
        for told in case.iter().filter(|told| told.at < end_of_month(of)) {
            match (&*told.event, open) {
                ("registered" | "redetected", _) => {
                    open = Some((nanos(told.text("/detected_at")), 0, None));
                }
                ("accepted", Some((from, exempt, _))) => open = Some((from, exempt, Some(told.at))),
                ("reopened", Some((from, exempt, Some(since)))) => {
                    open = Some((from, exempt + told.at - since, None));
                }
                ("fix_verified", Some((from, exempt, since))) => {
                    let exempt = exempt + since.map_or(0, |since| told.at - since);
                    took.extend((month(told.at) == of).then_some(told.at - from - exempt));
                    open = None;
                }
                _ => {}
            }
        }
        if let Some((from, exempt, None)) = open {
            took.extend(Some(last - from - exempt).filter(|age| *age > LIMIT));
        }
    }
    mean(&took)
}

fn end_of_month(of: &str) -> i64 {
    let first: jiff::civil::Date = format!("{of}-01").parse().unwrap();
    let next = first.checked_add(jiff::Span::new().months(1)).unwrap();
    let next = next.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    i64::try_from(next.as_nanosecond()).unwrap()
}

fn mean(took: &[i64]) -> Value {
    let sum: i128 = took.iter().map(|nanos| i128::from(*nanos)).sum();
    let value = (!took.is_empty()).then(|| sum as f64 / took.len() as f64 / 1e9);
    Value { value, included: took.len() as u64 }
}

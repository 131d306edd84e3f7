//! Indicators of a month, in UTC.

use super::told::{History, Told, nanos};
use std::collections::BTreeMap;

/// What an indicator came to, with how many records it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reckoned {
    pub(super) value: Option<f64>,
    /// With all time counted, where something may be exempt.
    pub(super) with_exemptions: Option<f64>,
    pub(super) included: u64,
}

impl Reckoned {
    const fn of(value: Option<f64>, included: u64) -> Self {
        Self { value, with_exemptions: None, included }
    }
}

fn month(at: i64) -> String {
    let at = jiff::Timestamp::from_nanosecond(i128::from(at)).unwrap();
    at.strftime("%Y-%m").to_string()
}

fn happened<'a>(case: &[&'a Told], events: &[&str]) -> Option<&'a Told> {
    case.iter().rfind(|told| events.contains(&&*told.event)).copied()
}

/// The indicators of all months up to `now`, by name and month.
pub(super) fn counted(history: &History) -> BTreeMap<(&'static str, String), Reckoned> {
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
fn change_success(history: &History, of: &str) -> Reckoned {
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
    Reckoned::of(share(good, all), all)
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
fn complaint_rate(history: &History, of: &str) -> Reckoned {
    let of = [of.to_owned()];
    let ones = came_in(history, "complaint", &of, &["reclassified", "merged"]);
    let base = came_in(history, "incident", &of, &["merged", "cancelled", "converted_to_request"])
        + came_in(history, "service_request", &of, &["converted"]);
    Reckoned::of(share(ones, base), ones + base)
}

fn security_incidents(history: &History, year: &[String]) -> Reckoned {
    let count = came_in(history, "security_incident", year, &["dismissed", "merged"]);
    Reckoned::of(Some(count as f64), count)
}

/// In seconds, from the log until it was resolved for good.
fn time_to_restore(history: &History, of: &str) -> Reckoned {
    let cases = history.cases("incident");
    let turns = ["resolved", "reopened", "merged", "cancelled", "converted_to_request"];
    let took = cases.iter().filter_map(|case| {
        let last = happened(case, &turns).filter(|last| last.event == "resolved")?;
        (month(last.at) == of).then(|| last.at - case[0].at)
    });
    let took: Vec<_> = took.collect();
    Reckoned::of(mean(&took), took.len() as u64)
}

/// In seconds, from the detection until a scan shows that it is gone, without the time in which it was
/// exempt; what was not fixed by the end of the month, or until what had it was gone in it, counts once it
/// is later than four hours, unless it is exempt then. With exemptions, all time counts, and all of these.
fn vulnerability_fix(history: &History, of: &str) -> Reckoned {
    const LIMIT: i64 = 4 * 3_600_000_000_000;
    let now = history.told.iter().map(|told| told.at).max().unwrap();
    // The last instant of the month that there was.
    let last = end_of_month(of).min(now);
    let (mut took, mut all) = (Vec::new(), Vec::new());
    for case in history.cases("vulnerability") {
        // What was none, or is part of another, was so since it was detected last; a fix before was one.
        let is_none = happened(&case, &["registered", "redetected", "dismissed", "merged"])
            .is_some_and(|last| matches!(&*last.event, "dismissed" | "merged"));
        let detected = |told: &&Told| matches!(&*told.event, "registered" | "redetected");
        let until = if is_none { case.iter().rposition(detected).unwrap() } else { case.len() };
        // Detected when, exempt for how long by now, and since when.
        let mut open: Option<(i64, i64, Option<i64>)> = None;
        let mut late = |from: i64, exempt: i64, since: Option<i64>, by: i64| {
            all.extend(Some(by - from).filter(|age| *age > LIMIT));
            let age = Some(by - from - exempt).filter(|age| since.is_none() && *age > LIMIT);
            took.extend(age);
        };
        let mut fixed = Vec::new();
        for told in case[..until].iter().filter(|told| told.at < end_of_month(of)) {
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
                    fixed.extend((month(told.at) == of).then_some((told.at - from, exempt)));
                    open = None;
                }
                ("retired", Some((from, exempt, since))) => {
                    if month(told.at) == of {
                        late(from, exempt, since, told.at);
                    }
                    open = None;
                }
                _ => {}
            }
        }
        if let Some((from, exempt, since)) = open {
            late(from, exempt, since, last);
        }
        took.extend(fixed.iter().map(|(all, exempt)| all - exempt));
        all.extend(fixed.iter().map(|(all, _)| all));
    }
    let included = took.len() as u64;
    Reckoned { value: mean(&took), with_exemptions: mean(&all), included }
}

fn end_of_month(of: &str) -> i64 {
    let first: jiff::civil::Date = format!("{of}-01").parse().unwrap();
    let next = first.checked_add(jiff::Span::new().months(1)).unwrap();
    let next = next.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    i64::try_from(next.as_nanosecond()).unwrap()
}

fn mean(took: &[i64]) -> Option<f64> {
    let sum: i128 = took.iter().map(|nanos| i128::from(*nanos)).sum();
    (!took.is_empty()).then(|| sum as f64 / took.len() as f64 / 1e9)
}

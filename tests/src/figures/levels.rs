//! Which incidents kept their targets, and how long they took.

use super::hours::Hours;
use super::told::{History, Told, length, nanos};
use std::collections::BTreeMap;

/// What the clock of a case came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Came {
    /// It stopped, after so much open time.
    Stopped(i64),
    /// It runs still, and has used so much.
    Runs(i64),
    /// It was given up after so much.
    GivenUp(i64),
}

/// Of a priority and a clock.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Counted {
    pub(super) cases: u64,
    pub(super) met: u64,
    pub(super) breached: u64,
    pub(super) goes_on: u64,
    pub(super) not_measured: u64,
    /// How long those took that stopped.
    pub(super) took: Vec<i64>,
}

/// By priority and clock.
pub(super) fn counted(history: &History, hours: &Hours) -> BTreeMap<(String, String), Counted> {
    let now = nanos(&history.now().to_string());
    let mut all = BTreeMap::<_, Counted>::new();
    for case in history.cases("incident") {
        let promised = case.iter().rfind(|told| told.says.get("service_level").is_some());
        let priority = case.iter().rev().find_map(|told| told.says.get("priority")?.as_str());
        for measure in ["response", "resolution"] {
            let group = (priority.unwrap_or("none").to_owned(), measure.to_owned());
            let one = all.entry(group).or_default();
            one.cases += 1;
            let Some(promised) = promised else {
                one.not_measured += 1;
                continue;
            };
            let limit = length(promised.text(&format!("/service_level/promise/{measure}")));
            let calendar = promised.text("/service_level/calendar/key");
            let open = |from, to| hours.between(calendar, from, to);
            let came = if measure == "response" {
                response(&case, now, open)
            } else {
                resolution(&case, now, open)
            };
            match came {
                Came::Stopped(took) if took <= limit => one.met += 1,
                Came::Runs(used) if used <= limit => one.goes_on += 1,
                Came::GivenUp(used) if used <= limit => one.not_measured += 1,
                Came::Stopped(_) | Came::Runs(_) | Came::GivenUp(_) => one.breached += 1,
            }
            if let Came::Stopped(took) = came {
                one.took.push(took);
            }
        }
    }
    all
}

fn is_given_up(told: &Told) -> bool {
    ["cancelled", "converted_to_request"].contains(&&*told.event)
}

/// It works, of itself or because the one works that it is part of.
fn works(told: &Told) -> bool {
    told.event == "resolved" || (told.event == "parent_followed" && told.says["works"] == true)
}

/// From the priority until somebody begins.
fn response(case: &[&Told], now: i64, open: impl Fn(i64, i64) -> i64) -> Came {
    let from = case.iter().find(|told| told.event == "prioritised").unwrap().at;
    let begins = |told: &&&Told| ["responded", "held"].contains(&&*told.event) || works(told);
    let begun = case.iter().position(|told| begins(&told));
    let given_up = case.iter().position(|told| is_given_up(told));
    match (begun, given_up) {
        (Some(begun), None) => Came::Stopped(open(from, case[begun].at)),
        (Some(begun), Some(up)) if begun < up => Came::Stopped(open(from, case[begun].at)),
        (_, Some(up)) => Came::GivenUp(open(from, case[up].at)),
        (None, None) => Came::Runs(open(from, now)),
    }
}

/// From the log until it works, without the time in which the agreement lets it wait; what is open
/// again goes on.
fn resolution(case: &[&Told], now: i64, open: impl Fn(i64, i64) -> i64) -> Came {
    let (mut used, mut since) = (0, Some(case[0].at));
    let mut ends: fn(i64) -> Came = Came::Runs;
    for told in case {
        let waits = told.event == "held" && told.says["hold"]["pauses"] == true;
        let goes_on = ["resumed", "reopened"].contains(&&*told.event)
            || (told.event == "parent_followed" && told.says["works"] == false);
        if waits || works(told) || is_given_up(told) {
            used += since.take().map_or(0, |since| open(since, told.at));
        } else if goes_on {
            since = since.or(Some(told.at));
        }
        if works(told) {
            ends = Came::Stopped;
        } else if is_given_up(told) {
            ends = Came::GivenUp;
        } else if goes_on {
            ends = Came::Runs;
        }
    }
    ends(used + since.map_or(0, |since| open(since, now)))
}

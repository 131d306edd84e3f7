//! Which incidents and service requests kept their targets, and how long they took.

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

/// The clocks.
pub(super) const MEASURES: [&str; 2] = ["response", "resolution"];

/// A case with its clocks, once it has a promise.
pub(super) struct Case {
    pub(super) key: String,
    pub(super) priority: Option<String>,
    pub(super) agreement: Option<String>,
    pub(super) logged_at: i64,
    /// What each clock came to, and how much time there was for it.
    came: Option<[(Came, i64); 2]>,
}

impl Case {
    /// Whether a target was kept; nothing while that is open.
    pub(super) fn kept(&self, measure: usize) -> Option<bool> {
        let (came, limit) = self.came.as_ref()?[measure];
        match came {
            Came::Stopped(took) => Some(took <= limit),
            Came::Runs(used) | Came::GivenUp(used) => (used > limit).then_some(false),
        }
    }
}

/// All cases of a process.
pub(super) fn cases(history: &History, hours: &Hours, process: &str) -> Vec<Case> {
    let now = nanos(&history.now().to_string());
    let all = history.cases(process).into_iter();
    // What may be requested is none.
    let all = all.filter(|case| case[0].event == "logged");
    let clocked = |case: Vec<&Told>| {
        let promised = case.iter().rfind(|told| told.says.get("service_level").is_some());
        let priority = case.iter().rev().find_map(|told| told.says.get("priority")?.as_str());
        let came = promised.map(|promised| {
            let calendar = promised.text("/service_level/calendar/key");
            let open = |from, to| hours.between(calendar, from, to);
            MEASURES.map(|measure| {
                let limit = length(promised.text(&format!("/service_level/promise/{measure}")));
                let came = match (process, measure) {
                    ("incident", "response") => response(&case, now, open),
                    ("incident", _) => resolution(&case, now, open),
                    (_, measure) => of_request(&case, measure == "response", now, open),
                };
                (came, limit)
            })
        });
        Case {
            key: case[0].key.clone(),
            priority: priority.map(str::to_owned),
            agreement: promised.map(|it| it.text("/service_level/agreement/key").to_owned()),
            logged_at: case[0].at,
            came,
        }
    };
    all.map(clocked).collect()
}

/// By priority and clock.
pub(super) fn counted(cases: &[Case]) -> BTreeMap<(String, String), Counted> {
    let mut all = BTreeMap::<_, Counted>::new();
    for case in cases {
        for (number, measure) in MEASURES.into_iter().enumerate() {
            let group = case.priority.clone().unwrap_or_else(|| "none".to_owned());
            let one = all.entry((group, measure.to_owned())).or_default();
            one.cases += 1;
            let Some(came) = &case.came else {
                one.not_measured += 1;
                continue;
            };
            let (came, limit) = came[number];
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

/// From the log until somebody has it, or until it is there; without the time in which it waits and
/// the agreement lets it.
fn of_request(case: &[&Told], response: bool, now: i64, open: impl Fn(i64, i64) -> i64) -> Came {
    let (mut used, mut since) = (0, Some(case[0].at));
    let mut ends: fn(i64) -> Came = Came::Runs;
    for told in case {
        let event = &*told.event;
        let waits = told.says["hold"]["pauses"] == true;
        let goes_on = ["approved", "returned_to_requester", "resumed", "reassigned", "reopened"];
        let given_up = ["rejected", "withdrawn", "cancelled", "converted"].contains(&event);
        let is_taken = ["assigned", "reassigned", "fulfilment_started"].contains(&event);
        let stops = event == "fulfilled" || (response && is_taken);
        if goes_on.contains(&event) {
            since = since.or(Some(told.at));
            ends = Came::Runs;
        }
        if waits || given_up || stops {
            used += since.take().map_or(0, |since| open(since, told.at));
        }
        if given_up {
            ends = Came::GivenUp;
        } else if stops {
            ends = Came::Stopped;
        }
        if (response && stops) || given_up {
            break;
        }
    }
    ends(used + since.map_or(0, |since| open(since, now)))
}

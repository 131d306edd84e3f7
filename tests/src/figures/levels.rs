//! Which incidents and service requests kept their targets, and how long they took.

use super::hours::Hours;
use super::told::{History, Told, length, nanos};
use std::collections::BTreeMap;

/// How the clock of a case stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum How {
    Stopped,
    Runs,
    GivenUp,
}

/// What the clock of a case came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Came {
    how: How,
    /// The open time that it used.
    used: i64,
    /// What it had used a nanosecond before it stood so. What is due at closing time is late
    /// afterwards, although no open time went by.
    just_before: i64,
}

impl Came {
    fn is_late(self, limit: i64) -> bool {
        self.just_before >= limit
    }
}

/// Open time that is used up, while it runs.
struct Meter<Open> {
    open: Open,
    since: Option<i64>,
    used: i64,
    just_before: i64,
}

impl<Open: Fn(i64, i64) -> i64> Meter<Open> {
    fn started(at: i64, open: Open) -> Self {
        Self { open, since: Some(at), used: 0, just_before: 0 }
    }

    fn stands(&mut self, at: i64) {
        if let Some(since) = self.since.take().filter(|since| *since < at) {
            self.just_before = self.used + (self.open)(since, at - 1);
            self.used += (self.open)(since, at);
        }
    }

    fn goes_on(&mut self, at: i64) {
        self.since = self.since.or(Some(at));
    }

    fn read(mut self, how: How, at: i64) -> Came {
        self.stands(at);
        Came { how, used: self.used, just_before: self.just_before }
    }
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
        let late = came.is_late(limit);
        (late || came.how == How::Stopped).then_some(!late)
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
            match came.how {
                _ if came.is_late(limit) => one.breached += 1,
                How::Stopped => one.met += 1,
                How::Runs => one.goes_on += 1,
                How::GivenUp => one.not_measured += 1,
            }
            if came.how == How::Stopped {
                one.took.push(came.used);
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
    let meter = Meter::started(from, open);
    match (begun, given_up) {
        (Some(begun), None) => meter.read(How::Stopped, case[begun].at),
        (Some(begun), Some(up)) if begun < up => meter.read(How::Stopped, case[begun].at),
        (_, Some(up)) => meter.read(How::GivenUp, case[up].at),
        (None, None) => meter.read(How::Runs, now),
    }
}

/// From the log until it works, without the time in which the agreement lets it wait; what is open
/// again goes on.
fn resolution(case: &[&Told], now: i64, open: impl Fn(i64, i64) -> i64) -> Came {
    let (mut meter, mut how) = (Meter::started(case[0].at, open), How::Runs);
    for told in case {
        let waits = told.event == "held" && told.says["hold"]["pauses"] == true;
        let goes_on = ["resumed", "reopened"].contains(&&*told.event)
            || (told.event == "parent_followed" && told.says["works"] == false);
        if waits || works(told) || is_given_up(told) {
            meter.stands(told.at);
        } else if goes_on {
            meter.goes_on(told.at);
        }
        if works(told) {
            how = How::Stopped;
        } else if is_given_up(told) {
            how = How::GivenUp;
        } else if goes_on {
            how = How::Runs;
        }
    }
    meter.read(how, now)
}

/// From the log until somebody has it, or until it is there; without the time in which it waits and
/// the agreement lets it.
fn of_request(case: &[&Told], response: bool, now: i64, open: impl Fn(i64, i64) -> i64) -> Came {
    let (mut meter, mut how) = (Meter::started(case[0].at, open), How::Runs);
    for told in case {
        let event = &*told.event;
        let waits = told.says["hold"]["pauses"] == true;
        let goes_on = ["approved", "returned_to_requester", "resumed", "reassigned", "reopened"];
        let given_up = ["rejected", "withdrawn", "cancelled", "converted"].contains(&event);
        let is_taken = ["assigned", "reassigned", "fulfilment_started"].contains(&event);
        let stops = event == "fulfilled" || (response && is_taken);
        if goes_on.contains(&event) {
            meter.goes_on(told.at);
            how = How::Runs;
        }
        if waits || given_up || stops {
            meter.stands(told.at);
        }
        if given_up {
            how = How::GivenUp;
        } else if stops {
            how = How::Stopped;
        }
        if (response && stops) || given_up {
            break;
        }
    }
    meter.read(how, now)
}

//! What is given back for targets that were missed.

use super::hours::Hours;
use super::levels::Case;
use super::told::{History, Told, nanos};
use super::{availability, levels};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Of a target in a month.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) reached: Option<f64>,
    pub(super) credit: f64,
    pub(super) missed: usize,
    pub(super) left_out: BTreeSet<String>,
}

/// Of an agreement in a month: by target and service.
pub(super) type Month = BTreeMap<(String, Option<String>), Counted>;

/// By agreement and month: all targets, the sum of what is given back for them, and the most there is.
pub(super) fn counted(
    history: &History,
    hours: &Hours,
) -> BTreeMap<(String, String), (Month, f64, f64)> {
    let now = nanos(&history.now().to_string());
    let available = availability::counted(history, hours);
    let cases = ["incident", "service_request"]
        .map(|process| (process, levels::cases(history, hours, process)));
    let mut all = BTreeMap::new();
    let agreed = history.told.iter().filter(|told| told.is("agreement", "agreed"));
    for agreed in agreed.filter(|told| told.says["terms"]["kind"] == "sla") {
        let credits = &agreed.says["terms"]["credits"];
        let tiers = credits["tiers"].as_array().unwrap();
        if tiers.is_empty() {
            continue;
        }
        let calendar = agreed.text("/terms/calendar");
        let zone = hours.zone(calendar);
        let month_of = |at: i64| {
            let at = jiff::Timestamp::from_nanosecond(i128::from(at)).unwrap();
            at.to_zoned(zone.clone()).strftime("%Y-%m").to_string()
        };
        let tier = |target: &Value, reached: f64| {
            let fits = tiers.iter().filter(|tier| {
                tier["target"] == *target && reached < tier["below"].as_f64().unwrap()
            });
            let credits = fits.map(|tier| tier["credit"].as_f64().unwrap());
            credits.fold(None, |most: Option<f64>, one| Some(most.map_or(one, |it| it.max(one))))
        };
        let targets: Vec<&Value> = tiers.iter().map(|tier| &tier["target"]).collect();
        let of_services = targets.iter().find(|target| target["service"] == "availability");
        let share = |service: &str, month: &str| {
            let which = (service.to_owned(), agreed.key.clone(), month.to_owned());
            let counted = available.get(&which)?;
            let kept = 100.0 * (counted.agreed - counted.lost) as f64 / counted.agreed as f64;
            (counted.agreed > 0).then_some(kept)
        };
        let services: BTreeSet<&String> = available.keys().map(|(service, ..)| service).collect();
        let bounds = availability::months(agreed.at, now, zone);
        let months: BTreeSet<String> =
            bounds.iter().map(|at| month_of(*at)).chain([month_of(agreed.at)]).collect();
        // What is given back as availability is not given back as a late incident besides.
        let mut credited = BTreeSet::new();
        for service in &services {
            for month in &months {
                let given =
                    share(service, month).and_then(|kept| tier(of_services.copied()?, kept));
                if given.is_some() {
                    let incidents = incidents(history, service, |from, to| {
                        let within = availability::within(month, zone);
                        let (from, to) = (from.max(within.0).max(agreed.at), to.min(within.1));
                        hours.between(calendar, from, to) > 0
                    });
                    credited.extend(incidents);
                }
            }
        }
        let credited = merged_with(history, credited);
        let parts = history.told.iter().filter(|told| told.is("incident", "merged"));
        let parts: BTreeSet<String> = parts.map(|told| told.key.clone()).collect();
        for month in &months {
            let mut counted = Month::new();
            for target in &targets {
                let name = target.to_string();
                if target.get("service").is_some() {
                    for service in &services {
                        let Some(_) =
                            available.get(&((*service).clone(), agreed.key.clone(), month.clone()))
                        else {
                            continue;
                        };
                        let reached = share(service, month);
                        let credit = reached.and_then(|it| tier(target, it)).unwrap_or(0.0);
                        let one = Counted { reached, credit, missed: 0, left_out: [].into() };
                        counted.insert((name.clone(), Some((*service).clone())), one);
                    }
                    continue;
                }
                let (kind, priority) = target.as_object().unwrap().iter().next().unwrap();
                let measure = levels::MEASURES.iter().position(|it| it == kind).unwrap();
                let of_it = |case: &Case| {
                    case.agreement.as_ref() == Some(&agreed.key)
                        && case.priority.as_deref() == priority.as_str()
                        && month_of(case.logged_at) == *month
                };
                let (met, missed, left_out) = judged(&cases, (&credited, &parts), measure, of_it);
                let share = 100.0 * f64::from(met) / f64::from(met + missed);
                let reached = (met + missed > 0).then_some(share);
                let credit = reached.and_then(|it| tier(target, it)).unwrap_or(0.0);
                let missed = usize::try_from(missed).unwrap();
                counted.insert((name, None), Counted { reached, credit, missed, left_out });
            }
            let sum: f64 = counted.values().map(|target| target.credit).sum();
            let cap = credits["cap"].as_f64().unwrap();
            all.insert((agreed.key.clone(), month.clone()), (counted, sum.min(cap), cap));
        }
    }
    all
}

/// How many kept a target, how many did not, and which are left out of these. What is part of another
/// incident is that one.
fn judged(
    cases: &[(&str, Vec<Case>)],
    (credited, parts): (&BTreeSet<String>, &BTreeSet<String>),
    measure: usize,
    of_it: impl Fn(&Case) -> bool,
) -> (u32, u32, BTreeSet<String>) {
    let (mut met, mut missed, mut left_out) = (0, 0, BTreeSet::new());
    for (process, cases) in cases {
        for case in cases.iter().filter(|case| of_it(case)) {
            let is_part = *process == "incident" && parts.contains(&case.key);
            match case.kept(measure) {
                Some(false) if *process == "incident" && credited.contains(&case.key) => {
                    left_out.insert(case.key.clone());
                }
                Some(true) if !is_part => met += 1,
                Some(false) if !is_part => missed += 1,
                _ => {}
            }
        }
    }
    (met, missed, left_out)
}

/// These, and those that were merged with them, in however many steps and either way.
fn merged_with(history: &History, mut incidents: BTreeSet<String>) -> BTreeSet<String> {
    let merged: Vec<_> = history.told.iter().filter(|told| told.is("incident", "merged")).collect();
    loop {
        let before = incidents.len();
        for told in &merged {
            let (part, whole) = (told.key.clone(), told.text("/parent").to_owned());
            if incidents.contains(&part) || incidents.contains(&whole) {
                incidents.extend([part, whole]);
            }
        }
        if incidents.len() == before {
            return incidents;
        }
    }
}

/// The incidents that outages of a service are about, of those that `counts` from when until when.
fn incidents(history: &History, service: &str, counts: impl Fn(i64, i64) -> bool) -> Vec<String> {
    let of_it = |told: &&Told| told.process == "service" && told.key == service;
    let all: Vec<&Told> = history.told.iter().filter(of_it).collect();
    let began = all.iter().filter(|told| told.event == "outage_began");
    let counted = began.filter(|began| {
        let ended = all.iter().find(|told| {
            told.event == "outage_ended" && told.says["outage"] == began.says["outage"]
        });
        let given_up = all.iter().any(|told| {
            told.event == "outage_cancelled" && told.says["outage"] == began.says["outage"]
        });
        let to = ended.map_or(i64::MAX, |ended| ended.at);
        let planned = all.iter().find(|told| {
            told.event == "outage_planned" && told.says["outage"] == began.says["outage"]
        });
        // As far as it was planned it costs nothing.
        let (before, after) = planned.map_or((to, to), |told| {
            (nanos(told.text("/period/from")), nanos(told.text("/period/to")))
        });
        let costs = |from: i64, to: i64| from < to && counts(from, to);
        !given_up && (costs(began.at, to.min(before)) || costs(began.at.max(after), to))
    });
    let named = counted.filter_map(|began| {
        let logged = || {
            // When it began, or when it went on after its plan.
            let overran = all.iter().find(|told| {
                told.event == "outage_overran" && told.says["outage"] == began.says["outage"]
            });
            let causes = [Some(began.position), overran.map(|told| told.position)];
            let came_of = |told: &&Told| {
                told.is("incident", "logged")
                    && told.because.is_some()
                    && causes.contains(&told.because)
            };
            history.told.iter().find(came_of).map(|told| told.key.clone())
        };
        began.says["incident"].as_str().map(str::to_owned).or_else(logged)
    });
    named.collect()
}

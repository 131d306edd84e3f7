//! How much of the agreed time services worked.

use super::hours::Hours;
use super::told::{History, Told, nanos};
use std::collections::{BTreeMap, BTreeSet};

/// Which service, by which agreement, in which month.
pub(super) type Which = (String, String, String);

/// Of a month, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Counted {
    pub(super) agreed: i64,
    pub(super) planned: i64,
    pub(super) lost: i64,
}

/// From when until when, and as far as it was planned.
struct Outage {
    /// Of the whole service, if it is none.
    part: Option<String>,
    from: i64,
    to: Option<i64>,
    /// In percent.
    weight: i64,
    planned: Option<(i64, i64)>,
}

pub(super) fn counted(history: &History, hours: &Hours) -> BTreeMap<Which, Counted> {
    let now = nanos(&history.now().to_string());
    let mut all = BTreeMap::new();
    // What suppliers promise is measured by what it supports.
    let is_with_a_customer = |told: &&Told| told.says["terms"]["kind"] == "sla";
    let agreed = history.told.iter().filter(|told| told.is("agreement", "agreed"));
    for agreed in agreed.filter(is_with_a_customer) {
        let calendar = agreed.text("/terms/calendar");
        let zone = hours.zone(calendar);
        let month_of = |at: i64| {
            let at = jiff::Timestamp::from_nanosecond(i128::from(at)).unwrap();
            at.to_zoned(zone.clone()).strftime("%Y-%m").to_string()
        };
        for service in agreed.says["terms"]["services"].as_array().unwrap() {
            let service = service.as_str().unwrap();
            let there =
                history.told.iter().find(|told| told.process == "service" && told.key == service);
            let Some(there) = there else { continue };
            let outages = outages(history, service);
            // Between two of these, nothing alters but whether it is open.
            let from = agreed.at.max(there.at);
            let mut bounds: BTreeSet<i64> = [from, now].into();
            for outage in &outages {
                bounds.extend([outage.from, outage.to.unwrap_or(now)]);
                bounds.extend(outage.planned.into_iter().flat_map(|(from, to)| [from, to]));
            }
            bounds.extend(months(from, now, zone));
            bounds.retain(|at| (from..=now).contains(at));
            let bounds: Vec<i64> = bounds.into_iter().collect();
            for pair in bounds.windows(2) {
                let (from, to) = (pair[0], pair[1]);
                let which = (service.to_owned(), agreed.key.clone(), month_of(from));
                let counted: &mut Counted = all.entry(which).or_default();
                let open = hours.between(calendar, from, to);
                let goes_on =
                    |outage: &&Outage| outage.from <= from && outage.to.is_none_or(|end| to <= end);
                let now: Vec<_> = outages.iter().filter(goes_on).collect();
                let is_planned = |it: &&&Outage| {
                    it.planned.is_some_and(|(begin, end)| begin <= from && to <= end)
                };
                let excused = lost_at_once(now.iter().filter(is_planned).copied());
                let lost = lost_at_once(now.iter().copied()) - excused;
                counted.agreed += open * (100 - excused) / 100;
                counted.planned += open * excused / 100;
                counted.lost += open * lost.max(0) / 100;
            }
        }
    }
    all
}

/// In percent: of one part the heaviest, those of different parts together, all at most.
fn lost_at_once<'a>(now: impl Iterator<Item = &'a Outage>) -> i64 {
    let mut heaviest = BTreeMap::<&Option<String>, i64>::new();
    for outage in now {
        let known = heaviest.entry(&outage.part).or_default();
        *known = outage.weight.max(*known);
    }
    let whole = heaviest.remove(&None).unwrap_or(0);
    whole.max(heaviest.values().sum()).min(100)
}

fn outages(history: &History, service: &str) -> Vec<Outage> {
    let mut all = BTreeMap::<u64, Outage>::new();
    let mut plans = BTreeMap::new();
    let of_it = |told: &&Told| told.process == "service" && told.key == service;
    for told in history.told.iter().filter(of_it) {
        let number = told.says["outage"].as_u64().unwrap_or_default();
        match &*told.event {
            "outage_planned" => {
                let period = (nanos(told.text("/period/from")), nanos(told.text("/period/to")));
                plans.insert(number, period);
            }
            "outage_began" => {
                let part = told.says["loss"]["part"].as_str().map(str::to_owned);
                let weight = told.says["loss"]["weight"].as_f64().unwrap();
                let weight = format!("{weight}").parse().unwrap();
                let planned = plans.get(&number).copied();
                all.insert(number, Outage { part, from: told.at, to: None, weight, planned });
            }
            "outage_ended" => all.get_mut(&number).unwrap().to = Some(told.at),
            "outage_cancelled" => drop(all.remove(&number)),
            "outage_weighed" => panic!("weighed anew: not reckoned here"),
            _ => {}
        }
    }
    all.into_values().collect()
}

/// From when until when a month is.
pub(super) fn within(month: &str, zone: &jiff::tz::TimeZone) -> (i64, i64) {
    let first: jiff::civil::Date = format!("{month}-01").parse().unwrap();
    let next = first.checked_add(jiff::Span::new().months(1)).unwrap();
    let at = |date: jiff::civil::Date| {
        let at = date.to_zoned(zone.clone()).unwrap().timestamp().as_nanosecond();
        i64::try_from(at).unwrap()
    };
    (at(first), at(next))
}

/// When the months begin.
pub(super) fn months(from: i64, to: i64, zone: &jiff::tz::TimeZone) -> Vec<i64> {
    let at = |nanos: i64| jiff::Timestamp::from_nanosecond(i128::from(nanos)).unwrap();
    let mut month = at(from).to_zoned(zone.clone()).date().first_of_month();
    let mut all = Vec::new();
    loop {
        let begin = month.to_zoned(zone.clone()).unwrap().timestamp().as_nanosecond();
        let begin = i64::try_from(begin).unwrap();
        if begin > to {
            return all;
        }
        all.push(begin);
        month = month.checked_add(jiff::Span::new().months(1)).unwrap();
    }
}

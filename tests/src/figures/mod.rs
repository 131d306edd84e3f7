//! Figures of simulated histories, against what the events say, reckoned in the plainest way.

#![expect(clippy::cast_precision_loss, reason = "compared but for how they are rounded")]

mod availability;
mod credits;
mod hours;
mod kpi;
mod levels;
mod risks;
mod told;

use hours::Hours;
use projections::{Availability, KpiMatrix, RiskRegister, ServiceLevels};
use projections::{risk_register, service_levels};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use told::{History, length};

/// Whether two figures are the same but for how they are rounded.
fn near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 0.0002,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// A figure as it is told: a share, a rate, a count, or a time in seconds.
fn figure(told: &Value) -> Option<f64> {
    let (_, value) = told.as_object()?.iter().next()?;
    value.as_f64().or_else(|| Some(length(value.as_str()?) as f64 / 1e9))
}

fn compliance_is_that_of_the_events(history: &History, hours: &Hours) {
    let model: ServiceLevels = history.model();
    for kind in service_levels::Kind::ALL {
        let report = model.report(service_levels::Grouping::Priority, Some(kind), history.now());
        let report = serde_json::to_value(report).unwrap();
        let cases = levels::cases(history, hours, kind.process());
        is_compliance(report["rows"].as_array().unwrap(), &levels::counted(&cases));
    }
}

fn is_compliance(rows: &[Value], slow: &BTreeMap<(String, String), levels::Counted>) {
    assert_eq!(rows.len(), slow.len());
    for row in rows {
        let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let count = |field: &str| row[field].as_u64().unwrap();
        let levels::Counted { cases, met, breached, goes_on, not_measured, took } =
            slow[&(text("group"), text("measure"))].clone();
        let told = (count("cases"), count("met"), count("breached"), count("not_measured"));
        assert_eq!(told, (cases, met, breached, not_measured), "{row}");
        assert_eq!(count("running") + count("at_risk"), goes_on, "{row}");
        let mean = row["mean"].as_str().map(length);
        let slow = i64::try_from(took.len()).ok().filter(|all| *all > 0);
        assert_eq!(mean, slow.map(|all| took.iter().sum::<i64>() / all), "{row}");
    }
}

fn availability_is_that_of_the_events(history: &History, hours: &Hours) {
    let model: Availability = history.model();
    let asked = projections::availability::Asked { service: None, months: 24 };
    let report = serde_json::to_value(model.report(&asked, history.now())).unwrap();
    let slow = availability::counted(history, hours);
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), slow.len());
    for row in rows {
        let text = |pointer: &str| row.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let slow = slow[&(text("/service"), text("/agreement/key"), text("/month"))];
        let span = |figure: &str| length(row["figures"][figure].as_str().unwrap());
        let told = (span("agreed"), span("planned"), span("lost"));
        assert_eq!(told, (slow.agreed, slow.planned, slow.lost), "{row}");
        let share = 100.0 * (slow.agreed - slow.lost) as f64 / slow.agreed as f64;
        let share = (slow.agreed > 0).then_some(share);
        assert!(near(row["figures"]["availability"].as_f64(), share), "{share:?}: {row}");
    }
}

fn credits_are_those_of_the_events(history: &History, hours: &Hours) {
    let model: ServiceLevels = history.model();
    let asked = service_levels::credits::Asked { agreement: None, months: 24 };
    let report = serde_json::to_value(model.credits(&asked, history.now())).unwrap();
    let slow = credits::counted(history, hours);
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), slow.len());
    for row in rows {
        let text = |pointer: &str| row.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let (targets, credit, cap) = &slow[&(text("/agreement/key"), text("/month"))];
        assert!(near(row["credit"].as_f64(), Some(*credit)), "{credit}: {row}");
        assert!(near(row["cap"].as_f64(), Some(*cap)), "{cap}: {row}");
        let told = row["targets"].as_array().unwrap();
        assert_eq!(told.len(), targets.len(), "{row}");
        for told in told {
            let service = told["service"].as_str().map(str::to_owned);
            let slow = &targets[&(told["target"].to_string(), service)];
            let left_out = told["left_out"].as_array().unwrap().iter();
            let left_out = left_out.map(|it| it.as_str().unwrap().to_owned()).collect();
            let missed = usize::try_from(told["missed"].as_u64().unwrap()).unwrap();
            assert_eq!((missed, &left_out), (slow.missed, &slow.left_out), "{told}");
            assert!(near(told["reached"].as_f64(), slow.reached), "{slow:?}: {told}");
            assert!(near(told["credit"].as_f64(), Some(slow.credit)), "{slow:?}: {told}");
        }
    }
}

/// All risks of the register.
fn register(model: &RiskRegister, history: &History) -> Vec<Value> {
    let filter = risk_register::Filter { which: risk_register::Which::All, ..Default::default() };
    let page = model.page(&filter, (0, 1_000), history.now(), &[]);
    let rows = page.rows.into_iter();
    rows.map(|row| serde_json::to_value(row).unwrap()).collect()
}

fn risks_are_driven_and_ordered_by_the_events(history: &History) {
    let model: RiskRegister = history.model();
    let rows = &register(&model, history);
    for ((risk, kind), keys) in risks::drivers(history, rows) {
        let shown = model.show(&risk.parse().unwrap(), history.now(), &[]).unwrap();
        let shown = serde_json::to_value(shown).unwrap();
        let counts = shown["drivers"].as_array().unwrap();
        let count = counts.iter().find(|count| count["kind"] == kind).unwrap();
        assert_eq!(count["year"], keys.len(), "{risk} {kind}: {keys:?}");
        let named = shown["named_drivers"].as_array().unwrap().iter();
        let named = named.filter(|driver| driver["kind"] == kind);
        let named: BTreeSet<_> =
            named.map(|driver| driver["key"].as_str().unwrap().to_owned()).collect();
        let most = risk_register::DRIVERS_MAX;
        assert!(named == keys || (keys.len() > most && named.is_subset(&keys)), "{risk} {kind}");
    }
    let places: BTreeMap<_, _> = rows
        .iter()
        .filter_map(|row| Some((row["place"].as_u64()?, row["risk"].as_str()?.to_owned())))
        .collect();
    let places: Vec<_> = places.into_values().collect();
    assert_eq!(places, risks::in_order(history, rows));
}

fn indicators_are_those_of_the_events(history: &History) {
    let model: KpiMatrix = history.model();
    let asked = projections::kpi_matrix::Asked { name: None, months: 24 };
    let matrix = serde_json::to_value(model.matrix(&asked, history.now(), &[])).unwrap();
    let mut checked = 0;
    for ((name, month), slow) in kpi::counted(history) {
        let rows = matrix["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        let series = row["series"].as_array().unwrap();
        let value = series.iter().find(|value| value["month"] == *month).unwrap();
        assert_eq!(value["included"], slow.included, "{name} {month}: {value} {slow:?}");
        assert!(near(figure(&value["value"]), slow.value), "{name} {month}: {value} {slow:?}");
        let with = figure(&value["with_exemptions"]);
        assert!(near(with, slow.with_exemptions), "{name} {month}: {value} {slow:?}");
        checked += 1;
    }
    assert!(checked > 5, "{checked}");
}

fn figures_are_those_of_the_events(history: &History) {
    let hours = Hours::of(history);
    compliance_is_that_of_the_events(history, &hours);
    availability_is_that_of_the_events(history, &hours);
    credits_are_those_of_the_events(history, &hours);
    risks_are_driven_and_ordered_by_the_events(history);
    indicators_are_those_of_the_events(history);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_what_a_slow_obvious_computation_says_of_any_simulated_season(seed in any::<u64>()) {
        figures_are_those_of_the_events(&History::simulated(seed, 75, "0.06"));
    }
}

/// An incident that is due at closing time and solved in the evening is late.
#[test]
fn what_is_due_at_closing_time_is_late_in_the_evening() {
    figures_are_those_of_the_events(&History::simulated(2_814_376_616_113_467_035, 75, "0.06"));
}

/// What is found again and does no harm then was fixed before, all the same.
#[test]
fn a_fix_counts_whatever_is_found_later() {
    figures_are_those_of_the_events(&History::simulated(10_361_600_665_798_036_189, 75, "0.06"));
}

/// What the property speaks of happens: else it would hold of nothing.
#[test]
fn a_simulated_season_holds_what_is_reckoned() {
    let history = History::simulated(1, 120, "0.1");
    let hours = Hours::of(&history);
    let credits = credits::counted(&history, &hours);
    assert!(credits.values().any(|(_, credit, _)| *credit > 0.0), "something is given back");
    let targets = || credits.values().flat_map(|(targets, ..)| targets);
    let is_less = |it: &credits::Counted| it.reached.is_some_and(|reached| reached < 100.0);
    assert!(targets().any(|((_, service), it)| service.is_some() && is_less(it)));
    assert!(targets().any(|((_, service), it)| service.is_none() && it.missed > 0));
    let drivers = risks::drivers(&history, &register(&history.model(), &history));
    for kind in ["incident", "vulnerability"] {
        assert!(drivers.iter().any(|((_, of), keys)| *of == kind && !keys.is_empty()), "{kind}");
    }
}

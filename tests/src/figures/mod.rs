//! Figures of simulated histories, against what the events say, reckoned in the plainest way.

#![expect(clippy::cast_precision_loss, reason = "compared but for how they are rounded")]

mod availability;
mod hours;
mod kpi;
mod levels;
mod told;

use hours::Hours;
use projections::{Availability, KpiMatrix, ServiceLevels, service_levels};
use proptest::prelude::*;
use serde_json::Value;
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
    let of = Some(service_levels::Kind::Incident);
    let report = model.report(service_levels::Grouping::Priority, of, history.now());
    let report = serde_json::to_value(report).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let slow = levels::counted(history, hours);
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
        checked += 1;
    }
    assert!(checked > 5, "{checked}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_what_a_slow_obvious_computation_says_of_any_simulated_season(seed in any::<u64>()) {
        let history = History::simulated(seed, 75, "0.06");
        let hours = Hours::of(&history);
        compliance_is_that_of_the_events(&history, &hours);
        availability_is_that_of_the_events(&history, &hours);
        indicators_are_those_of_the_events(&history);
    }
}

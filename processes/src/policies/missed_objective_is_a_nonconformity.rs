use super::nonconforming::{Nonconforming, source};
use crate::facts::Nonconformities;
use crate::kpi::{self, Breached, Event};
use crate::limits::text_or;
use crate::nonconformity::{self, Criterion};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever an indicator that shows an objective of a policy misses its target, that is a
/// nonconformity; one for each indicator, in which further months are recorded while it is open (4.1.2,
/// 4.5.4.1).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct MissedObjectiveIsANonconformity;

impl Policy for MissedObjectiveIsANonconformity {
    fn name(&self) -> &'static str {
        "missed-objective-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, name) = ((kpi::NAME, "breached"), nonconformity::NAME);
        vec![
            Edge::when(heard, "it shows an objective of a policy", (name, "raise")),
            Edge::when(heard, "it does, and one is open for it", (name, "find_again")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Breached(breached) = event else { return Ok(Vec::new()) };
        let Some(objective) = breached.objective.clone() else { return Ok(Vec::new()) };
        let found = Nonconforming {
            source: source(record, &key, None),
            criterion: Criterion::Rule(objective),
            summary: format!("indicator {key} missed its target"),
            statement: text_or(&told(&key, &breached), "an indicator missed its target"),
            services: &breached.services,
            items: &[],
            at: breached.month.end(),
        };
        Ok(vec![found.tell(facts)])
    }
}

fn told(key: &Key, breached: &Breached) -> String {
    let Breached { month, version, value, target, .. } = breached;
    let sign = breached.measure.better().sign();
    let within = breached.within.map(|share| format!(", {share} % of them within it"));
    let within = within.unwrap_or_default();
    format!("{key} by version {version} in {month}: {value}{within}; aimed at: {sign} {target}")
}

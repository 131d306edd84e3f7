use crate::clock::Measure;
use crate::facts::{RepeatCounters, Suppliers, Vulnerabilities};
use crate::incident;
use crate::supplier::{self, Case, Fix, Performance, RecordPerformance, Supplier};
use crate::vulnerability::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever an incident of an item that a supplier runs is resolved, or a vulnerability of one is
/// shown to be fixed, or either is not in time, that is on the supplier's record, by which he is
/// scored (7.2.6).
#[derive(Clone, Copy, Debug)]
pub struct WorkOfASupplierIsOnHisRecord;

impl Policy for WorkOfASupplierIsOnHisRecord {
    fn name(&self) -> &'static str {
        "work-of-a-supplier-is-on-his-record"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (supplier::NAME, "record_performance");
        let edge = |heard| Edge::when(heard, "a supplier runs its item", sent);
        vec![
            edge((incident::NAME, "resolved")),
            edge((incident::NAME, "target_missed")),
            edge((vulnerability::NAME, "fix_verified")),
            edge((vulnerability::NAME, "target_missed")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Suppliers>(),
            NewFact::of::<Vulnerabilities>(),
        ]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let work = if record.process == incident::NAME {
            of_incident(record, key, facts)?
        } else {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            fixed(event, key, facts)
        };
        let Some((performance, items)) = work else { return Ok(Vec::new()) };
        let tell = |supplier: &Key| {
            let performance = performance.clone();
            Dispatch::to::<Supplier>(supplier.clone(), RecordPerformance { performance })
        };
        Ok(facts.get::<Suppliers>().of_items(&items).into_iter().map(tell).collect())
    }
}

type Work = Option<(Performance, Vec<Key>)>;

#[expect(clippy::wildcard_enum_match_arm, reason = "two of many events say how long it took")]
fn of_incident(record: &RecordRef<'_>, incident: Key, facts: &Facts) -> Result<Work, DecodeError> {
    let event = incident::Event::decode(record.event, record.schema, record.payload)?;
    let is_due = |missed: &incident::TargetMissed| missed.measure == Measure::Resolution;
    let performance = match &event {
        incident::Event::TargetMissed(missed) if is_due(missed) => Performance::IncidentMissed,
        incident::Event::Resolved(_) => Performance::Incident,
        _ => return Ok(None),
    };
    let seen = facts.get::<RepeatCounters>().seen(&incident);
    Ok(seen.map(|seen| {
        let took = record.metadata.occurred_at.since(seen.logged_at);
        let case = Case { incident, priority: seen.priority, took };
        (performance(case), seen.configuration_items.iter().cloned().collect())
    }))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two of many events say how long it took")]
fn fixed(event: Event, vulnerability: Key, facts: &Facts) -> Work {
    let items = facts.get::<Vulnerabilities>().items(&vulnerability).to_vec();
    let performance = match event {
        Event::FixVerified(verified) => {
            let (took, in_time) = (verified.figures.took, verified.figures.in_time);
            Performance::Fixed(Fix { vulnerability, took, in_time })
        }
        Event::TargetMissed(_) => Performance::FixMissed(vulnerability),
        _ => return None,
    };
    Some((performance, items))
}

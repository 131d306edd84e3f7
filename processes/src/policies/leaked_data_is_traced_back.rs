use super::nonconforming::source;
use crate::facts::{Leaks, Nonconformities, RepeatCounters};
use crate::limits::{List, label_or, text};
use crate::nonconformity::{self, Clause, Criterion, Nonconformity, Raise, Source, Standard};
use crate::{incident, limits};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever data of customers leaked and the incident is of priority 1, quality traces it back: a
/// nonconformity, once for each incident.
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct LeakedDataIsTracedBack;

/// What a nonconformity of an incident is about.
const WHAT: &str = "leaked data of customers";

impl Policy for LeakedDataIsTracedBack {
    fn name(&self) -> &'static str {
        "leaked-data-is-traced-back"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event, only_if| {
            Edge::when((incident::NAME, event), only_if, (nonconformity::NAME, "raise"))
        };
        vec![
            edge("data_leaked", "it is of priority 1, and none is open for it"),
            edge("prioritised", "it is of priority 1, data leaked, and none is open for it"),
            edge("reprioritised", "it is of priority 1, data leaked, and none is open for it"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![
            NewFact::of::<Leaks>(),
            NewFact::of::<Nonconformities>(),
            NewFact::of::<RepeatCounters>(),
        ]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let leaks = facts.get::<Leaks>();
        let source = source(record, &key, Some(WHAT));
        let is_open = facts.get::<Nonconformities>().known_from(&source).is_some();
        if is_open || !leaks.is_p1(&key) || !leaks.is_grave(&key) {
            return Ok(Vec::new());
        }
        Ok(vec![Dispatch::new::<Nonconformity>(raise(source, &key, facts))])
    }
}

fn raise(source: Source, incident: &Key, facts: &Facts) -> Raise {
    let seen = facts.get::<RepeatCounters>().seen(incident);
    let services = seen.and_then(|seen| seen.service.clone()).into_iter().collect();
    let items = seen.into_iter().flat_map(|seen| &seen.configuration_items).cloned();
    let items = items.take(limits::LIST_MAX).collect();
    let clause = Clause { standard: Standard::Iso27001, clause: limits::label("A.5.24") };
    let summary = format!("data of customers leaked by incident {incident}");
    Raise {
        services: List::new(services).unwrap_or_default(),
        configuration_items: List::new(items).unwrap_or_default(),
        leaked: true,
        ..Raise::actual(
            source,
            Criterion::Clause(clause),
            label_or(&summary, "data of customers leaked"),
            text("data of customers leaked; what, and whose, is said at the security incident"),
        )
    }
}

use super::nonconforming::{Nonconforming, source};
use crate::facts::Nonconformities;
use crate::limits::text_or;
use crate::nonconformity::{self, Criterion};
use crate::role::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever somebody is found to hold roles that exclude each other, that is a nonconformity
/// (4.4.2).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct ConflictOfRolesIsANonconformity;

impl Policy for ConflictOfRolesIsANonconformity {
    fn name(&self) -> &'static str {
        "conflict-of-roles-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (role::NAME, "conflict_detected");
        let name = nonconformity::NAME;
        vec![
            Edge::when(heard, "none is open for the person and the role", (name, "raise")),
            Edge::when(heard, "one is open for the person and the role", (name, "find_again")),
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
        let Event::ConflictDetected(conflict) = event else { return Ok(Vec::new()) };
        let (person, rule) = (conflict.person.to_string(), conflict.rule);
        let told = format!("{person} holds {key}, against the rule: {rule}");
        let found = Nonconforming {
            source: source(record, &key, Some(&person)),
            criterion: Criterion::Rule(rule),
            summary: format!("{person} holds roles that exclude each other"),
            statement: text_or(&told, "somebody holds roles that exclude each other"),
            services: &[],
            items: &[],
            at: record.metadata.recorded_at,
        };
        Ok(vec![found.tell(facts)])
    }
}

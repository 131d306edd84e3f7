use super::identify;
use crate::facts::{OpenIncidents, Problems, RepeatCounters};
use crate::incident::{self, Incident, MatchKnownError};
use crate::problem::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a known error is published, or an incident belongs to one that is, whoever works on the
/// incidents sees it there (8.2.8).
#[derive(Clone, Copy, Debug)]
pub struct PublishedKnownErrorReachesItsIncidents;

impl Policy for PublishedKnownErrorReachesItsIncidents {
    fn name(&self) -> &'static str {
        "published-known-error-reaches-its-incidents"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event| {
            let (heard, sent) = ((problem::NAME, event), (incident::NAME, "match_known_error"));
            Edge::when(heard, "it is published, and somebody is at work on the incident", sent)
        };
        vec![edge("known_error_published"), edge("incident_linked")]
    }

    fn facts(&self) -> Vec<NewFact> {
        std::iter::once(NewFact::of::<OpenIncidents>()).chain(identify::facts()).collect()
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let (problems, open) = (facts.get::<Problems>(), facts.get::<OpenIncidents>());
        if !problems.is_published(&key) {
            return Ok(Vec::new());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let incidents: Vec<Key> = if let Event::IncidentLinked(linked) = event {
            vec![linked.incident]
        } else {
            problems.incidents_of(&key).cloned().collect()
        };
        let counters = facts.get::<RepeatCounters>();
        let at_work =
            |incident: &Key| counters.is_classified(incident) && open.is_unresolved(incident);
        let told = |incident: Key| {
            Dispatch::to::<Incident>(incident, MatchKnownError { known_error: key.clone() })
        };
        Ok(incidents.into_iter().filter(at_work).map(told).collect())
    }
}

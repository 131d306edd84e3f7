use super::identify;
use crate::facts::RepeatCounters;
use crate::problem::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a problem is merged into another one, its incidents belong to that.
#[derive(Clone, Copy, Debug)]
pub struct MergedProblemHandsOnItsIncidents;

impl Policy for MergedProblemHandsOnItsIncidents {
    fn name(&self) -> &'static str {
        "merged-problem-hands-on-its-incidents"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((problem::NAME, "merged"), (problem::NAME, "link_incidents"));
        vec![Edge::when(heard, "it has some of which there is a record", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Merged(merged) = event else { return Ok(Vec::new()) };
        let counters = facts.get::<RepeatCounters>();
        let known = merged.incidents.iter().filter(|incident| counters.knows(incident));
        Ok(identify::link(&merged.parent, known.cloned()).into_iter().collect())
    }
}

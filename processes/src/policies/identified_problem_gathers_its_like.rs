use super::identify;
use crate::facts::{Problems, RepeatCounters};
use crate::problem::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever there is a problem, the incidents that are like its own belong to it: those of as long
/// before as the policy counts, and any that came while it was being opened.
#[derive(Clone, Copy, Debug)]
pub struct IdentifiedProblemGathersItsLike;

impl Policy for IdentifiedProblemGathersItsLike {
    fn name(&self) -> &'static str {
        "identified-problem-gathers-its-like"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((problem::NAME, "identified"), (problem::NAME, "link_incidents"));
        vec![Edge::when(heard, "there are others of its kind", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Identified(identified) = event else { return Ok(Vec::new()) };
        let (problems, counters) = (facts.get::<Problems>(), facts.get::<RepeatCounters>());
        let (to, within) = (record.metadata.occurred_at, problems.policy().1.repeat.within);
        let patterns = problems.patterns_of(&key);
        let alike = patterns.iter().flat_map(|it| counters.incidents(it, to - within, to));
        let others = alike.filter(|incident| !identified.incidents.contains(incident));
        let others: BTreeSet<Key> = others.cloned().collect();
        Ok(identify::link(&key, others).into_iter().collect())
    }
}

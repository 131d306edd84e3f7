use crate::change::{self, Event};
use crate::facts::Problems;
use crate::problem::{self, NameChange, Problem};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change is requested because of a problem, the problem names it (8.2.4).
#[derive(Clone, Copy, Debug)]
pub struct RequestedChangeIsNamedAtItsProblem;

impl Policy for RequestedChangeIsNamedAtItsProblem {
    fn name(&self) -> &'static str {
        "requested-change-is-named-at-its-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "requested"), (problem::NAME, "name_change"));
        vec![Edge::when(heard, "raised from a problem that names none", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Problems>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let change = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Requested(requested) = event else { return Ok(Vec::new()) };
        let raised = requested.raised_from.filter(|from| &*from.process == problem::NAME);
        let problems = facts.get::<Problems>();
        let waits = |key: &engine::Key| problems.is_open(key) && problems.change_of(key).is_none();
        let raised = raised.filter(|from| waits(&from.key));
        let name = |from: change::Origin| Dispatch::to::<Problem>(from.key, NameChange { change });
        Ok(raised.map(name).into_iter().collect())
    }
}

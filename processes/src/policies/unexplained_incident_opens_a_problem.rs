use super::identify;
use crate::agreement::Priority;
use crate::incident::{self, Cause, Event};
use crate::problem;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a grave incident is resolved and nobody knows why it happened, that is a problem (8.2.a).
///
/// Grave is what has priority 1 or 2. Whatever repeats is seen before it is resolved. Outward: a
/// problem is work for people.
#[derive(Clone, Copy, Debug)]
pub struct UnexplainedIncidentOpensAProblem;

impl Policy for UnexplainedIncidentOpensAProblem {
    fn name(&self) -> &'static str {
        "unexplained-incident-opens-a-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "it is grave, and neither cause, known error nor problem is known";
        vec![Edge::when((incident::NAME, "resolved"), only_if, (problem::NAME, "identify"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Resolved(resolved) = event else { return Ok(Vec::new()) };
        let seen = identify::unexplained(&key, facts).filter(|seen| !seen.known_error);
        let grave = seen.filter(|seen| seen.priority.is_some_and(|it| it <= Priority::P2));
        let unknown = grave.filter(|_| resolved.cause == Cause::Unknown);
        let open = |seen| identify::for_incident(&key, seen, "nobody knows why it happened");
        Ok(unknown.map(open).into_iter().collect())
    }
}

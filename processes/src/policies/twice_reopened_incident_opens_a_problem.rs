use super::identify;
use crate::incident::{self, Event};
use crate::problem;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident is reopened for the second time, what is behind it is a problem (8.2.a).
///
/// Outward: a problem is work for people.
#[derive(Clone, Copy, Debug)]
pub struct TwiceReopenedIncidentOpensAProblem;

impl Policy for TwiceReopenedIncidentOpensAProblem {
    fn name(&self) -> &'static str {
        "twice-reopened-incident-opens-a-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "it is the second time, and no problem is known";
        vec![Edge::when((incident::NAME, "reopened"), only_if, (problem::NAME, "identify"))]
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
        let Event::Reopened(reopened) = event else { return Ok(Vec::new()) };
        let seen = identify::unexplained(&key, facts).filter(|_| reopened.count == 2);
        let open = |seen| identify::for_incident(&key, seen, "reopened twice");
        Ok(seen.map(open).into_iter().collect())
    }
}

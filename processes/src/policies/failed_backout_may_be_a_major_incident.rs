use crate::change::{self, Event};
use crate::facts::{OpenIncidents, OpenMajors};
use crate::incident::{self, DeclareMajor, Incident};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change cannot be backed out, the incident about that is declared major if it is one by
/// the agreed definition (8.1.10); a person is asked where a rule cannot tell.
///
/// Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct FailedBackoutMayBeAMajorIncident;

impl Policy for FailedBackoutMayBeAMajorIncident {
    fn name(&self) -> &'static str {
        "failed-backout-may-be-a-major-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "backout_failed"), (incident::NAME, "declare_major"));
        vec![Edge::when(heard, "its incident is open and not declared major", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>(), NewFact::of::<OpenMajors>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::BackoutFailed(failed) = event else { return Ok(Vec::new()) };
        let incident = failed.incident;
        let is_major = facts.get::<OpenMajors>().is_open(&incident);
        if is_major || !facts.get::<OpenIncidents>().is_unresolved(&incident) {
            return Ok(Vec::new());
        }
        Ok(vec![Dispatch::to::<Incident>(incident, DeclareMajor { matches: None })])
    }
}

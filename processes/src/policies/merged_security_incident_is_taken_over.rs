use crate::security_incident::{self, Event, SecurityIncident, TakeOver};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever a security incident is part of another one, that sees to the incidents, nonconformities
/// and complaints of both.
#[derive(Clone, Copy, Debug)]
pub struct MergedSecurityIncidentIsTakenOver;

impl Policy for MergedSecurityIncidentIsTakenOver {
    fn name(&self) -> &'static str {
        "merged-security-incident-is-taken-over"
    }

    fn edges(&self) -> Vec<Edge> {
        let name = security_incident::NAME;
        vec![Edge::always((name, "merged"), (name, "take_over"))]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let child = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Merged(merged) = event else { return Ok(Vec::new()) };
        Ok(vec![Dispatch::to::<SecurityIncident>(merged.parent, TakeOver { child })])
    }
}

use crate::facts::OpenIncidents;
use crate::incident::{self, Escalate, EscalationRule, Event, Incident};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident misses a target, it escalates (8.1.9).
///
/// Outward: to escalate is to call people in. A miss that is only found out when the service works
/// again calls in nobody.
#[derive(Clone, Copy, Debug)]
pub struct MissedTargetEscalates;

impl Policy for MissedTargetEscalates {
    fn name(&self) -> &'static str {
        "missed-target-escalates"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((incident::NAME, "target_missed"), (incident::NAME, "escalate"));
        vec![Edge::when(heard, "the service does not work yet", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if !facts.get::<OpenIncidents>().is_unresolved(&key) {
            return Ok(Vec::new());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::TargetMissed(missed) = event else { return Ok(Vec::new()) };
        let rule = EscalationRule::of_miss(missed.measure);
        Ok(vec![Dispatch::to::<Incident>(key, Escalate { rule, ..Escalate::default() })])
    }
}

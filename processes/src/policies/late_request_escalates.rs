use crate::facts::ServiceRequests;
use crate::service_request::{self, Escalate, Event, Rule, ServiceRequest};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a service request misses a target, or most of its time is used, it escalates (8.1.8,
/// 8.1.9).
///
/// Outward: to escalate is to call people in. A miss that is only found out when it is there calls in
/// nobody.
#[derive(Clone, Copy, Debug)]
pub struct LateRequestEscalates;

impl Policy for LateRequestEscalates {
    fn name(&self) -> &'static str {
        "late-request-escalates"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (service_request::NAME, "escalate");
        let edge = |heard| Edge::when((service_request::NAME, heard), "it is not there yet", sent);
        vec![edge("target_missed"), edge("target_at_risk")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<ServiceRequests>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if !facts.get::<ServiceRequests>().is_unfulfilled(&key) {
            return Ok(Vec::new());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "hears two of many events")]
        let rule = match event {
            Event::TargetMissed(missed) => Rule::of_miss(missed.measure),
            Event::TargetAtRisk(_) => Rule::TargetAtRisk,
            _ => return Ok(Vec::new()),
        };
        Ok(vec![Dispatch::to::<ServiceRequest>(key, Escalate { rule, ..Escalate::default() })])
    }
}

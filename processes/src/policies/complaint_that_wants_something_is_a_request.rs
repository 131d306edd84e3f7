use super::nonconforming::on_record;
use crate::complaint::{self, Event, Handover, Instead, Reclassified};
use crate::service_request::{self, Log, ServiceRequest};
use engine::{Actor, DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever what was taken for a complaint turns out to want something, it is logged as a service
/// request, by whoever said so and for who complained (7.1, 8.1).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ComplaintThatWantsSomethingIsARequest;

impl Policy for ComplaintThatWantsSomethingIsARequest {
    fn name(&self) -> &'static str {
        "complaint-that-wants-something-is-a-request"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (complaint::NAME, "reclassified");
        vec![Edge::when(heard, "something is wanted", (service_request::NAME, "log"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Reclassified(Reclassified {
            instead: Instead::ServiceRequest,
            handover: Some(Handover { summary, customer, complainant, service }),
            reason,
            ..
        }) = event
        else {
            return Ok(Vec::new());
        };
        Ok(vec![Dispatch::new::<ServiceRequest>(Log {
            description: Some(reason),
            service,
            customer: Some(customer),
            requester: Actor::from_escaped(record.metadata.actor).ok(),
            contact: complainant,
            origin: Some(on_record(complaint::NAME, &key)),
            ..Log::of(summary)
        })])
    }
}

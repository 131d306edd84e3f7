use crate::complaint::{self, Event, Handover, Instead, Reclassified};
use crate::incident::{self, Incident, Log};
use crate::limits::label_or;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever what was taken for a complaint turns out to say that something is broken, an incident is
/// logged (7.1, 8.1).
#[derive(Clone, Copy, Debug)]
pub struct ComplaintOfSomethingBrokenIsAnIncident;

impl Policy for ComplaintOfSomethingBrokenIsAnIncident {
    fn name(&self) -> &'static str {
        "complaint-of-something-broken-is-an-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (complaint::NAME, "reclassified");
        vec![Edge::when(heard, "it is an incident", (incident::NAME, "log"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Reclassified(Reclassified {
            instead: Instead::Incident,
            handover: Some(Handover { summary, customer, complainant, service: Some(service) }),
            reason,
            ..
        }) = event
        else {
            return Ok(Vec::new());
        };
        let monitor = label_or(&format!("complaint {key}"), complaint::NAME);
        let log = Log::observed(summary, service, monitor);
        let (customer, description) = (Some(customer), Some(reason));
        let log = Log { caller: complainant, customer, description, ..log };
        Ok(vec![Dispatch::new::<Incident>(log)])
    }
}

use super::nonconforming::on_record;
use crate::incident::{self, Event};
use crate::limits::label_or;
use crate::service_request::{self, Log, ServiceRequest};
use engine::{Actor, DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, Policy, RecordRef};

/// Whenever what was reported turns out to be wanted and not broken, it is logged as a service request,
/// by whoever said so; for whom it is, is on record there (8.1).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ConvertedIncidentIsARequest;

impl Policy for ConvertedIncidentIsARequest {
    fn name(&self) -> &'static str {
        "converted-incident-is-a-request"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (incident::NAME, "converted_to_request");
        vec![Edge::always(heard, (service_request::NAME, "log"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::ConvertedToRequest(converted) = event else { return Ok(Vec::new()) };
        // Whoever logs it for somebody gets nothing himself: what is wanted is for the desk to say.
        let what = converted.item.as_ref().map_or_else(|| "something".to_owned(), Key::to_string);
        let summary = format!("incident {key} asks for {what}");
        let summary = label_or(&summary, "an incident asks for something");
        Ok(vec![Dispatch::new::<ServiceRequest>(Log {
            description: Some(converted.note),
            requester: Actor::from_escaped(record.metadata.actor).ok(),
            origin: Some(on_record(incident::NAME, &key)),
            ..Log::of(summary)
        })])
    }
}

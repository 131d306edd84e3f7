use super::wanted_change::Wanted;
use crate::change;
use crate::facts::Roles;
use crate::incident::{self, Incident, Log};
use crate::limits::{Label, label_or};
use crate::personal::Personal;
use crate::service_request::{self, Becomes, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever what was asked for turns out to be an incident or a change, that is logged or requested
/// (8.1, 9.2).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ConvertedRequestIsAnIncidentOrAChange;

impl Policy for ConvertedRequestIsAnIncidentOrAChange {
    fn name(&self) -> &'static str {
        "converted-request-is-an-incident-or-a-change"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (service_request::NAME, "converted");
        vec![
            Edge::when(heard, "it is an incident", (incident::NAME, "log")),
            Edge::when(heard, "it is a change", (change::NAME, "request")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Converted(converted) = event else { return Ok(Vec::new()) };
        let sent = match (converted.becomes, converted.service) {
            (Becomes::Incident, Some(service)) => {
                let monitor = label_or(&format!("service request {key}"), service_request::NAME);
                let log = Log::observed(converted.summary, service, monitor);
                let caller = Label::new(&converted.requester.to_string()).ok();
                Dispatch::new::<Incident>(Log {
                    caller: caller.map(Personal::Clear),
                    customer: converted.customer,
                    description: Some(converted.note),
                    ..log
                })
            }
            // An incident is about a service: its command is refused without one.
            (Becomes::Incident, None) => return Ok(Vec::new()),
            (Becomes::Change, service) => {
                let expected = format!("service request {key} is granted");
                let wanted = Wanted {
                    title: converted.summary,
                    need: converted.note,
                    expected: &expected,
                    services: service.as_slice(),
                    items: &[],
                };
                wanted.request(record, &key, facts)?
            }
        };
        Ok(vec![sent])
    }
}

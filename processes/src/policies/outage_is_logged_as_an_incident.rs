use crate::incident::{self, Incident, Log};
use crate::limits::{label, label_or};
use crate::service::{self, Event, OutageBegan};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever an outage begins that nobody had planned and that names no incident, one is logged
/// (6.3.3, 8.1).
#[derive(Clone, Copy, Debug)]
pub struct OutageIsLoggedAsAnIncident;

impl Policy for OutageIsLoggedAsAnIncident {
    fn name(&self) -> &'static str {
        "outage-is-logged-as-an-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "it was not planned and names no incident";
        vec![Edge::when((service::NAME, "outage_began"), only_if, (incident::NAME, "log"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::OutageBegan(OutageBegan { outage, planned: false, loss, incident: None, note }) =
            event
        else {
            return Ok(Vec::new());
        };
        let service = record.stream()?.key;
        let what = loss.part.as_ref().map_or_else(String::new, |part| format!(", {part}"));
        let summary = format!("outage {outage} of {service}{what}");
        let summary = label_or(&summary, "outage of a service");
        let log = Log::observed(summary, service, label(service::NAME));
        Ok(vec![Dispatch::new::<Incident>(Log { description: note, ..log })])
    }
}

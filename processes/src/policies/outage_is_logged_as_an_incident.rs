use crate::incident::{self, Incident, Log};
use crate::limits::{label, label_or};
use crate::service::{self, Event, OutageBegan, OutageOverran};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever an outage begins that nobody had planned for that time, or goes on when its plan is over,
/// and names no incident, one is logged (6.3.3, 8.1).
#[derive(Clone, Copy, Debug)]
pub struct OutageIsLoggedAsAnIncident;

impl Policy for OutageIsLoggedAsAnIncident {
    fn name(&self) -> &'static str {
        "outage-is-logged-as-an-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let when =
            |heard, only_if| Edge::when((service::NAME, heard), only_if, (incident::NAME, "log"));
        vec![
            when("outage_began", "it was not planned for then and names no incident"),
            when("outage_overran", "it names no incident"),
        ]
    }

    fn is_outward(&self) -> bool {
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let (outage, loss, note) = match event {
            Event::OutageBegan(OutageBegan {
                outage,
                planned: false,
                loss,
                incident: None,
                note,
            }) => (outage, loss, note),
            Event::OutageOverran(OutageOverran { outage, loss, incident: None }) => {
                (outage, loss, None)
            }
            _ => return Ok(Vec::new()),
        };
        let service = record.stream()?.key;
        let what = loss.part.as_ref().map_or_else(String::new, |part| format!(", {part}"));
        let summary = format!("outage {outage} of {service}{what}");
        let summary = label_or(&summary, "outage of a service");
        let log = Log::observed(summary, service, label(service::NAME));
        Ok(vec![Dispatch::new::<Incident>(Log { description: note, ..log })])
    }
}

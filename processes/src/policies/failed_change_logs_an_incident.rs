use crate::change::{self, Event};
use crate::facts::Changes;
use crate::incident::{self, Incident, Log};
use crate::limits::{label, label_or};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change fails, a service suffers and no incident is linked, one is logged.
///
/// Outward: it calls people in.
#[derive(Clone, Copy, Debug)]
pub struct FailedChangeLogsAnIncident;

impl Policy for FailedChangeLogsAnIncident {
    fn name(&self) -> &'static str {
        "failed-change-logs-an-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "failed"), (incident::NAME, "log"));
        vec![Edge::when(heard, "a service suffers and no incident is linked", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Failed(failed) = event else { return Ok(Vec::new()) };
        let key = record.stream()?.key;
        let claim = facts.get::<Changes>().get(&key);
        let service = claim.and_then(|claim| claim.services.first());
        let Some(service) = service.filter(|_| failed.service_affected) else {
            return Ok(Vec::new());
        };
        if failed.incident.is_some() {
            return Ok(Vec::new());
        }
        let monitor = label_or(&format!("change {key}"), change::NAME);
        let log = Log::observed(label("a change has failed"), service.clone(), monitor);
        let configuration_item = claim.and_then(|claim| claim.items.first()).cloned();
        let log = Log { description: Some(failed.symptom), configuration_item, ..log };
        Ok(vec![Dispatch::new::<Incident>(log)])
    }
}

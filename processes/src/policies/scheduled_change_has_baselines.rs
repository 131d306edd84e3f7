use crate::change::{self, Event};
use crate::configuration_item::{self, CaptureBaseline, ConfigurationItem, Occasion};
use crate::facts::Changes;
use crate::limits::label_or;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change has a time, a baseline is captured of each of its items that has none for it.
#[derive(Clone, Copy, Debug)]
pub struct ScheduledChangeHasBaselines;

impl Policy for ScheduledChangeHasBaselines {
    fn name(&self) -> &'static str {
        "scheduled-change-has-baselines"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (configuration_item::NAME, "capture_baseline");
        vec![Edge::when((change::NAME, "scheduled"), "it names items", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Scheduled(_) = event else { return Ok(Vec::new()) };
        let key = record.stream()?.key;
        let Some(claim) = facts.get::<Changes>().get(&key) else { return Ok(Vec::new()) };
        let name = label_or(&format!("before {key}"), "before a change");
        let capture = |item| {
            let (name, occasion) = (name.clone(), Occasion::Change(key.clone()));
            Dispatch::to::<ConfigurationItem>(item, CaptureBaseline { name, occasion })
        };
        Ok(claim.without_baseline().into_iter().map(capture).collect())
    }
}

use crate::configuration_item::{self, CaptureBaseline, ConfigurationItem, Occasion};
use crate::facts::Releases;
use crate::limits::label_or;
use crate::release;
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a release is scheduled, there is to be a baseline of each of its items (9.1.12).
///
/// Those that there are of this build are not taken again.
#[derive(Clone, Copy, Debug)]
pub struct ScheduledReleaseCapturesBaselines;

impl Policy for ScheduledReleaseCapturesBaselines {
    fn name(&self) -> &'static str {
        "scheduled-release-captures-baselines"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (configuration_item::NAME, "capture_baseline");
        vec![Edge::when((release::NAME, "scheduled"), "an item has none for it", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let Some(known) = facts.get::<Releases>().get(&key) else { return Ok(Vec::new()) };
        let items = known.configuration_items.iter().filter(|it| !known.baseline.contains(*it));
        let capture = |item: &Key| {
            let name = label_or(&format!("before {key}"), "before a release");
            let occasion = Occasion::Release(key.clone());
            Dispatch::to::<ConfigurationItem>(item.clone(), CaptureBaseline { name, occasion })
        };
        Ok(items.map(capture).collect())
    }
}

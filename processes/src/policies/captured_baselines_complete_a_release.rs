use crate::configuration_item::{self, Event, Occasion};
use crate::facts::Releases;
use crate::release::{self, CaptureBaseline, Release};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever there is a baseline of the last item of a release, the release has its baseline (9.1.12).
#[derive(Clone, Copy, Debug)]
pub struct CapturedBaselinesCompleteARelease;

impl Policy for CapturedBaselinesCompleteARelease {
    fn name(&self) -> &'static str {
        "captured-baselines-complete-a-release"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (configuration_item::NAME, "baseline_captured");
        let only_if = "it is for a release, and the last one missing";
        vec![Edge::when(heard, only_if, (release::NAME, "capture_baseline"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::BaselineCaptured(captured) = event else { return Ok(Vec::new()) };
        let Occasion::Release(key) = captured.occasion else { return Ok(Vec::new()) };
        let known = facts.get::<Releases>().get(&key);
        let complete = known.is_some_and(|known| {
            known.configuration_items.iter().all(|item| known.baseline.contains(item))
        });
        let capture = || Dispatch::to::<Release>(key, CaptureBaseline {});
        Ok(complete.then(capture).into_iter().collect())
    }
}

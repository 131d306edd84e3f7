use crate::change::{self, Event};
use crate::facts::Releases;
use crate::release::{self, Fail, Release};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change fails while a release that carries it out is being deployed, so does the
/// release (9.3.15).
#[derive(Clone, Copy, Debug)]
pub struct FailedChangeFailsItsRelease;

impl Policy for FailedChangeFailsItsRelease {
    fn name(&self) -> &'static str {
        "failed-change-fails-its-release"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "failed"), (release::NAME, "fail"));
        vec![Edge::when(heard, "a release that carries it out is being deployed", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Failed(failed) = event else { return Ok(Vec::new()) };
        let fail = Fail {
            symptom: failed.symptom,
            service_affected: failed.service_affected,
            incident: failed.incident,
        };
        let carrying = facts.get::<Releases>().carrying(&key);
        let deploying = carrying.filter(|(_, known)| known.deploying);
        let fails =
            deploying.map(|(release, _)| Dispatch::to::<Release>(release.clone(), fail.clone()));
        Ok(fails.collect())
    }
}

use crate::facts::Releases;
use crate::incident::{self, Incident, Log};
use crate::limits::{Text, label_or};
use crate::release::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a release fails or is rolled back, and nobody has named an incident, one is logged
/// (9.3.15).
///
/// It bears the name of its cause, so that the failed changes can name it. Outward: an incident is
/// work for people.
#[derive(Clone, Copy, Debug)]
pub struct FailedReleaseIsAnIncident;

impl Policy for FailedReleaseIsAnIncident {
    fn name(&self) -> &'static str {
        "failed-release-is-an-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event| {
            let (heard, sent) = ((release::NAME, event), (incident::NAME, "log"));
            Edge::when(heard, "no incident is named", sent)
        };
        vec![edge("canary_aborted"), edge("deployment_failed")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some(failure) = Failure::of(record, &key, event) else { return Ok(Vec::new()) };
        let known = facts.get::<Releases>().get(&key).filter(|_| !failure.named);
        let service = known.and_then(|known| known.services.first().cloned());
        let Some((known, service)) = known.zip(service) else { return Ok(Vec::new()) };
        let summary = label_or(&format!("release {key} failed"), "a release failed");
        let monitor = label_or(&format!("release {key}"), release::NAME);
        let configuration_item = known.configuration_items.first().cloned();
        let log = Log::observed(summary, service, monitor);
        let log = Log { description: Some(failure.symptom), configuration_item, ..log };
        Ok(failure.incident.map(|it| Dispatch::to::<Incident>(it, log)).into_iter().collect())
    }
}

/// How a release has failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// How that shows.
    pub(super) symptom: Text,
    /// Whether a service is known to suffer.
    pub(super) service_affected: bool,
    /// The incident that is about it.
    pub(super) incident: Option<Key>,
    /// Whether somebody has named that.
    named: bool,
}

impl Failure {
    /// Of a record of a release's failure, and nothing else.
    #[expect(clippy::wildcard_enum_match_arm, reason = "two of many events are failures")]
    pub(super) fn of(record: &RecordRef<'_>, release: &Key, event: Event) -> Option<Self> {
        let (symptom, service_affected, named) = match event {
            Event::CanaryAborted(aborted) => (aborted.symptom, true, None),
            Event::DeploymentFailed(it) => (it.symptom, it.service_affected, it.incident),
            _ => return None,
        };
        let own = || incident::of_failure(release, record.version.0);
        let (incident, named) = (named.clone().or_else(own), named.is_some());
        Some(Self { symptom, service_affected, incident, named })
    }
}

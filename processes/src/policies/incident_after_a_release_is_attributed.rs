use crate::facts::{Releases, RepeatCounters};
use crate::incident::{self, Event};
use crate::release::{self, AttributeIncident, Release};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident happens on an item of a release that is observed, it is attributed to the
/// release (9.3.18).
#[derive(Clone, Copy, Debug)]
pub struct IncidentAfterAReleaseIsAttributed;

impl Policy for IncidentAfterAReleaseIsAttributed {
    fn name(&self) -> &'static str {
        "incident-after-a-release-is-attributed"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event| {
            let (heard, sent) = ((incident::NAME, event), (release::NAME, "attribute_incident"));
            Edge::when(heard, "a release of the item was observed when it happened", sent)
        };
        vec![edge("logged"), edge("ci_linked")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>(), NewFact::of::<RepeatCounters>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let incident = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "hears two of many events")]
        let item = match event {
            Event::Logged(logged) => logged.configuration_item,
            Event::CiLinked(linked) => Some(linked.configuration_item),
            _ => None,
        };
        let logged = facts.get::<RepeatCounters>().logged_at(&incident);
        let Some((item, logged)) = item.zip(logged) else { return Ok(Vec::new()) };
        let releases = facts.get::<Releases>().observing(&item, logged);
        let attribute = |release: &engine::Key| {
            let attribute = AttributeIncident { incident: incident.clone() };
            Dispatch::to::<Release>(release.clone(), attribute)
        };
        Ok(releases.map(attribute).collect())
    }
}

use crate::change::{self, Change, PassTest};
use crate::facts::{Changes, Course, Releases, Services, Stage};
use crate::limits::label_or;
use crate::service;
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a new or changed service is accepted, the approved change that it is built for is tested,
/// unless it is proven by a release.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedServicePassesItsChange;

impl Policy for AcceptedServicePassesItsChange {
    fn name(&self) -> &'static str {
        "accepted-service-passes-its-change"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "the change is approved, and no release proves it";
        let edge = |event| Edge::when((service::NAME, event), only_if, (change::NAME, "pass_test"));
        vec![edge("accepted"), edge("deviation_accepted")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Releases>(), NewFact::of::<Services>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (service, changes) = (record.stream()?.key, facts.get::<Changes>());
        let is_next = |change: &&Key| {
            let planned = changes.get(change).is_some_and(|claim| claim.stage == Stage::Planned);
            let approved = changes.course(change).is_some_and(Course::is_approved);
            planned && approved && facts.get::<Releases>().carrying(change).next().is_none()
        };
        let change = facts.get::<Services>().designed_for(&service).filter(is_next);
        let Some(change) = change else { return Ok(Vec::new()) };
        let report = format!("service {service}, position {}", record.position);
        let test = PassTest { report: label_or(&report, "its service") };
        Ok(vec![Dispatch::to::<Change>(change.clone(), test)])
    }
}

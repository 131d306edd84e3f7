use crate::attest::Attestation;
use crate::change::{self, AcceptDesign, Change, Submission};
use crate::facts::{Changes, Course, Decision, Services};
use crate::limits::text_or;
use crate::service;
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever the last design or plan of removal that a change waits for is there, the change goes
/// before its board (5.1.3); and anew when another one is accepted before the board has decided. What
/// it still lacks for that, a person is asked for.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct DesignedServiceLetsItsChangeGoOn;

impl Policy for DesignedServiceLetsItsChangeGoOn {
    fn name(&self) -> &'static str {
        "designed-service-lets-its-change-go-on"
    }

    fn edges(&self) -> Vec<Edge> {
        let (only_if, sent) =
            ("the change waits for nothing else", (change::NAME, "accept_design"));
        let edge = |event| Edge::when((service::NAME, event), only_if, sent);
        vec![edge("design_accepted"), edge("removal_planned")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Services>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (service, services) = (record.stream()?.key, facts.get::<Services>());
        let change = if record.event == "removal_planned" {
            services.removed_for(&service)
        } else {
            services.designed_for(&service)
        };
        let changes = facts.get::<Changes>();
        let is_pending = |course: &Course| course.decision == Decision::Pending;
        let waits = |change: &&Key| {
            changes.get(change).is_some_and(|claim| claim.in_design)
                && changes.course(change).is_some_and(is_pending)
                && services.are_ready_for(change)
        };
        let Some(change) = change.filter(waits) else { return Ok(Vec::new()) };
        let accepted = format!("service {service}, position {}", record.position);
        let accepted = Attestation::that(text_or(&accepted, "by the record of its service"));
        let accept = AcceptDesign { accepted, submission: Submission::default() };
        Ok(vec![Dispatch::to::<Change>(change.clone(), accept)])
    }
}

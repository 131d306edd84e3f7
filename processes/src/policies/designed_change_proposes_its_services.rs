use super::{Ask, Condition};
use crate::attest::Attestation;
use crate::change;
use crate::facts::{Changes, Services};
use crate::limits::text_or;
use crate::roles::CHANGE_REQUESTER;
use crate::service::{self, Propose, Service};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Span};

/// Whenever service design takes up a change, the new or changed services that it names are proposed
/// (5.1.1): those that are not being designed or removed already.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct DesignedChangeProposesItsServices;

impl Policy for DesignedChangeProposesItsServices {
    fn name(&self) -> &'static str {
        "designed-change-proposes-its-services"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "routed_to_design"), (service::NAME, "propose"));
        let only_if = "it removes no service, and names one that is not being designed or removed";
        vec![Edge::when(heard, only_if, sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Services>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let change = record.stream()?.key;
        let claim = facts.get::<Changes>().get(&change);
        let Some(claim) = claim.filter(|claim| !claim.service_effect.takes_away()) else {
            return Ok(Vec::new());
        };
        let services = facts.get::<Services>();
        let is_free =
            |service: &&Key| !services.is_in_design(service) && !services.is_in_removal(service);
        let propose = |service: &Key| {
            let what = format!("what change {change} asks for");
            let propose = Propose {
                what: text_or(&what, "what a change asks for"),
                change: change.clone(),
                major: Attestation::on_record(),
            };
            Dispatch::to::<Service>(service.clone(), propose)
        };
        Ok(claim.services.iter().filter(is_free).map(propose).collect())
    }
}

/// ... and of one that names none, whoever requests changes is asked to propose it. Within five days:
/// an assumption.
pub const DESIGNED_CHANGE_NEEDS_A_SERVICE: Ask = Ask {
    name: "designed-change-needs-a-service",
    whenever: (change::NAME, "routed_to_design"),
    only_if: Some(Condition {
        says: "it names no service",
        fact: NewFact::of::<Changes>,
        holds: |change, facts| {
            let claim = facts.get::<Changes>().get(change);
            claim.is_some_and(|claim| claim.services.is_empty())
        },
    }),
    role: CHANGE_REQUESTER,
    ask: "propose the service that is designed for this change: it names none",
    command: (service::NAME, "propose"),
    within: Span::from_days(5),
    done_by: &["design_accepted"],
    moot_by: &["rejected", "withdrawn", "cancelled", "merged", "reclassified"],
};

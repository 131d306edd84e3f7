use crate::attest::Attestation;
use crate::change;
use crate::facts::{Changes, Services};
use crate::limits::text_or;
use crate::service::{self, ProposeRemoval, Service};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a change that removes or transfers a service is classified, the removal of the services
/// that it names is proposed (9.2.2, 9.2.3): of those that the catalogue offers and that are not
/// being removed already.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ChangeThatRemovesAServiceProposesItsRemoval;

impl Policy for ChangeThatRemovesAServiceProposesItsRemoval {
    fn name(&self) -> &'static str {
        "change-that-removes-a-service-proposes-its-removal"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "it removes or transfers a service that is not being removed";
        let sent = (service::NAME, "propose_removal");
        let edge = |event| Edge::when((change::NAME, event), only_if, sent);
        vec![edge("classified"), edge("reclassified")]
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
        let Some(claim) = claim.filter(|claim| claim.service_effect.takes_away()) else {
            return Ok(Vec::new());
        };
        let services = facts.get::<Services>();
        let stands =
            |service: &&Key| services.is_offered(service) && !services.is_in_removal(service);
        let propose = |service: &Key| {
            let reason = format!("change {change} asks for it");
            let propose = ProposeRemoval {
                reason: text_or(&reason, "a change asks for it"),
                change: change.clone(),
                major: Attestation::on_record(),
            };
            Dispatch::to::<Service>(service.clone(), propose)
        };
        Ok(claim.services.iter().filter(stands).map(propose).collect())
    }
}

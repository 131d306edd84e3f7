use crate::agreement::{self, ChangeProposed, Event};
use crate::facts::{Agreements, Services};
use crate::limits::{label_or, text};
use crate::service::{self, Service, StartRevision, Verify};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a change of an agreement is proposed, the entries of its services are revised; whenever
/// it is changed, they are held against it (6.1.9).
#[derive(Clone, Copy, Debug)]
pub struct ChangedAgreementRevisesTheCatalogue;

impl Policy for ChangedAgreementRevisesTheCatalogue {
    fn name(&self) -> &'static str {
        "changed-agreement-revises-the-catalogue"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "the catalogue offers a service that it names";
        let edge =
            |heard, sent| Edge::when((agreement::NAME, heard), only_if, (service::NAME, sent));
        vec![edge("change_proposed", "start_revision"), edge("changed", "verify")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Agreements>(), NewFact::of::<Services>()]
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let agreement = record.stream()?.key;
        let send: &dyn Fn(Key) -> Dispatch =
            match Event::decode(record.event, record.schema, record.payload)? {
                Event::ChangeProposed(proposed) => &move |service| {
                    Dispatch::to::<Service>(service, revision(&agreement, &proposed))
                },
                Event::Changed(_) => &|service| Dispatch::to::<Service>(service, Verify {}),
                _ => return Ok(Vec::new()),
            };
        let (key, at) = (record.stream()?.key, record.metadata.recorded_at);
        let Some(known) = facts.get::<Agreements>().in_force(&key, at) else {
            return Ok(Vec::new());
        };
        let offered = |service: &&Key| facts.get::<Services>().is_offered(service);
        Ok(known.terms.services.iter().filter(offered).cloned().map(send).collect())
    }
}

fn revision(agreement: &Key, proposed: &ChangeProposed) -> StartRevision {
    StartRevision {
        revision: label_or(&format!("agreement {agreement}"), "agreement"),
        change: proposed.change.clone(),
        need: proposed.need.clone().or_else(|| Some(text("its agreement is being changed"))),
        within: None,
    }
}

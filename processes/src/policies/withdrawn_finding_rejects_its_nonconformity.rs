use crate::audit::{self, Event};
use crate::facts::Nonconformities;
use crate::nonconformity::{self, Finding, Nonconformity, Phase, Reject, Source};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an audit takes a finding back, the nonconformity that came of that alone, and about
/// which nothing is done yet, is none.
#[derive(Clone, Copy, Debug)]
pub struct WithdrawnFindingRejectsItsNonconformity;

impl Policy for WithdrawnFindingRejectsItsNonconformity {
    fn name(&self) -> &'static str {
        "withdrawn-finding-rejects-its-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (audit::NAME, "finding_withdrawn");
        let only_if = "one came of it alone, and nothing is done about that yet";
        vec![Edge::when(heard, only_if, (nonconformity::NAME, "reject"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Nonconformities>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let audit = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::FindingWithdrawn(withdrawn) = event else { return Ok(Vec::new()) };
        let source = Source::Finding(Finding { audit, number: withdrawn.number });
        let known = facts.get::<Nonconformities>();
        let raised = known.known_from(&source).filter(|raised| {
            let early = matches!(known.phase(raised), Some(Phase::Raised | Phase::Assessed));
            early && known.sources_of(raised).all(|of| *of == source)
        });
        let reject = || Reject { reason: withdrawn.reason.clone() };
        let reject = raised.cloned().map(|raised| Dispatch::to::<Nonconformity>(raised, reject()));
        Ok(reject.into_iter().collect())
    }
}

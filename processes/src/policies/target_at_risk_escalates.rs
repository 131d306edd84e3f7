use crate::facts::OpenIncidents;
use crate::incident::{self, Escalate, EscalationRule, Incident};
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever most of an incident's target is used, it escalates (8.1.e).
///
/// Outward: to escalate is to call people in.
#[derive(Clone, Copy, Debug)]
pub struct TargetAtRiskEscalates;

impl Policy for TargetAtRiskEscalates {
    fn name(&self) -> &'static str {
        "target-at-risk-escalates"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((incident::NAME, "target_at_risk"), (incident::NAME, "escalate"));
        vec![Edge::when(heard, "the service does not work yet", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if !facts.get::<OpenIncidents>().is_unresolved(&key) {
            return Ok(Vec::new());
        }
        let rule = EscalationRule::TargetAtRisk;
        Ok(vec![Dispatch::to::<Incident>(key, Escalate { rule, ..Escalate::default() })])
    }
}

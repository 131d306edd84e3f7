use crate::facts::Vulnerabilities;
use crate::risk;
use crate::vulnerability::{self, Cause, Reopen, Vulnerability};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a risk is borne no more, for it is assessed anew or closed, the vulnerabilities that are
/// exempt under it are open again.
#[derive(Clone, Copy, Debug)]
pub struct RiskBorneNoMoreReopensWhatItExempts;

impl Policy for RiskBorneNoMoreReopensWhatItExempts {
    fn name(&self) -> &'static str {
        "risk-borne-no-more-reopens-what-it-exempts"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event| {
            let sent = (vulnerability::NAME, "reopen");
            Edge::when((risk::NAME, event), "vulnerabilities are exempt under it", sent)
        };
        vec![edge("reassessed"), edge("closed")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Vulnerabilities>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let risk = record.stream()?.key;
        let reopen = |vulnerability: &Key| {
            let cause = Cause::RiskNotAccepted(risk.clone());
            Dispatch::to::<Vulnerability>(vulnerability.clone(), Reopen { cause })
        };
        Ok(facts.get::<Vulnerabilities>().exempt_under(&risk).map(reopen).collect())
    }
}

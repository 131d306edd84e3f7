use super::feared_risk::Feared;
use crate::facts::{Risks, Vulnerabilities};
use crate::risk::{self, Dimension};
use crate::vulnerability::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a vulnerability is left as it is, and no risk is named that is accepted, there is one.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ExemptionWithoutARiskIdentifiesOne;

impl Policy for ExemptionWithoutARiskIdentifiesOne {
    fn name(&self) -> &'static str {
        "exemption-without-a-risk-identifies-one"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (vulnerability::NAME, "accepted");
        let again = "none is named, and the risk of it was decided on";
        vec![
            Edge::when(heard, "no risk is named", (risk::NAME, "identify")),
            Edge::when(heard, again, (risk::NAME, "reassess")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>(), NewFact::of::<Vulnerabilities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Accepted(accepted) = event else { return Ok(Vec::new()) };
        if accepted.risk.is_some() {
            return Ok(Vec::new());
        }
        let feared = Feared {
            title: format!("vulnerability {key} is left as it is"),
            description: Some(accepted.reason),
            dimension: Dimension::Security,
            what: None,
            services: &[],
            items: facts.get::<Vulnerabilities>().items(&key),
        };
        Ok(feared.identify(record, &key, facts).into_iter().collect())
    }
}

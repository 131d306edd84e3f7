use super::feared_risk::Feared;
use crate::facts::Risks;
use crate::problem::{self, Event};
use crate::risk::{self, Dimension};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a problem is left as it is, and no risk is named that says who bears that, there is one.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct UnresolvedProblemIdentifiesItsRisk;

impl Policy for UnresolvedProblemIdentifiesItsRisk {
    fn name(&self) -> &'static str {
        "unresolved-problem-identifies-its-risk"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (problem::NAME, "accepted_unresolved");
        let again = "none is named, and the risk of it was decided on";
        vec![
            Edge::when(heard, "no open risk is named", (risk::NAME, "identify")),
            Edge::when(heard, again, (risk::NAME, "reassess")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::AcceptedUnresolved(accepted) = event else { return Ok(Vec::new()) };
        let named = accepted.risk_accepted.reference.and_then(|it| Key::new(&it).ok());
        if named.is_some_and(|named| facts.get::<Risks>().is_open(&named)) {
            return Ok(Vec::new());
        }
        let feared = Feared {
            title: format!("problem {key} is not solved"),
            description: Some(accepted.risk_accepted.statement),
            dimension: Dimension::Service,
            what: None,
            services: &[],
            items: &[],
        };
        Ok(feared.identify(record, &key, facts).into_iter().collect())
    }
}

use super::feared_risk::{Feared, FearedRisk};
use crate::facts::Risks;
use crate::limits::List;
use crate::problem::{self, Event};
use crate::risk::Dimension;
use engine::{DecodeError, EventSet as _, Facts, Key, RecordRef};

/// Whenever a problem is left as it is, and no risk is named that says who bears that, there is one.
pub const UNRESOLVED_PROBLEM_IDENTIFIES_ITS_RISK: FearedRisk = FearedRisk {
    name: "unresolved-problem-identifies-its-risk",
    whenever: (problem::NAME, "accepted_unresolved"),
    only_if: "no open risk is named",
    again: "none is named, and the risk of it was decided on",
    fact: None,
    feared,
};

fn feared(
    record: &RecordRef<'_>,
    problem: &Key,
    facts: &Facts,
) -> Result<Option<Feared>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let Event::AcceptedUnresolved(accepted) = event else { return Ok(None) };
    let named = accepted.risk_accepted.reference.and_then(|it| Key::new(&it).ok());
    if named.is_some_and(|named| facts.get::<Risks>().is_open(&named)) {
        return Ok(None);
    }
    Ok(Some(Feared {
        title: format!("problem {problem} is not solved"),
        description: Some(accepted.risk_accepted.statement),
        dimension: Dimension::Service,
        what: None,
        services: List::empty(),
        items: List::empty(),
    }))
}

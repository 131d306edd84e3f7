use super::feared_risk::{Feared, FearedRisk};
use crate::change::{self, Considered, Event};
use crate::change_model::Finding;
use crate::facts::Changes;
use crate::limits::List;
use crate::risk::Dimension;
use engine::{DecodeError, EventSet as _, Facts, Key, NewFact, RecordRef};

/// Whenever a change is found unacceptable as to security, there is a risk that is new or greater
/// (6.6.3): it is identified, or assessed anew.
pub const UNACCEPTABLE_CHANGE_IDENTIFIES_A_RISK: FearedRisk = FearedRisk {
    name: "unacceptable-change-identifies-a-risk",
    whenever: (change::NAME, "assessed"),
    only_if: "it is unacceptable as to security",
    again: "it is unacceptable as to security, and the risk of it was decided on",
    fact: Some(NewFact::of::<Changes>),
    feared,
};

fn feared(
    record: &RecordRef<'_>,
    change: &Key,
    facts: &Facts,
) -> Result<Option<Feared>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let Event::Assessed(assessed) = event else { return Ok(None) };
    let Considered::Security { risks, .. } = assessed.considered else { return Ok(None) };
    if assessed.finding != Finding::Unacceptable {
        return Ok(None);
    }
    let claim = facts.get::<Changes>().get(change);
    let list = |keys: &[Key]| List::new(keys.to_vec()).unwrap_or_default();
    Ok(Some(Feared {
        title: format!("change {change} is unacceptable as to security"),
        description: Some(risks),
        dimension: Dimension::Security,
        what: None,
        services: list(claim.map(|claim| &*claim.services).unwrap_or_default()),
        items: list(claim.map(|claim| &*claim.items).unwrap_or_default()),
    }))
}

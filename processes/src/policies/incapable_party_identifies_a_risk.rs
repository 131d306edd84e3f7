use super::feared_risk::{Feared, FearedRisk};
use crate::limits::List;
use crate::risk::Dimension;
use crate::service::{self, Event};
use engine::{DecodeError, EventSet as _, Facts, Key, RecordRef};

/// Whenever a party turns out not to be able to do its part of a new or changed service, there is a
/// risk (5.2.10): one for each party.
pub const INCAPABLE_PARTY_IDENTIFIES_A_RISK: FearedRisk = FearedRisk {
    name: "incapable-party-identifies-a-risk",
    whenever: (service::NAME, "party_capability_assessed"),
    only_if: "it cannot do its part",
    again: "it cannot, and the risk of it was decided on",
    fact: None,
    feared,
};

fn feared(record: &RecordRef<'_>, service: &Key, _: &Facts) -> Result<Option<Feared>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let Event::PartyCapabilityAssessed(assessed) = event else { return Ok(None) };
    if assessed.capable {
        return Ok(None);
    }
    Ok(Some(Feared {
        title: format!("{} cannot do its part of service {service}", assessed.party),
        description: Some(assessed.result),
        dimension: Dimension::Service,
        what: Some(assessed.party),
        services: [service.clone()].into(),
        items: List::empty(),
    }))
}

use super::feared_risk::{Feared, FearedRisk};
use crate::facts::Vulnerabilities;
use crate::limits::List;
use crate::risk::Dimension;
use crate::vulnerability::{self, Event};
use engine::{DecodeError, EventSet as _, Facts, Key, NewFact, RecordRef};

/// Whenever a vulnerability is left as it is, and no risk is named that is accepted, there is one.
pub const EXEMPTION_WITHOUT_A_RISK_IDENTIFIES_ONE: FearedRisk = FearedRisk {
    name: "exemption-without-a-risk-identifies-one",
    whenever: (vulnerability::NAME, "accepted"),
    only_if: "no risk is named",
    again: "none is named, and the risk of it was decided on",
    fact: Some(NewFact::of::<Vulnerabilities>),
    feared,
};

fn feared(
    record: &RecordRef<'_>,
    vulnerability: &Key,
    facts: &Facts,
) -> Result<Option<Feared>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let Event::Accepted(accepted) = event else { return Ok(None) };
    if accepted.risk.is_some() {
        return Ok(None);
    }
    let items = facts.get::<Vulnerabilities>().items(vulnerability);
    Ok(Some(Feared {
        title: format!("vulnerability {vulnerability} is left as it is"),
        description: Some(accepted.reason),
        dimension: Dimension::Security,
        what: None,
        services: List::empty(),
        items: List::new(items.to_vec()).unwrap_or_default(),
    }))
}

use super::feared_risk::{Feared, FearedRisk};
use crate::audit::{self, Event, FindingKind};
use crate::limits::label;
use crate::nonconformity::Standard;
use crate::risk::Dimension;
use engine::{DecodeError, EventSet as _, Facts, Key, RecordRef};

/// Whenever an audit finds a concern, there may be a risk: in what the standard is about whose clause
/// it names first. One for each finding.
pub const CONCERN_OF_AN_AUDIT_IDENTIFIES_A_RISK: FearedRisk = FearedRisk {
    name: "concern-of-an-audit-identifies-a-risk",
    whenever: (audit::NAME, "finding_recorded"),
    only_if: "it is a concern",
    again: "it is a concern, and the risk of it was decided on",
    fact: None,
    feared,
};

fn feared(record: &RecordRef<'_>, _: &Key, _: &Facts) -> Result<Option<Feared>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let Event::FindingRecorded(found) = event else { return Ok(None) };
    if found.kind != FindingKind::Concern {
        return Ok(None);
    }
    let dimension = match found.clauses.first().map(|clause| clause.standard) {
        Some(Standard::Iso27001) => Dimension::Security,
        Some(Standard::Iso9001) => Dimension::Quality,
        Some(Standard::Iso20000) | None => Dimension::Service,
    };
    Ok(Some(Feared {
        title: found.summary.to_string(),
        description: Some(found.statement),
        dimension,
        what: Some(label(&format!("finding {}", found.number))),
        services: found.services,
        items: found.configuration_items,
    }))
}

use super::feared_risk::Feared;
use crate::audit::{self, Event, FindingKind};
use crate::facts::Risks;
use crate::limits::label;
use crate::nonconformity::Standard;
use crate::risk::{self, Dimension};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an audit finds a concern, there may be a risk: in what the standard is about whose clause
/// it names first. One for each finding.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ConcernOfAnAuditIdentifiesARisk;

impl Policy for ConcernOfAnAuditIdentifiesARisk {
    fn name(&self) -> &'static str {
        "concern-of-an-audit-identifies-a-risk"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (audit::NAME, "finding_recorded");
        let again = "it is a concern, and the risk of it was decided on";
        vec![
            Edge::when(heard, "it is a concern", (risk::NAME, "identify")),
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
        let Event::FindingRecorded(found) = event else { return Ok(Vec::new()) };
        if found.kind != FindingKind::Concern {
            return Ok(Vec::new());
        }
        let dimension = match found.clauses.first().map(|clause| clause.standard) {
            Some(Standard::Iso27001) => Dimension::Security,
            Some(Standard::Iso9001) => Dimension::Quality,
            Some(Standard::Iso20000) | None => Dimension::Service,
        };
        let feared = Feared {
            title: found.summary.to_string(),
            description: Some(found.statement),
            dimension,
            what: Some(label(&format!("finding {}", found.number))),
            services: &found.services,
            items: &found.configuration_items,
        };
        Ok(feared.identify(record, &key, facts).into_iter().collect())
    }
}

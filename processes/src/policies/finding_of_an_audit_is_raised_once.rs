use crate::audit::{self, Event, FindingKind, FindingRecorded};
use crate::limits::List;
use crate::nonconformity::{self, Criterion, FindAgain, Finding, Nonconformity, Raise, Source};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, Policy, RecordRef};

/// Whenever an audit finds a nonconformity, that is raised: once, for all clauses that it goes
/// against; or found again, where it is known (4.5.4.2.8).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct FindingOfAnAuditIsRaisedOnce;

impl Policy for FindingOfAnAuditIsRaisedOnce {
    fn name(&self) -> &'static str {
        "finding-of-an-audit-is-raised-once"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |only_if, sent| {
            Edge::when((audit::NAME, "finding_recorded"), only_if, (nonconformity::NAME, sent))
        };
        vec![
            edge("it is a nonconformity that is not known", "raise"),
            edge("it is a nonconformity that is known", "find_again"),
        ]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let audit = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::FindingRecorded(found) = event else { return Ok(Vec::new()) };
        let FindingKind::Nonconformity(kind) = found.kind else { return Ok(Vec::new()) };
        Ok(vec![tell(audit, kind, found)])
    }
}

fn tell(audit: Key, kind: nonconformity::Kind, found: FindingRecorded) -> Dispatch {
    let source = Source::Finding(Finding { audit, number: found.number });
    let criteria = found.clauses.iter().cloned().map(Criterion::Clause).collect();
    let criteria = List::new(criteria).unwrap_or_default();
    if let Some(known) = found.known_as {
        let again = FindAgain { source, criteria, note: found.statement, at: None };
        return Dispatch::to::<Nonconformity>(known, again);
    }
    Dispatch::new::<Nonconformity>(Raise {
        summary: found.summary,
        statement: found.statement,
        kind,
        source,
        criteria,
        services: found.services,
        configuration_items: found.configuration_items,
        leaked: false,
        assessment: None,
    })
}

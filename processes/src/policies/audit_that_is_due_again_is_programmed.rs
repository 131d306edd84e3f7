use crate::audit::{self, Audit, Event, SetProgramme};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever the interval of an audit is over, the next one is programmed as it was (4.5.4.2.1).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct AuditThatIsDueAgainIsProgrammed;

impl Policy for AuditThatIsDueAgainIsProgrammed {
    fn name(&self) -> &'static str {
        "audit-that-is-due-again-is-programmed"
    }

    fn edges(&self) -> Vec<Edge> {
        vec![Edge::always((audit::NAME, "fell_due"), (audit::NAME, "set_programme"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let earlier = Some(record.stream()?.key);
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::FellDue(due) = event else { return Ok(Vec::new()) };
        Ok(vec![Dispatch::new::<Audit>(SetProgramme { programme: due.programme, earlier })])
    }
}

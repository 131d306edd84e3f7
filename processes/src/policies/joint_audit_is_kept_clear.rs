use super::AskAbout;
use crate::audit::{self, Event};
use crate::limits::text;
use crate::roles::AUDIT_LEAD;
use crate::task;
use crate::window::{self, Declare, Kind, Scope, Terms, Times, Window};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef, Span};

/// Whenever a joint audit is planned, a window is declared that keeps changes away meanwhile.
///
/// Outward: somebody has to decide on it.
#[derive(Clone, Copy, Debug)]
pub struct JointAuditIsKeptClear;

impl Policy for JointAuditIsKeptClear {
    fn name(&self) -> &'static str {
        "joint-audit-is-kept-clear"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (audit::NAME, "planned");
        vec![Edge::when(heard, "it is for all three standards", (window::NAME, "declare"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let audit = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Planned(planned) = event else { return Ok(Vec::new()) };
        if !planned.joint {
            return Ok(Vec::new());
        }
        let (from, to) = (planned.dates.from, Some(planned.dates.to));
        let terms = Terms {
            kind: Kind::Audit,
            scope: Scope::Everything,
            times: Times { from, to, hours: None },
            reason: text("an audit for all three standards looks at things as they are"),
        };
        let key = task::cause(audit::NAME, &audit, "window");
        Ok(vec![Dispatch::to::<Window>(key, Declare { terms })])
    }
}

/// Whenever it is to take place at another time, its window has to move, too. Within a day: an
/// assumption.
pub const MOVED_JOINT_AUDIT_MOVES_ITS_WINDOW: AskAbout = AskAbout {
    name: "moved-joint-audit-moves-its-window",
    whenever: &[(audit::NAME, "rescheduled")],
    only_if: Some("it is for all three standards"),
    facts: &[],
    about: audit::NAME,
    which: |record, audit, _| {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Rescheduled(moved) = event else { return Ok(Vec::new()) };
        Ok(if moved.joint { vec![audit.clone()] } else { Vec::new() })
    },
    role: AUDIT_LEAD,
    ask: "have the window of this audit moved, too: it takes place at another time",
    command: (window::NAME, "revise"),
    cause: "revise",
    within: Span::from_days(1),
    done_by: &[],
    moot_by: &["started", "cancelled"],
};

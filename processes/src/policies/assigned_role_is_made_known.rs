use crate::limits::{label, text};
use crate::role::{self, Communicate, Role};
use crate::roles::EMPLOYEE;
use engine::{DecodeError, Dispatch, Edge, Facts, Policy, RecordRef};

/// Whenever somebody takes a role, that is made known (4.1.3).
///
/// To everybody who works for the provider, by the record itself: whoever asks who holds a role is
/// told. Not outward, for it reaches no one who does not ask.
#[derive(Clone, Copy, Debug)]
pub struct AssignedRoleIsMadeKnown;

impl Policy for AssignedRoleIsMadeKnown {
    fn name(&self) -> &'static str {
        "assigned-role-is-made-known"
    }

    fn edges(&self) -> Vec<Edge> {
        vec![Edge::always((role::NAME, "assigned"), (role::NAME, "communicate"))]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let how = text("by the record, for whoever asks who holds the role");
        let communicate = Communicate { to: [label(EMPLOYEE)].into(), how };
        Ok(vec![Dispatch::to::<Role>(record.stream()?.key, communicate)])
    }
}

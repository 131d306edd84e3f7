use super::{Ask, Condition};
use crate::facts::Problems;
use crate::problem::{self, CauseKind};
use crate::roles::SECURITY_OFFICER;
use engine::{NewFact, Span};

/// Whenever the cause of a problem is configuration or access, the security officer is asked to plan
/// how access will be hardened: the problem is not closed before. Within three days: an assumption.
pub const CONFIGURATION_CAUSE_IS_TO_BE_HARDENED: Ask = Ask {
    name: "configuration-cause-is-to-be-hardened",
    whenever: (problem::NAME, "root_cause_found"),
    only_if: Some(Condition {
        says: "the cause is configuration or access",
        fact: NewFact::of::<Problems>,
        holds: |problem, facts| {
            let cause = facts.get::<Problems>().cause_of(problem);
            cause.is_some_and(CauseKind::needs_hardening)
        },
    }),
    role: SECURITY_OFFICER,
    ask: "plan how access is hardened: the cause of this problem is configuration or access",
    command: (problem::NAME, "plan_hardening"),
    within: Span::from_days(3),
    done_by: &["hardening_planned"],
    moot_by: &["merged", "cause_withdrawn"],
};

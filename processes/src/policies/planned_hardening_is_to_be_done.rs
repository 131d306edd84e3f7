use super::Ask;
use crate::problem;
use crate::roles::SECURITY_OFFICER;
use engine::Span;

/// Whenever hardening is planned for a problem, the security officer is asked to change the control.
/// Within a fortnight, whatever the plan says: an assumption.
pub const PLANNED_HARDENING_IS_TO_BE_DONE: Ask = Ask {
    name: "planned-hardening-is-to-be-done",
    whenever: (problem::NAME, "hardening_planned"),
    only_if: None,
    role: SECURITY_OFFICER,
    ask: "change the control as planned for this problem, and confirm it there",
    command: ("security_control", "propose_change"),
    cause: "propose_hardening",
    within: Span::from_days(14),
    done_by: &["hardening_confirmed"],
    moot_by: &["merged", "cause_withdrawn"],
};

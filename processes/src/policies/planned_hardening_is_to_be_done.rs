use super::AskAbout;
use crate::problem;
use crate::roles::SECURITY_OFFICER;
use engine::Span;

/// Whenever hardening is planned for a problem, the security officer is asked to change the control.
/// Within a fortnight, whatever the plan says: an assumption.
///
/// A command of this name may be asked of somebody else about the same problem, so its task is called
/// after something else.
pub const PLANNED_HARDENING_IS_TO_BE_DONE: AskAbout = AskAbout {
    name: "planned-hardening-is-to-be-done",
    whenever: &[(problem::NAME, "hardening_planned")],
    only_if: None,
    facts: &[],
    about: problem::NAME,
    which: |_, problem, _| Ok(vec![problem.clone()]),
    role: SECURITY_OFFICER,
    ask: "change the control as planned for this problem, and confirm it there",
    command: ("security_control", "propose_change"),
    cause: "propose_hardening",
    within: Span::from_days(14),
    done_by: &["hardening_confirmed"],
    moot_by: &["merged", "cause_withdrawn"],
};

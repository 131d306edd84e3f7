use super::Ask;
use crate::problem;
use crate::roles::PROBLEM_MANAGER;
use engine::Span;

/// Whenever the time for which a problem was put off is over, the problem manager is asked to take it
/// up again. Within two days: an assumption.
pub const DEFERRED_PROBLEM_IS_TO_BE_RESUMED: Ask = Ask {
    name: "deferred-problem-is-to-be-resumed",
    whenever: (problem::NAME, "deferral_ended"),
    only_if: None,
    role: PROBLEM_MANAGER,
    ask: "take this problem up again: the time for which it was put off is over",
    command: (problem::NAME, "resume"),
    within: Span::from_days(2),
    done_by: &["resumed"],
    moot_by: &["cancelled", "merged"],
};

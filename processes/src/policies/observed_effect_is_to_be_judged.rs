use super::Ask;
use crate::problem;
use crate::roles::PROBLEM_MANAGER;
use engine::Span;

/// Whenever the effect of a solution has been observed for long enough, the problem manager is asked
/// to judge it (8.2.7). Within five days: an assumption.
pub const OBSERVED_EFFECT_IS_TO_BE_JUDGED: Ask = Ask {
    name: "observed-effect-is-to-be-judged",
    whenever: (problem::NAME, "effect_period_ended"),
    only_if: None,
    role: PROBLEM_MANAGER,
    ask: "judge whether the solution of this problem holds",
    command: (problem::NAME, "review_effectiveness"),
    within: Span::from_days(5),
    done_by: &["effectiveness_reviewed"],
    moot_by: &["reopened"],
};

use super::Ask;
use crate::incident;
use crate::roles::CONTINUITY_MANAGER;
use engine::Span;

/// Whenever continuity is requested for a major incident, the continuity manager is asked to invoke
/// the plan (8.1.14). Within 15 minutes: an assumption.
pub const CONTINUITY_IS_TO_BE_INVOKED: Ask = Ask {
    name: "requested-continuity-is-to-be-invoked",
    whenever: (incident::NAME, "continuity_requested"),
    only_if: None,
    role: CONTINUITY_MANAGER,
    ask: "decide on invoking the continuity plan that was requested for this major incident",
    command: ("continuity_plan", "invoke"),
    within: Span::from_minutes(15),
    done_by: &[],
    moot_by: &["restored", "major_downgraded"],
};

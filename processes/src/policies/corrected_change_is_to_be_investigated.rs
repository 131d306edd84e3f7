use super::Ask;
use crate::change;
use crate::roles::CHANGE_MANAGER;
use engine::Span;

/// Whenever a change turns out to have failed after it was closed, the change manager is asked to find
/// out why (9.2.22): a model that it was made by is not confirmed before. Within five days: an
/// assumption.
pub const CORRECTED_CHANGE_IS_TO_BE_INVESTIGATED: Ask = Ask {
    name: "corrected-change-is-to-be-investigated",
    whenever: (change::NAME, "outcome_corrected"),
    only_if: None,
    role: CHANGE_MANAGER,
    ask: "find out why this change failed, which was closed before that showed",
    command: (change::NAME, "complete_investigation"),
    within: Span::from_days(5),
    done_by: &["investigated"],
    moot_by: &[],
};

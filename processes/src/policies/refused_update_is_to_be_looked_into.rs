use super::Ask;
use crate::configuration_item;
use crate::roles::CONFIGURATION_MANAGER;
use engine::Span;

/// Whenever an update is refused because no change covers it, the configuration manager is asked
/// whether something was changed without leave (9.2.7). Within a day: an assumption.
pub const REFUSED_UPDATE_IS_TO_BE_LOOKED_INTO: Ask = Ask {
    name: "refused-update-is-to-be-looked-into",
    whenever: (configuration_item::NAME, "update_refused"),
    only_if: None,
    role: CONFIGURATION_MANAGER,
    ask: "find out whether this item was changed without a change, and put that on record",
    command: (configuration_item::NAME, "flag_discrepancy"),
    within: Span::from_days(1),
    done_by: &["discrepancy_found"],
    moot_by: &["updated", "verified", "retired"],
};

use super::Ask;
use crate::configuration_item;
use crate::roles::CONFIGURATION_MANAGER;
use engine::Span;

/// Whenever an item is not as its record says, the configuration manager is asked to correct that
/// (9.1.9). Within five days: an assumption.
pub const DISCREPANT_ITEM_IS_TO_BE_CORRECTED: Ask = Ask {
    name: "discrepant-item-is-to-be-corrected",
    whenever: (configuration_item::NAME, "discrepancy_found"),
    only_if: None,
    role: CONFIGURATION_MANAGER,
    ask: "correct the record of this item, or the item: they differ",
    command: (configuration_item::NAME, "correct"),
    within: Span::from_days(5),
    done_by: &["corrected"],
    moot_by: &["reported_missing", "quarantined", "retired", "merged"],
};

use super::Ask;
use crate::configuration_item;
use crate::roles::SERVICE_LEVEL_MANAGER;
use engine::Span;

/// Whenever a type of items is published, the service level manager is asked to see whether it is a
/// technology for which targets are to be agreed anew (6.1.8): no rule can tell what is new. Within 30
/// days: an assumption.
pub const NEW_TYPE_OF_ITEMS_MAY_CHANGE_AGREEMENTS: Ask = Ask {
    name: "new-type-of-items-may-change-agreements",
    whenever: (configuration_item::NAME, "type_published"),
    only_if: None,
    role: SERVICE_LEVEL_MANAGER,
    ask: "if items of this type are new technology, propose what agreements are to promise of it",
    command: ("agreement", "propose_change"),
    within: Span::from_days(30),
    done_by: &[],
    moot_by: &["type_retired"],
};

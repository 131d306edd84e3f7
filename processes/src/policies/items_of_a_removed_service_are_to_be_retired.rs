use super::Ask;
use crate::roles::CONFIGURATION_MANAGER;
use crate::service;
use engine::Span;

/// Whenever the removal of a service begins, the configuration manager is asked to retire its items
/// (5.2). Within 30 days: an assumption.
pub const ITEMS_OF_A_REMOVED_SERVICE_ARE_TO_BE_RETIRED: Ask = Ask {
    name: "items-of-a-removed-service-are-to-be-retired",
    whenever: (service::NAME, "removal_started"),
    only_if: None,
    role: CONFIGURATION_MANAGER,
    ask: "retire the configuration items that the removal plan of this service says are to be retired",
    command: ("configuration_item", "retire"),
    within: Span::from_days(30),
    done_by: &["removed"],
    moot_by: &["removal_backed_out"],
};

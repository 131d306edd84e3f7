use super::Ask;
use crate::roles::SERVICE_LEVEL_MANAGER;
use crate::service;
use engine::Span;

/// Whenever a service is removed, the service level manager is asked to take it out of the catalogue
/// (6.1.9). Within five days: an assumption.
pub const REMOVED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE: Ask = Ask {
    name: "removed-service-is-to-leave-the-catalogue",
    whenever: (service::NAME, "removed"),
    only_if: None,
    role: SERVICE_LEVEL_MANAGER,
    ask: "take this service out of the catalogue: it is gone",
    command: (service::NAME, "retire"),
    within: Span::from_days(5),
    done_by: &["retired"],
    moot_by: &[],
};

/// ... and so it is when it is transferred.
pub const TRANSFERRED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE: Ask = Ask {
    name: "transferred-service-is-to-leave-the-catalogue",
    whenever: (service::NAME, "transferred"),
    ..REMOVED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE
};

use super::Ask;
use crate::roles::SERVICE_MANAGER;
use crate::service;
use engine::Span;

/// Whenever a service is removed, the service manager is asked to end what promises it (6.1). Within
/// seven days: an assumption.
pub const AGREEMENTS_ON_A_REMOVED_SERVICE_ARE_TO_END: Ask = Ask {
    name: "agreements-on-a-removed-service-are-to-end",
    whenever: (service::NAME, "removed"),
    only_if: None,
    role: SERVICE_MANAGER,
    ask: "terminate or change the agreements that still promise this service: it is gone",
    command: ("agreement", "terminate"),
    within: Span::from_days(7),
    done_by: &["removal_closed"],
    moot_by: &[],
};

/// ... and so it is when it is transferred.
pub const AGREEMENTS_ON_A_TRANSFERRED_SERVICE_ARE_TO_END: Ask = Ask {
    name: "agreements-on-a-transferred-service-are-to-end",
    whenever: (service::NAME, "transferred"),
    ..AGREEMENTS_ON_A_REMOVED_SERVICE_ARE_TO_END
};

use super::Ask;
use crate::roles::SERVICE_LEVEL_MANAGER;
use crate::service;
use engine::Span;

/// Whenever a design is accepted, the service level manager is asked for the agreements that it says
/// are new or changed (5.3 i). Within 14 days: an assumption.
pub const DESIGNED_SERVICE_LEVELS_ARE_TO_BE_AGREED: Ask = Ask {
    name: "designed-service-levels-are-to-be-agreed",
    whenever: (service::NAME, "design_accepted"),
    only_if: None,
    role: SERVICE_LEVEL_MANAGER,
    ask: "draft the agreement that the accepted design of this service asks for, or propose a change of it",
    command: ("agreement", "draft"),
    within: Span::from_days(14),
    done_by: &["transitioned"],
    moot_by: &["design_reopened", "transition_cancelled"],
};

use super::Ask;
use crate::roles::SERVICE_LEVEL_MANAGER;
use crate::service;
use engine::Span;

/// Whenever a revision of an entry takes too long, the service level manager is asked to end it
/// (6.1.9). Within a day: an assumption.
pub const LATE_REVISION_IS_TO_BE_PUBLISHED: Ask = Ask {
    name: "late-revision-is-to-be-published",
    whenever: (service::NAME, "revision_overdue"),
    only_if: None,
    role: SERVICE_LEVEL_MANAGER,
    ask: "publish or abandon the revision of this service's entry: it takes longer than it may",
    command: (service::NAME, "publish_revision"),
    within: Span::from_days(1),
    done_by: &["revised", "revision_abandoned"],
    moot_by: &["retired"],
};

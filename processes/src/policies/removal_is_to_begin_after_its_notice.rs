use super::Ask;
use crate::roles::PROJECT_MANAGER;
use crate::service;
use engine::Span;

/// Whenever the notice period of a removal is over, the project manager is asked to begin (5.2).
/// Within seven days: an assumption.
pub const REMOVAL_IS_TO_BEGIN_AFTER_ITS_NOTICE: Ask = Ask {
    name: "removal-is-to-begin-after-its-notice",
    whenever: (service::NAME, "notice_elapsed"),
    only_if: None,
    role: PROJECT_MANAGER,
    ask: "begin to remove or to transfer this service: its notice period is over",
    command: (service::NAME, "start_removal"),
    within: Span::from_days(7),
    done_by: &["removal_started", "transfer_started"],
    moot_by: &["removal_cancelled"],
};

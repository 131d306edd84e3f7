use super::Ask;
use crate::roles::PROJECT_MANAGER;
use crate::service;
use engine::Span;

/// Whenever a service is live, the project manager is asked to report what came of it (5.4). Within
/// 30 days: an assumption.
pub const OUTCOME_OF_A_TRANSITION_IS_TO_BE_REPORTED: Ask = Ask {
    name: "outcome-of-a-transition-is-to-be-reported",
    whenever: (service::NAME, "transitioned"),
    only_if: None,
    role: PROJECT_MANAGER,
    ask: "compare what was expected of this service with what came, and tell the interested parties",
    command: (service::NAME, "report_outcome"),
    within: Span::from_days(30),
    done_by: &["outcome_reported"],
    moot_by: &[],
};

use super::Ask;
use crate::risk;
use crate::roles::RISK_MANAGER;
use engine::Span;

/// Whenever it is time to look at a risk again that was treated, the risk manager is asked to. Within
/// ten days: an assumption.
pub const MONITORED_RISK_IS_TO_BE_REVIEWED: Ask = Ask {
    name: "monitored-risk-is-to-be-reviewed",
    whenever: (risk::NAME, "review_fell_due"),
    only_if: None,
    role: RISK_MANAGER,
    ask: "say how grave this risk is now",
    command: (risk::NAME, "review"),
    within: Span::from_days(10),
    done_by: &["reviewed"],
    moot_by: &["accepted", "reassessed", "closed"],
};

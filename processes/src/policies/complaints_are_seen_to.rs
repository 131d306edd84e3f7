use super::Ask;
use crate::complaint;
use crate::roles::{BUSINESS_RELATIONSHIP_MANAGER, SERVICE_MANAGER};
use engine::Span;

/// Whenever a complaint is recorded, the business relationship manager is asked to acknowledge it
/// (7.1). Within eight hours, which is before it is late: an assumption.
pub const RECORDED_COMPLAINT_IS_TO_BE_ACKNOWLEDGED: Ask = Ask {
    name: "recorded-complaint-is-to-be-acknowledged",
    whenever: (complaint::NAME, "recorded"),
    only_if: None,
    role: BUSINESS_RELATIONSHIP_MANAGER,
    ask: "tell the customer that this complaint was received, and have it investigated",
    command: (complaint::NAME, "acknowledge"),
    within: Span::from_hours(8),
    done_by: &["acknowledged"],
    moot_by: &["reclassified", "withdrawn", "merged"],
};

/// Whenever the normal way fails, or a complaint is late, the service manager is asked to see to it
/// (7.1.14). Within a day: an assumption.
pub const ESCALATED_COMPLAINT_IS_TO_BE_DECIDED: Ask = Ask {
    name: "escalated-complaint-is-to-be-decided",
    whenever: (complaint::NAME, "escalated"),
    role: SERVICE_MANAGER,
    ask: "see that this complaint is answered: the normal way has failed, or it is late",
    command: (complaint::NAME, "take_escalated_action"),
    within: Span::from_days(1),
    done_by: &["escalated_action_agreed", "acknowledged", "reported"],
    ..RECORDED_COMPLAINT_IS_TO_BE_ACKNOWLEDGED
};

/// Whenever a customer was told what came of his complaint, the business relationship manager is asked
/// to close it once he accepts that or has the final answer (7.1.13). Within 14 days, which is after he
/// had time to object: an assumption.
pub const REPORTED_COMPLAINT_IS_TO_BE_CLOSED: Ask = Ask {
    name: "reported-complaint-is-to-be-closed",
    whenever: (complaint::NAME, "reported"),
    ask: "hear whether the customer accepts what came of this complaint, and close it",
    command: (complaint::NAME, "close"),
    within: Span::from_days(14),
    done_by: &["closed"],
    moot_by: &["reopened"],
    ..RECORDED_COMPLAINT_IS_TO_BE_ACKNOWLEDGED
};

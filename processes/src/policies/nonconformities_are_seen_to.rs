use super::Ask;
use crate::nonconformity;
use crate::roles::{IMPROVEMENT_MANAGER, MANAGEMENT_REPRESENTATIVE};
use engine::Span;

/// Whenever a nonconformity is raised, the improvement manager is asked to have it assessed
/// (4.5.4.2.8). Within three days, which is before it is late: an assumption.
pub const RAISED_NONCONFORMITY_IS_TO_BE_ASSESSED: Ask = Ask {
    name: "raised-nonconformity-is-to-be-assessed",
    whenever: (nonconformity::NAME, "raised"),
    only_if: None,
    role: IMPROVEMENT_MANAGER,
    ask: "say how grave this nonconformity is, and who has to see to it",
    command: (nonconformity::NAME, "assess"),
    within: Span::from_days(3),
    done_by: &["assessed"],
    moot_by: &["rejected", "merged"],
};

/// Whenever an action has been watched for long enough, the improvement manager is asked to have it
/// verified, by somebody who had no hand in it (4.5.5.1.6). Within five days: an assumption.
pub const WATCHED_ACTION_IS_TO_BE_VERIFIED: Ask = Ask {
    name: "watched-action-is-to-be-verified",
    whenever: (nonconformity::NAME, "watch_ended"),
    ask: "have somebody verify whether the action was effective who had no hand in it",
    command: (nonconformity::NAME, "verify"),
    within: Span::from_days(5),
    done_by: &["verified", "verification_failed"],
    moot_by: &[],
    ..RAISED_NONCONFORMITY_IS_TO_BE_ASSESSED
};

/// Whenever something about a nonconformity is late, the management representative is asked to see
/// to it: to have it done, or to give it more time (4.5.4.2.9). Within two days: an assumption.
pub const LATE_NONCONFORMITY_IS_TO_BE_SEEN_TO: Ask = Ask {
    name: "late-nonconformity-is-to-be-seen-to",
    whenever: (nonconformity::NAME, "escalated"),
    role: MANAGEMENT_REPRESENTATIVE,
    ask: "see that this nonconformity is dealt with: it is late; have it done, or give it more time",
    command: (nonconformity::NAME, "extend"),
    within: Span::from_days(2),
    done_by: &["extended", "corrective_action_completed", "preventive_action_completed"],
    moot_by: &["assessed", "verified", "verification_failed", "rejected", "merged"],
    ..RAISED_NONCONFORMITY_IS_TO_BE_ASSESSED
};

use super::Ask;
use crate::release;
use crate::roles::DEPLOYER;
use engine::Span;

/// Whenever a canary stage waits, for nothing says that it has passed or it may not go on, whoever
/// deploys is asked to say how it does. Within an hour: an assumption.
pub const WAITING_CANARY_IS_TO_BE_LOOKED_AT: Ask = Ask {
    name: "waiting-canary-is-to-be-looked-at",
    whenever: (release::NAME, "canary_waits"),
    only_if: None,
    role: DEPLOYER,
    ask: "say how this canary stage does, or roll it back: its time is over, and nothing says that it \
          has passed, or it may not go on",
    command: (release::NAME, "report_health"),
    within: Span::from_hours(1),
    done_by: &["health_reported"],
    moot_by: &["canary_aborted"],
};

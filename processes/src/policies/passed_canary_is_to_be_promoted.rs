use super::Ask;
use crate::release;
use crate::roles::RELEASE_MANAGER;
use engine::Span;

/// Whenever all stages of a canary have passed, the release manager is asked to let all have it.
/// Within four hours: an assumption.
pub const PASSED_CANARY_IS_TO_BE_PROMOTED: Ask = Ask {
    name: "passed-canary-is-to-be-promoted",
    whenever: (release::NAME, "canary_completed"),
    only_if: None,
    role: RELEASE_MANAGER,
    ask: "let all have this release, or roll it back: all canary stages have passed",
    command: (release::NAME, "promote"),
    within: Span::from_hours(4),
    done_by: &["promoted"],
    moot_by: &["canary_aborted"],
};

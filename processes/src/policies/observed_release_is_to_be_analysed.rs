use super::Ask;
use crate::release;
use crate::roles::RELEASE_MANAGER;
use engine::Span;

/// Whenever a release has been observed for long enough, the release manager is asked what came of it
/// (9.3.17). Within five days: an assumption.
pub const OBSERVED_RELEASE_IS_TO_BE_ANALYSED: Ask = Ask {
    name: "observed-release-is-to-be-analysed",
    whenever: (release::NAME, "observation_ended"),
    only_if: None,
    role: RELEASE_MANAGER,
    ask: "say what came of this release: it has been observed for long enough",
    command: (release::NAME, "analyse"),
    within: Span::from_days(5),
    done_by: &["analysed"],
    moot_by: &["deployment_failed"],
};

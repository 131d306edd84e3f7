use super::AskAbout;
use crate::facts::{Changes, Releases, Stage};
use crate::roles::CHANGE_MANAGER;
use crate::{change, release};
use engine::{Key, NewFact, Span};

/// Whenever a release goes back to build, the change manager is asked to hold the changes that it
/// carries out and that have a time (9.3.7). Within a day: an assumption.
pub const RETURNED_RELEASE_HOLDS_ITS_CHANGES: AskAbout = AskAbout {
    name: "returned-release-holds-its-changes",
    whenever: &[(release::NAME, "returned_to_build")],
    only_if: Some("a change that it carries out has a time"),
    facts: &[NewFact::of::<Changes>, NewFact::of::<Releases>],
    about: change::NAME,
    which: |_, release, facts| {
        let changes = facts.get::<Changes>();
        let is_scheduled = |change: &&Key| {
            changes.get(change).is_some_and(|claim| claim.stage == Stage::Scheduled)
        };
        let carried = facts.get::<Releases>().get(release).map(|known| &known.changes);
        Ok(carried.into_iter().flatten().filter(is_scheduled).cloned().collect())
    },
    role: CHANGE_MANAGER,
    ask: "hold this change: the release that carries it out is built again",
    command: (change::NAME, "hold"),
    cause: "hold",
    within: Span::from_days(1),
    done_by: &["held"],
    moot_by: &["rescheduled", "cancelled", "implementation_started", "reclassified"],
};

use super::AskAbout;
use crate::change::{self, Event};
use crate::facts::Releases;
use crate::release;
use crate::roles::RELEASE_MANAGER;
use engine::{EventSet as _, NewFact, Span};

/// Whenever a change has another time, the release manager is asked to reschedule the releases that
/// carry it out and have a time outside of that (9.2.18). Within a day: an assumption.
pub const MOVED_CHANGE_MOVES_ITS_RELEASE: AskAbout = AskAbout {
    name: "moved-change-moves-its-release",
    whenever: &[(change::NAME, "rescheduled")],
    only_if: Some("a release carries it out at another time"),
    facts: &[NewFact::of::<Releases>],
    about: release::NAME,
    which: |record, change, facts| {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Rescheduled(moved) = event else { return Ok(Vec::new()) };
        let carrying = facts.get::<Releases>().carrying(change);
        let outside = carrying.filter(|(_, known)| {
            let inside =
                |slot: change::Slot| moved.slot.from <= slot.from && slot.to <= moved.slot.to;
            known.scheduled.is_some_and(|slot| !inside(slot))
        });
        Ok(outside.map(|(release, _)| release.clone()).collect())
    },
    role: RELEASE_MANAGER,
    ask: "reschedule this release: a change that it carries out has another time",
    command: (release::NAME, "reschedule"),
    cause: "follow_change",
    within: Span::from_days(1),
    done_by: &["rescheduled"],
    moot_by: &[
        "cancelled",
        "returned_to_build",
        "scope_changed",
        "canary_started",
        "deployment_started",
    ],
};

/// Whenever a change is given up, the release manager is asked to cancel the releases that carry out
/// nothing else. Within a day: an assumption.
pub const CANCELLED_CHANGE_CANCELS_ITS_RELEASE: AskAbout = AskAbout {
    name: "cancelled-change-cancels-its-release",
    whenever: &[(change::NAME, "cancelled")],
    only_if: Some("a release carries out this change only"),
    which: |_, change, facts| {
        let carrying = facts.get::<Releases>().carrying(change);
        let only = carrying.filter(|(_, known)| known.changes.iter().all(|it| it == change));
        Ok(only.map(|(release, _)| release.clone()).collect())
    },
    ask: "cancel this release: the only change that it carries out is given up",
    command: (release::NAME, "cancel"),
    cause: "cancel",
    done_by: &["cancelled"],
    moot_by: &["scope_changed", "deployment_failed", "closed"],
    ..MOVED_CHANGE_MOVES_ITS_RELEASE
};

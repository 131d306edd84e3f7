use super::task_of_cause;
use crate::change::{self, Slot};
use crate::facts::{Changes, ConfigurationItems, OpenTasks, Releases, Stage, Touched, Windows};
use crate::limits::{label, text};
use crate::release;
use crate::roles::{CHANGE_MANAGER, RELEASE_MANAGER};
use crate::task::{self, Open, Subject, Task};
use crate::window::{self, Activity};
use engine::{
    DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Role, Span, Timestamp,
};

/// Whenever a window comes to stand, or is wider, somebody is asked to reschedule each thing that is
/// scheduled inside and has no exception. Within a day, an assumption, or before it begins. Once no
/// window is in the way any more, nobody need do it.
///
/// Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct WindowMovesWhatIsInside {
    name: &'static str,
    /// The process of what is scheduled.
    process: &'static str,
    /// Who is asked.
    role: Role,
    ask: &'static str,
    /// The events after which nobody need do it.
    moot_by: &'static [&'static str],
    /// What it looks up.
    fact: fn() -> NewFact,
    /// All that is scheduled.
    scheduled: for<'a> fn(&'a Facts) -> Vec<(&'a Key, Touched<'a>, Slot)>,
}

/// Whenever a window comes to stand, or is wider, the change manager is asked to reschedule each
/// change inside.
pub const WINDOW_MOVES_THE_CHANGES_INSIDE: WindowMovesWhatIsInside = WindowMovesWhatIsInside {
    name: "window-moves-the-changes-inside",
    process: change::NAME,
    role: CHANGE_MANAGER,
    ask: "reschedule this change, for a window blocks the time it has",
    moot_by: &["cancelled", "held", "implementation_started"],
    fact: NewFact::of::<Changes>,
    scheduled: |facts| {
        let scheduled = facts.get::<Changes>().scheduled();
        // What has begun has no other time.
        let ahead = scheduled.filter(|(_, claim, _)| claim.stage == Stage::Scheduled);
        let each = ahead.map(|(change, claim, slot)| {
            (change, Touched { services: &claim.services, items: &claim.items }, slot)
        });
        each.collect()
    },
};

/// Whenever a window comes to stand, or is wider, the release manager is asked to reschedule each
/// release inside.
pub const WINDOW_MOVES_THE_RELEASES_INSIDE: WindowMovesWhatIsInside = WindowMovesWhatIsInside {
    name: "window-moves-the-releases-inside",
    process: release::NAME,
    role: RELEASE_MANAGER,
    ask: "reschedule this release, for a window blocks the time it has",
    moot_by: &["cancelled", "held", "returned_to_build", "canary_started", "deployment_started"],
    fact: NewFact::of::<Releases>,
    scheduled: |facts| {
        let scheduled = facts.get::<Releases>().scheduled();
        let each = scheduled.map(|(release, known, slot)| {
            let items = &known.configuration_items;
            (release, Touched { services: &known.services, items }, slot)
        });
        each.collect()
    },
};

const WITHIN: Span = Span::from_days(1);
const DONE_BY: &str = "rescheduled";
/// What may put a window in the way ...
const STANDS: [&str; 3] = ["approved", "extended", "revised"];
/// ... and out of it.
const GIVES_WAY: [&str; 4] = ["revised", "exception_granted", "ended", "revoked"];

impl Policy for WindowMovesWhatIsInside {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        let opened = (task::NAME, "open");
        let stands = STANDS.map(|heard| {
            Edge::when((window::NAME, heard), "something is scheduled inside", opened)
        });
        let gives_way = GIVES_WAY.map(|heard| {
            let only_if = "its task is open, and no window is in the way";
            Edge::when((window::NAME, heard), only_if, (task::NAME, "cancel"))
        });
        let ends = |heard, command| {
            Edge::when((self.process, heard), "its task is open", (task::NAME, command))
        };
        let moot = self.moot_by.iter().map(|heard| ends(heard, "cancel"));
        let done = ends(DONE_BY, "complete");
        stands.into_iter().chain(gives_way).chain([done]).chain(moot).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        let (windows, tasks) = (NewFact::of::<Windows>(), NewFact::of::<OpenTasks>());
        vec![(self.fact)(), windows, tasks, NewFact::of::<ConfigurationItems>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == window::NAME {
            return Ok(self.looked_at(record, &key, facts));
        }
        let done = record.event == DONE_BY;
        let end = if done { task_of_cause::done_by } else { task_of_cause::moot_by };
        Ok(end(record, self.cause(&key), facts).into_iter().collect())
    }
}

impl WindowMovesWhatIsInside {
    fn cause(&self, key: &Key) -> Key {
        task::cause(self.process, key, "reschedule")
    }

    /// What follows for each thing that is scheduled from a window that stands or gives way.
    fn looked_at(&self, record: &RecordRef<'_>, window: &Key, facts: &Facts) -> Vec<Dispatch> {
        let (windows, now) = (facts.get::<Windows>(), record.metadata.recorded_at);
        let cmdb = facts.get::<ConfigurationItems>();
        let mut follows = Vec::new();
        for (key, touched, slot) in (self.scheduled)(facts) {
            let services = cmdb.concerned(touched.services, touched.items);
            let touched = Touched { services: &services, items: touched.items };
            let activity = Activity { process: label(self.process), key: key.clone() };
            let from = slot.from.max(now);
            let blocks = windows.verdict(touched, Some(&activity), from, slot.to).blocks;
            if STANDS.contains(&record.event) && blocks.iter().any(|it| &it.window == window) {
                follows.push(self.asked(key.clone(), (now + WITHIN).min(from)));
            } else if GIVES_WAY.contains(&record.event) && blocks.is_empty() {
                follows.extend(task_of_cause::moot_by(record, self.cause(key), facts));
            }
        }
        follows
    }

    fn asked(&self, key: Key, due: Timestamp) -> Dispatch {
        let cause = self.cause(&key);
        let about = Subject::of(self.process, key);
        let command = label(&format!("{}.reschedule", self.process));
        Dispatch::to::<Task>(cause, Open::for_role(self.role, about, text(self.ask), command, due))
    }
}

use crate::change;
use crate::facts::{Changes, OpenTasks, Touched, Windows};
use crate::limits::{label, text};
use crate::roles::CHANGE_MANAGER;
use crate::task::{self, Cancel, Complete, Open, Subject, Task};
use crate::window::{self, Activity};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Span};

/// Whenever a window comes to stand, or is wider, the change manager is asked to reschedule each
/// change that is scheduled inside and has no exception. Within a day, an assumption, or before the
/// change begins.
///
/// Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct WindowMovesTheChangesInside;

const WITHIN: Span = Span::from_days(1);
const DONE_BY: &str = "rescheduled";
const MOOT_BY: [&str; 3] = ["cancelled", "held", "implementation_started"];

fn cause(change: &Key) -> Key {
    task::cause(change::NAME, change, "reschedule")
}

impl Policy for WindowMovesTheChangesInside {
    fn name(&self) -> &'static str {
        "window-moves-the-changes-inside"
    }

    fn edges(&self) -> Vec<Edge> {
        let opened = (task::NAME, "open");
        let stands = ["approved", "extended", "revised"];
        let stands = stands
            .map(|heard| Edge::when((window::NAME, heard), "changes are scheduled inside", opened));
        let ends = |heard, command| {
            Edge::when((change::NAME, heard), "its task is open", (task::NAME, command))
        };
        let moot = MOOT_BY.map(|heard| ends(heard, "cancel"));
        stands.into_iter().chain([ends(DONE_BY, "complete")]).chain(moot).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Windows>(), NewFact::of::<OpenTasks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == window::NAME {
            return Ok(asked(record, &key, facts));
        }
        let cause = cause(&key);
        if !facts.get::<OpenTasks>().is_open(&cause) {
            return Ok(Vec::new());
        }
        let heard = format!("change.{}, position {}", record.event, record.position);
        Ok(vec![if record.event == DONE_BY {
            let complete = Complete { note: None, reference: Some(label(&heard)) };
            Dispatch::to::<Task>(cause, complete)
        } else {
            Dispatch::to::<Task>(cause, Cancel { reason: text(&format!("moot by {heard}")) })
        }])
    }
}

fn asked(record: &RecordRef<'_>, window: &Key, facts: &Facts) -> Vec<Dispatch> {
    let (windows, now) = (facts.get::<Windows>(), record.metadata.recorded_at);
    let scheduled = facts.get::<Changes>().scheduled();
    let inside = scheduled.filter(|(change, claim, slot)| {
        let activity = Activity { process: label(change::NAME), key: (*change).clone() };
        let touched = Touched { services: &claim.services, items: &claim.items };
        let verdict = windows.verdict(touched, Some(&activity), slot.from.max(now), slot.to);
        verdict.blocks.iter().any(|block| &block.window == window)
    });
    let ask = inside.map(|(change, _, slot)| {
        let open = Open {
            about: Subject { process: label(change::NAME), key: change.clone() },
            ask: text("reschedule this change, for a window blocks the time it has"),
            command: Some(label("change.reschedule")),
            role: label(CHANGE_MANAGER),
            due: (now + WITHIN).min(slot.from.max(now)),
            assignee: None,
            escalate_to: None,
            escalate_every: None,
        };
        Dispatch::to::<Task>(cause(change), open)
    });
    ask.collect()
}

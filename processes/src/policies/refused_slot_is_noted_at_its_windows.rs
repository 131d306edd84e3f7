use crate::change::{self, Event};
use crate::limits::label;
use crate::window::{self, Activity, RefuseActivity, Window};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever a change cannot have a time because of a window that blocks, the window keeps that.
#[derive(Clone, Copy, Debug)]
pub struct RefusedSlotIsNotedAtItsWindows;

impl Policy for RefusedSlotIsNotedAtItsWindows {
    fn name(&self) -> &'static str {
        "refused-slot-is-noted-at-its-windows"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (window::NAME, "refuse_activity");
        vec![Edge::when((change::NAME, "slot_refused"), "a window blocks", sent)]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::SlotRefused(refused) = event else { return Ok(Vec::new()) };
        let activity = Activity { process: label(change::NAME), key: record.stream()?.key };
        let (from, to) = (refused.slot.from, refused.slot.to);
        let blocked = refused.obstacles.blocked.iter();
        let note = blocked.map(|blocked| {
            let refuse = RefuseActivity { activity: activity.clone(), from, to };
            Dispatch::to::<Window>(blocked.window.clone(), refuse)
        });
        Ok(note.collect())
    }
}

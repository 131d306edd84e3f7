use crate::limits::label;
use crate::release::{self, Event};
use crate::window::{self, Activity, RefuseActivity, Window};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, Policy, RecordRef};

/// Whenever a release is refused a time because windows block it, each of these has that on record.
#[derive(Clone, Copy, Debug)]
pub struct RefusedSlotOfAReleaseIsRecordedThere;

impl Policy for RefusedSlotOfAReleaseIsRecordedThere {
    fn name(&self) -> &'static str {
        "refused-slot-of-a-release-is-recorded-there"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (window::NAME, "refuse_activity");
        vec![Edge::always((release::NAME, "slot_refused"), sent)]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::SlotRefused(refused) = event else { return Ok(Vec::new()) };
        let refuse = |window: &Key| {
            let activity = Activity { process: label(release::NAME), key: key.clone() };
            let (from, to) = (refused.slot.from, refused.slot.to);
            Dispatch::to::<Window>(window.clone(), RefuseActivity { activity, from, to })
        };
        Ok(refused.windows.iter().map(refuse).collect())
    }
}

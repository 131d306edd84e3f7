use crate::change::{self, Slot};
use crate::limits::label;
use crate::release;
use crate::window::{self, Activity, RefuseActivity, Window};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, Policy, RecordRef};

/// Whenever something cannot have a time because windows block it, each of these has that on record.
#[derive(Clone, Copy, Debug)]
pub struct RefusedSlotIsNotedAtItsWindows {
    name: &'static str,
    /// The process of what was refused a time.
    process: &'static str,
    /// What else must be so, in words.
    only_if: Option<&'static str>,
    /// Which time it was, and the windows that block it.
    refused: fn(&RecordRef<'_>) -> Result<Option<Refused>, DecodeError>,
}

type Refused = (Slot, Vec<Key>);

/// Whenever a change cannot have a time because of windows that block, each of these has that on
/// record.
pub const REFUSED_SLOT_IS_NOTED_AT_ITS_WINDOWS: RefusedSlotIsNotedAtItsWindows =
    RefusedSlotIsNotedAtItsWindows {
        name: "refused-slot-is-noted-at-its-windows",
        process: change::NAME,
        only_if: Some("a window blocks"),
        refused: |record| {
            let event = change::Event::decode(record.event, record.schema, record.payload)?;
            let change::Event::SlotRefused(refused) = event else { return Ok(None) };
            let windows = refused.obstacles.blocked.iter().map(|blocked| blocked.window.clone());
            Ok(Some((refused.slot, windows.collect())))
        },
    };

/// Whenever a release is refused a time because windows block it, each of these has that on record.
pub const REFUSED_SLOT_OF_A_RELEASE_IS_RECORDED_THERE: RefusedSlotIsNotedAtItsWindows =
    RefusedSlotIsNotedAtItsWindows {
        name: "refused-slot-of-a-release-is-recorded-there",
        process: release::NAME,
        only_if: None,
        refused: |record| {
            let event = release::Event::decode(record.event, record.schema, record.payload)?;
            let release::Event::SlotRefused(refused) = event else { return Ok(None) };
            Ok(Some((refused.slot, refused.windows.to_vec())))
        },
    };

impl Policy for RefusedSlotIsNotedAtItsWindows {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((self.process, "slot_refused"), (window::NAME, "refuse_activity"));
        vec![Edge { heard, sent, only_if: self.only_if }]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let Some((Slot { from, to }, windows)) = (self.refused)(record)? else {
            return Ok(Vec::new());
        };
        let activity = Activity { process: label(self.process), key: record.stream()?.key };
        let note = |window| {
            let refuse = RefuseActivity { activity: activity.clone(), from, to };
            Dispatch::to::<Window>(window, refuse)
        };
        Ok(windows.into_iter().map(note).collect())
    }
}

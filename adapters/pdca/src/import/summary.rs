//! What came of an import.

use engine::process::Encoded;
use engine::{EventSet as _, Timestamp};
use processes::incident::{Event, ServiceLevel};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What came of an import. `rows` is the sum of `added`, `known` and `rejected`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The run's number; none where there was nothing to record.
    pub run: Option<String>,
    /// Whether a run that was cut off was taken up again.
    pub resumed: bool,
    /// Runs of other files or other time zones that had been cut off and were ended.
    pub abandoned: Vec<String>,
    /// How many rows were read.
    pub rows: u64,
    /// How many of them were new.
    pub added: u64,
    /// How many were in the log already.
    pub known: u64,
    /// How many could not be taken in.
    pub rejected: u64,
    /// How many lines were blank; they are no rows.
    pub blank: u64,
    /// Of the new ones, how many came late: older than what was known of their incident. They are
    /// on record, move nothing, and clocks do not count them.
    pub late: u64,
    /// How many of all have a time that the zone's clocks showed twice: the first is taken.
    pub ambiguous: u64,
    /// How many incidents were new.
    pub incidents: u64,
    /// How many incidents of the file stand here under another key than their number, for what no
    /// import of that system began has it.
    pub elsewhere: u64,
    /// One of those keys.
    pub elsewhere_like: Option<String>,
    /// Of the known rows, how many were brought in with another time zone; by that zone. What is on
    /// record stays as it is.
    pub other_zones: BTreeMap<String, u64>,
    /// How many moves were recorded as adopted, with the deviation named.
    pub adopted: u64,
    /// How many timers fired on the clock of the rows: missed targets, warnings.
    pub fired: u64,
    /// The time of the first row, as it is recorded.
    pub first: Option<Timestamp>,
    /// The time of the last row, as it is recorded.
    pub last: Option<Timestamp>,
    /// The agreement that was put in force for it, now or by an earlier import.
    pub agreement: Option<String>,
    /// How many of the new incidents that agreement measures.
    pub measured: u64,
    /// Where the rows are that could not be taken in.
    pub rejects: Option<PathBuf>,
}

impl Summary {
    /// Takes the time of a row in.
    pub(super) fn reach(&mut self, at: Timestamp) {
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }

    /// Counts what a command of a row caused; `unmeasured` says whether no clock of its incident
    /// has started yet, before and after.
    pub(super) fn count(&mut self, events: &[Encoded], unmeasured: &mut bool) {
        let adopted = events.iter().filter(|event| event.event == "adopted").count();
        self.adopted += adopted as u64;
        let Some(agreement) = self.agreement.as_deref().filter(|_| *unmeasured) else { return };
        if let Some(level) = events.iter().find_map(service_level) {
            *unmeasured = false;
            self.measured += u64::from(level.agreement.key == agreement);
        }
    }
}

/// What an event says that its incident is measured by.
fn service_level(event: &Encoded) -> Option<ServiceLevel> {
    let event = Event::decode(event.event, event.schema, &event.payload).ok()?;
    if let Event::Prioritised(event) = event {
        Some(event.service_level)
    } else if let Event::Adopted(event) = event {
        event.service_level
    } else {
        None
    }
}

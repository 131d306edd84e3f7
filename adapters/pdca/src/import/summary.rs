//! What came of an import.

use engine::Timestamp;
use engine::process::Encoded;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What came of an import. `rows` is the sum of `added`, `known` and `rejected`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The run's number.
    pub run: String,
    /// Whether a run that was cut off was taken up again.
    pub resumed: bool,
    /// Runs of other files that had been cut off and were ended.
    pub abandoned: Vec<String>,
    /// How many rows were read.
    pub rows: u64,
    /// How many of them were new.
    pub added: u64,
    /// How many were in the log already.
    pub known: u64,
    /// How many could not be taken in.
    pub rejected: u64,
    /// Of the new ones, how many were older than what was known of their incident.
    pub late: u64,
    /// How many incidents were new.
    pub incidents: u64,
    /// How many moves were recorded as adopted, with the deviation named.
    pub adopted: u64,
    /// How many timers fired on the clock of the rows: missed targets, warnings.
    pub fired: u64,
    /// The time of the first row.
    pub first: Option<Timestamp>,
    /// The time of the last row.
    pub last: Option<Timestamp>,
    /// The agreement that was put in force for it.
    pub agreement: Option<String>,
    /// Where the rows are that could not be taken in.
    pub rejects: Option<PathBuf>,
}

impl Summary {
    /// Counts what a command of a row caused.
    pub(super) fn count(&mut self, events: &[Encoded]) {
        let adopted = events.iter().filter(|event| event.event == "adopted").count();
        self.adopted += adopted as u64;
    }
}

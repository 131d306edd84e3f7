//! Which tasks are open.

use super::ENTRY_BYTES;
use crate::task;
use engine::{DecodeError, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The tasks that are neither done nor cancelled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenTasks {
    open: BTreeSet<Key>,
    bytes: u64,
}

impl OpenTasks {
    /// Whether one is open.
    #[must_use]
    pub fn is_open(&self, task: &Key) -> bool {
        self.open.contains(task)
    }
}

impl Fact for OpenTasks {
    const NAME: &'static str = "open_tasks";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[task::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let bytes = (record.key.len() + ENTRY_BYTES) as u64;
        match record.event {
            "opened" if self.open.insert(record.stream()?.key) => self.bytes += bytes,
            "completed" | "cancelled" if self.open.remove(&record.stream()?.key) => {
                self.bytes -= bytes;
            }
            _ => {}
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

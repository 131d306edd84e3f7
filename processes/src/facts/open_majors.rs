//! Which major incidents still wait for agreed service.

use super::ENTRY_BYTES;
use crate::incident;
use engine::{DecodeError, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The incidents that were declared major and not restored since.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenMajors {
    open: BTreeSet<Key>,
    bytes: u64,
}

impl OpenMajors {
    /// Whether an incident is one of them.
    #[must_use]
    pub fn is_open(&self, incident: &Key) -> bool {
        self.open.contains(incident)
    }
}

impl Fact for OpenMajors {
    const NAME: &'static str = "open_majors";
    const BYTES_MAX: usize = 16 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[incident::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let bytes = (record.key.len() + ENTRY_BYTES) as u64;
        match record.event {
            "declared_major" | "relapsed" if self.open.insert(record.stream()?.key) => {
                self.bytes += bytes;
            }
            "restored" | "major_downgraded" if self.open.remove(&record.stream()?.key) => {
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

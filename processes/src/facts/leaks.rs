//! Of which incidents data of customers leaked.

use super::ENTRY_BYTES;
use crate::agreement::Priority;
use crate::incident::{self, Event};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The incidents of which data of customers leaked, for ever, and the open ones of priority 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Leaks {
    first: BTreeSet<Key>,
    /// Whether each ever was of priority 1 as well.
    leaked: BTreeMap<Key, bool>,
    bytes: u64,
}

impl Leaks {
    /// Whether an incident is open, and of priority 1.
    #[must_use]
    pub fn is_p1(&self, incident: &Key) -> bool {
        self.first.contains(incident)
    }

    /// Whether data of customers leaked by it.
    #[must_use]
    pub fn has_leaked(&self, incident: &Key) -> bool {
        self.leaked.contains_key(incident)
    }

    /// Whether data of customers leaked by it, and it was of priority 1 then or since.
    #[must_use]
    pub fn is_grave(&self, incident: &Key) -> bool {
        self.leaked.get(incident).is_some_and(|is_grave| *is_grave)
    }

    fn prioritised(&mut self, key: Key, priority: Priority) {
        if priority != Priority::P1 {
            self.forget(&key);
            return;
        }
        if let Some(is_grave) = self.leaked.get_mut(&key) {
            *is_grave = true;
        }
        let bytes = bytes_of(&key);
        if self.first.insert(key) {
            self.bytes += bytes;
        }
    }

    fn forget(&mut self, key: &Key) {
        if self.first.remove(key) {
            self.bytes -= bytes_of(key);
        }
    }
}

fn bytes_of(key: &Key) -> u64 {
    (key.as_escaped().len() + ENTRY_BYTES) as u64
}

impl Fact for Leaks {
    const NAME: &'static str = "leaks";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[incident::NAME];

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const HEARD: [&str; 8] = [
            "prioritised",
            "reprioritised",
            "adopted",
            "data_leaked",
            "closed",
            "cancelled",
            "converted_to_request",
            "merged",
        ];
        if !HEARD.contains(&record.event) {
            return Ok(());
        }
        let key = record.stream()?.key;
        match Event::decode(record.event, record.schema, record.payload)? {
            Event::Prioritised(event) => self.prioritised(key, event.priority),
            Event::Reprioritised(event) => self.prioritised(key, event.priority),
            Event::Adopted(event) => {
                if let Some(priority) = event.priority {
                    self.prioritised(key, priority);
                }
            }
            Event::DataLeaked(_) => {
                let is_grave = self.is_p1(&key);
                let bytes = bytes_of(&key);
                if self.leaked.insert(key, is_grave).is_none() {
                    self.bytes += bytes;
                }
            }
            _ => self.forget(&key),
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

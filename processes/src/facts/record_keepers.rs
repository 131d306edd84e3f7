//! Who keeps records of configuration items.

use super::ENTRY_BYTES;
use crate::configuration_item;
use engine::{Actor, DecodeError, Door, Fact, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everybody who ever wrote what is on record of an item. Whoever only looks at it, uses it or
/// flags it does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordKeepers {
    keepers: BTreeSet<Actor>,
    bytes: u64,
}

/// What writes a record.
const WRITES: &[&str] =
    &["identified", "registered", "updated", "related", "unrelated", "activated", "corrected"];

impl RecordKeepers {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Actor> {
        self.keepers.iter()
    }
}

impl Fact for RecordKeepers {
    const NAME: &'static str = "record_keepers";
    const BYTES_MAX: usize = 16 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[configuration_item::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let by_person = !matches!(record.metadata.door, Door::Policy | Door::Timer);
        let known = || self.keepers.iter().any(|it| it.as_escaped() == record.metadata.actor);
        if by_person && WRITES.contains(&record.event) && !known() {
            self.bytes += (ENTRY_BYTES + record.metadata.actor.len()) as u64;
            self.keepers.extend(Actor::from_escaped(record.metadata.actor).ok());
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

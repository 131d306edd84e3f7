//! Who keeps records of configuration items.

use super::{ENTRY_BYTES, Roles};
use crate::change::hand_behind;
use crate::{configuration_item, role};
use engine::{Actor, DecodeError, Door, Fact, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everybody who ever wrote what is on record of an item, or had it done by a deputy. Whoever only
/// looks at it, uses it or flags it does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordKeepers {
    keepers: BTreeSet<Actor>,
    /// For whom somebody writes who may only as a deputy.
    roles: Roles,
    bytes: u64,
}

/// What writes a record.
const WRITES: &[&str] = &[
    "identified",
    "registered",
    "updated",
    "related",
    "unrelated",
    "activated",
    "corrected",
    "retired",
    "merged",
    "disposed",
    "rejected",
    "maintenance_windows_set",
    "master_copy_stored",
];

impl RecordKeepers {
    /// Whether somebody is one of them.
    #[must_use]
    pub fn is_one(&self, actor: &Actor) -> bool {
        self.keepers.contains(actor)
    }
}

impl Fact for RecordKeepers {
    const NAME: &'static str = "record_keepers";
    const VERSION: u16 = 3;
    const BYTES_MAX: usize = 32 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[configuration_item::NAME, role::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.process == role::NAME {
            return self.roles.apply(record);
        }
        let by_person = !matches!(record.metadata.door, Door::Policy | Door::Timer);
        if by_person && WRITES.contains(&record.event) {
            for keeper in hand_behind(record, &self.roles)?.actors() {
                if self.keepers.insert(keeper.clone()) {
                    self.bytes += (ENTRY_BYTES + keeper.as_escaped().len()) as u64;
                }
            }
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_add(self.roles.bytes())
    }
}

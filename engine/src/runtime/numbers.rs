use crate::process::AnyProcess;
use crate::{Key, RecordRef, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The last human number of each process: `INC0000123`.
///
/// A number that another system gave moves the counter on, so that none is given twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Numbers(BTreeMap<String, u64>);

const DIGITS: usize = 7;
/// What has more digits is a name like any other: it must not use the numbers up.
const DIGITS_MAX: usize = 9;

impl Numbers {
    /// Takes a stream's first record in.
    pub(super) fn apply(&mut self, processes: &[&'static dyn AnyProcess], record: &RecordRef<'_>) {
        if record.version != Version(1) {
            return;
        }
        let process = processes.iter().find(|process| process.name() == record.process);
        let Some(prefix) = process.and_then(|process| process.numbers()) else { return };
        let digits = record.key.strip_prefix(prefix).filter(|digits| {
            (DIGITS..=DIGITS_MAX).contains(&digits.len())
                && digits.bytes().all(|digit| digit.is_ascii_digit())
        });
        let Some(number) = digits.and_then(|digits| digits.parse::<u64>().ok()) else { return };
        let last = self.0.entry(record.process.to_owned()).or_default();
        *last = number.max(*last);
    }

    /// The key with the next number of a process; `None` once they are used up: one that is too long
    /// is not counted, and would be given twice.
    pub(super) fn next(&self, process: &str, prefix: &str) -> Option<Key> {
        let next = self.0.get(process).copied().unwrap_or_default().checked_add(1)?;
        let digits = format!("{next:0DIGITS$}");
        if digits.len() > DIGITS_MAX {
            return None;
        }
        Key::new(&format!("{prefix}{digits}")).ok()
    }
}

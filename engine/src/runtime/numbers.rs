use crate::process::AnyProcess;
use crate::{Key, RecordRef, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The human numbers of each process: `INC0000123`.
///
/// A number that another system gave moves the counter on, so that none is given twice. One that is
/// far ahead, mistyped or meant to use the numbers up, is only passed over when its turn comes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Numbers(BTreeMap<String, Counter>);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Counter {
    last: u64,
    /// Those taken far ahead of the last.
    ahead: BTreeSet<u64>,
}

const DIGITS: usize = 7;
/// What has more digits is a name like any other: it must not use the numbers up.
const DIGITS_MAX: usize = 9;
/// A stated number moves the counter on by no more: every number of the usual length does.
const JUMP_MAX: u64 = 10_000_000;
/// How many numbers are remembered far ahead of a counter; further ones move it on.
const AHEAD_MAX: usize = 10_000;

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
        self.0.entry(record.process.to_owned()).or_default().take(number);
    }

    /// The key with the next number of a process; `None` once they are used up: one that is too long
    /// is not counted, and would be given twice.
    pub(super) fn next(&self, process: &str, prefix: &str) -> Option<Key> {
        let next = self.0.get(process).map_or(Some(1), Counter::next)?;
        let digits = format!("{next:0DIGITS$}");
        if digits.len() > DIGITS_MAX {
            return None;
        }
        Key::new(&format!("{prefix}{digits}")).ok()
    }
}

impl Counter {
    fn take(&mut self, number: u64) {
        if number <= self.last {
            return;
        }
        if number - self.last > JUMP_MAX && self.ahead.len() < AHEAD_MAX {
            self.ahead.insert(number);
            return;
        }
        self.last = number;
        while self.ahead.first().is_some_and(|ahead| *ahead <= number) {
            self.ahead.pop_first();
        }
    }

    fn next(&self) -> Option<u64> {
        let mut next = self.last.checked_add(1)?;
        while self.ahead.contains(&next) {
            next = next.checked_add(1)?;
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::{AHEAD_MAX, Counter, JUMP_MAX};

    #[test]
    fn a_number_far_ahead_is_passed_over_when_its_turn_comes() {
        let mut counter = Counter::default();
        counter.take(7);
        counter.take(JUMP_MAX + 9);
        assert_eq!(counter.next(), Some(8));
        counter.take(8);
        counter.take(JUMP_MAX + 8);
        assert_eq!(counter.next(), Some(JUMP_MAX + 10));
        counter.take(JUMP_MAX + 10);
        assert_eq!((counter.next(), counter.ahead.len()), (Some(JUMP_MAX + 11), 0));
    }

    #[test]
    fn those_ahead_are_bounded_and_none_is_given_twice() {
        let mut counter = Counter::default();
        let far = (0..=AHEAD_MAX as u64).map(|nth| 900_000_000 + nth);
        far.for_each(|number| counter.take(number));
        assert_eq!(
            (counter.next(), counter.ahead.len()),
            (Some(900_000_000 + AHEAD_MAX as u64 + 1), 0)
        );
    }
}

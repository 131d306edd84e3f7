//! Who does something next.

use super::script::Script;
use engine::Timestamp;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// What happens at a time.
pub(super) enum Item {
    /// A day begins: what comes up on it is drawn.
    Day,
    /// A case of that kind comes up.
    Arrival(usize),
    /// A case goes on.
    Script(Box<Script>),
}

/// What happens, the next first; of what happens at the same time, what was said first.
#[derive(Default)]
pub(super) struct Agenda {
    entries: BinaryHeap<Entry>,
    said: u64,
}

struct Entry {
    at: Timestamp,
    number: u64,
    item: Item,
}

impl Agenda {
    pub(super) fn put(&mut self, at: Timestamp, item: Item) {
        self.said += 1;
        self.entries.push(Entry { at, number: self.said, item });
    }

    /// When something happens next.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.entries.peek().map(|entry| entry.at)
    }

    pub(super) fn take(&mut self) -> Option<Item> {
        self.entries.pop().map(|entry| entry.item)
    }
}

impl Ord for Entry {
    /// The earliest is the greatest, for a heap has that on top.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.number).cmp(&(self.at, self.number))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

//! Where write groups begin, so that a read from a position does not begin with its segment.

use super::view::lock;
use crate::Position;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Marks are so many bytes of a segment apart at least: little to read too much, and about a
/// four-thousandth of the log's size in memory at most.
pub(super) const SPACING_BYTES: u64 = 128 * 1024;

/// Write groups that readers came by, by the position of their first record: the offset of each in
/// its segment.
///
/// Every reader begins with a segment or at a mark, so all of them come by the same groups.
#[derive(Debug, Default)]
pub(super) struct Marks(Mutex<BTreeMap<Position, u64>>);

impl Marks {
    /// Notes that the group whose first record is at `first` begins at `offset`.
    pub(super) fn note(&self, first: Position, offset: u64) {
        lock(&self.0).insert(first, offset);
    }

    /// The last group known that begins at `position` or before, but not before the segment that
    /// begins with `from`.
    pub(super) fn before(&self, from: Position, position: Position) -> Option<(Position, u64)> {
        let marks = lock(&self.0);
        marks.range(from..=position).next_back().map(|(first, offset)| (*first, *offset))
    }
}

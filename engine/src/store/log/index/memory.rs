//! The index of a segment that has no index file yet, in memory.

use super::super::format::SegmentHeader;
use super::entry::{Entry, IndexKey};
use super::walk::Walk;
use crate::Position;
use crate::spread::Digests;
use crate::store::StoreError;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

/// Built from the segment itself, as far as somebody has asked: the writer spends nothing on it.
#[derive(Debug)]
pub(super) struct MemoryIndex {
    walk: Walk,
    chains: Chains,
}

/// Entries, each with the one of the same key before it.
#[derive(Debug, Default)]
struct Chains {
    entries: Vec<Chained>,
    /// The last entry of each key.
    last: HashMap<IndexKey, u32, Digests>,
}

#[derive(Debug)]
struct Chained {
    entry: Entry,
    /// The entry of the same key before this one.
    before: Option<u32>,
}

impl Chains {
    fn put(&mut self, entry: Entry) {
        // A segment of 1 GiB holds fewer.
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let before = self.last.insert(entry.key, number);
        self.entries.push(Chained { entry, before });
    }
}

impl MemoryIndex {
    pub(super) fn new(header: SegmentHeader) -> Self {
        Self { walk: Walk::new(header), chains: Chains::default() }
    }

    /// The header of the segment.
    pub(super) fn header(&self) -> &SegmentHeader {
        self.walk.header()
    }

    /// The first position it does not know.
    pub(super) fn next(&self) -> Position {
        self.walk.next()
    }

    /// Goes on to `end` of the segment, which is durable up to there.
    ///
    /// # Errors
    /// [`StoreError`], when the segment cannot be read.
    pub(super) fn catch_up(
        &mut self,
        file: &File,
        path: &Path,
        end: u64,
    ) -> Result<(), StoreError> {
        let Self { walk, chains } = self;
        walk.go_on(file, path, end, |entry| chains.put(entry))
    }

    /// Adds the entries of `key` behind `after` to `out`, in order.
    pub(super) fn find(&self, key: IndexKey, after: Position, out: &mut Vec<Entry>) {
        let start = out.len();
        let mut at = self.chains.last.get(&key).copied();
        while let Some(chained) = at.and_then(|at| self.chains.entries.get(at as usize)) {
            if chained.entry.position <= after {
                break;
            }
            out.push(chained.entry);
            at = chained.before;
        }
        out.get_mut(start..).unwrap_or_default().reverse();
    }

    /// All entries, in the order in which they came.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.chains.entries.iter().map(|chained| chained.entry).collect()
    }

    /// What it takes, in bytes, about.
    pub(super) fn memory(&self) -> usize {
        let Chains { entries, last } = &self.chains;
        entries.capacity() * size_of::<Chained>() + last.capacity() * 17
    }
}

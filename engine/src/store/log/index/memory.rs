//! The index of a segment that has no index file yet, in memory.

use super::super::bytes::{narrow, wide};
use super::super::directory::{corrupt, failed, read_into};
use super::super::format::{HEADER_BYTES, SegmentHeader};
use super::super::frame::{AtGroup, Group};
use super::entry::{Entry, IndexKey, entries};
use crate::Position;
use crate::store::StoreError;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

/// How much of a segment is read at a time.
const READ_BYTES: u64 = 8 << 20;

/// Built from the segment itself, as far as somebody has asked: the writer spends nothing on it.
#[derive(Debug)]
pub(super) struct MemoryIndex {
    pub(super) header: SegmentHeader,
    /// How far it goes: the offset and the position behind it.
    offset: u64,
    next: Position,
    entries: Vec<Chained>,
    /// The last entry of each key.
    last: HashMap<IndexKey, u32>,
}

#[derive(Debug)]
struct Chained {
    entry: Entry,
    /// The entry of the same key before this one.
    before: Option<u32>,
}

impl MemoryIndex {
    pub(super) fn new(header: SegmentHeader) -> Self {
        Self {
            header,
            offset: HEADER_BYTES,
            next: header.first,
            entries: Vec::new(),
            last: HashMap::new(),
        }
    }

    /// The first position it does not know.
    pub(super) fn next(&self) -> Position {
        self.next
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
        while self.offset < end {
            let mut wanted = READ_BYTES.min(end - self.offset);
            let mut bytes = Vec::new();
            let before = self.offset;
            while self.offset == before {
                let known = wide(bytes.len());
                read_into(file, &mut bytes, before + known, narrow(wanted))
                    .map_err(failed("read", path))?;
                if wide(bytes.len()) == known {
                    return Err(corrupt(path, before + known, "the segment is cut off"));
                }
                self.take(&bytes, before, end, path)?;
                // A group that is larger than what was read: all the rest.
                wanted = end - before - wide(bytes.len());
            }
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8], base: u64, end: u64, path: &Path) -> Result<(), StoreError> {
        let header = self.header;
        while self.offset < base + wide(bytes.len()) {
            let at = narrow(self.offset - base);
            let group = match Group::at(bytes, base, at, &header, self.next) {
                AtGroup::Group(group) => group,
                // Cut off by the end of what was read; the caller reads more.
                _ if base + wide(bytes.len()) < end => return Ok(()),
                AtGroup::Nothing => return Err(corrupt(path, self.offset, "a group is missing")),
                AtGroup::Bad { offset, reason } => {
                    return Err(corrupt(path, base + wide(offset), reason));
                }
            };
            let put = |entry| self.put(entry);
            entries(&group, base, put).map_err(|(position, error)| {
                corrupt(path, base + wide(at), format!("position {position}: {error}"))
            })?;
            self.offset = base + wide(group.end);
            self.next = group.next();
        }
        Ok(())
    }

    fn put(&mut self, entry: Entry) {
        // A segment of 1 GiB holds fewer.
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let before = self.last.insert(entry.key, number);
        self.entries.push(Chained { entry, before });
    }

    /// Adds the entries of `key` behind `after` to `out`, in order.
    pub(super) fn find(&self, key: IndexKey, after: Position, out: &mut Vec<Entry>) {
        let start = out.len();
        let mut at = self.last.get(&key).copied();
        while let Some(chained) = at.and_then(|at| self.entries.get(at as usize)) {
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
        self.entries.iter().map(|chained| chained.entry).collect()
    }

    /// What it takes, in bytes, about.
    pub(super) fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<Chained>() + self.last.capacity() * 17
    }
}

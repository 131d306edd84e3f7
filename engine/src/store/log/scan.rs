//! Reading in order, at the speed of memory: one read into one buffer, no copy per record.

use super::bytes::{narrow, wide};
use super::directory::{corrupt, failed, read_into};
use super::format::{GROUP_BYTES, GroupHeader, HEADER_BYTES, SegmentHeader};
use super::frame::{Unframed, frame_at};
use super::marks::{Marks, SPACING_BYTES};
use super::view::{Shared, View};
use crate::Position;
use crate::store::{Chunk, Fill, StoreError};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// How much is read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// A reader that follows the log.
#[derive(Debug)]
pub(super) struct Following {
    shared: Arc<Shared>,
    after: Position,
    cursor: Option<Cursor>,
}

/// A place in a segment.
#[derive(Debug)]
struct Cursor {
    /// Which one, by number.
    number: usize,
    header: SegmentHeader,
    file: Arc<File>,
    path: PathBuf,
    /// What has been read up to, always at a record or a group.
    offset: u64,
    /// The position of the record there.
    next: Position,
    /// How many records of the group are still to come.
    left: u32,
    /// The offset of the last mark.
    marked: u64,
}

impl Following {
    pub(super) fn new(shared: Arc<Shared>, after: Position) -> Self {
        Self { shared, after, cursor: None }
    }

    fn cursor(&mut self, view: &View) -> Result<Option<&mut Cursor>, StoreError> {
        let exhausted = match &self.cursor {
            Some(cursor) => cursor.is_exhausted(view)?,
            None => true,
        };
        if exhausted {
            let Some((number, segment)) = view.segment_of(self.after.next()) else {
                return Ok(None);
            };
            let header = segment.header()?;
            let file = self.shared.file(segment, view.last(segment))?;
            let path = self.shared.path(segment.first);
            let mark = self.shared.marks.before(segment.first, self.after.next());
            let (next, offset) = mark.unwrap_or((segment.first, HEADER_BYTES));
            let (left, marked) = (0, offset);
            self.cursor = Some(Cursor { number, header, file, path, offset, next, left, marked });
        }
        Ok(self.cursor.as_mut())
    }
}

impl Fill for Following {
    fn fill(&mut self, chunk: &mut Chunk) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        let view = shared.view();
        let mut wanted = CHUNK_BYTES;
        while chunk.is_empty() && self.after < view.head {
            let after = self.after;
            let Some(cursor) = self.cursor(&view)? else { return Ok(()) };
            let left = view.limit(cursor.number).saturating_sub(cursor.offset);
            let bytes = chunk.bytes_mut();
            bytes.clear();
            read_into(&cursor.file, bytes, cursor.offset, wanted.min(narrow(left)))
                .map_err(failed("read", &cursor.path))?;
            let short = cursor.parse(chunk, after, &shared.marks)?;
            if short > 0 {
                if wide(short) > left {
                    let reason = "a record reaches beyond what is durable";
                    return Err(corrupt(&cursor.path, cursor.offset, reason));
                }
                wanted = wanted.max(short);
            }
        }
        if let Some(last) = chunk.last() {
            self.after = last;
        }
        Ok(())
    }
}

impl Cursor {
    /// Whether to go on with the next segment.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], when that one does not begin where this one ends.
    fn is_exhausted(&self, view: &View) -> Result<bool, StoreError> {
        match view.segments.get(self.number + 1) {
            Some(next) if self.offset >= view.limit(self.number) => {
                if self.next == next.first {
                    return Ok(true);
                }
                let reason = format!(
                    "it ends before position {}, the next begins with {}",
                    self.next, next.first
                );
                Err(corrupt(&self.path, self.offset, reason))
            }
            _ => Ok(false),
        }
    }

    /// Marks the records in the chunk's bytes behind `after`, and moves on. Returns how many bytes
    /// are needed at least if not even one record or header is whole, else 0.
    fn parse(
        &mut self,
        chunk: &mut Chunk,
        after: Position,
        marks: &Marks,
    ) -> Result<usize, StoreError> {
        // Taken out, so that marks can be set while reading; given back below.
        let bytes = std::mem::take(chunk.bytes_mut());
        let outcome = self.parse_bytes(&bytes, chunk, after, marks);
        *chunk.bytes_mut() = bytes;
        outcome
    }

    fn parse_bytes(
        &mut self,
        bytes: &[u8],
        chunk: &mut Chunk,
        after: Position,
        marks: &Marks,
    ) -> Result<usize, StoreError> {
        let base = self.offset;
        let mut at = 0;
        let short = loop {
            if self.left == 0 {
                let rest = bytes.get(at..).unwrap_or_default();
                if rest.len() < GROUP_BYTES {
                    break GROUP_BYTES;
                }
                let group = GroupHeader::decode(rest).filter(|group| {
                    group.salt == self.header.salt
                        && group.log == self.header.log_id.id
                        && group.first == self.next
                        && u64::from(group.offset) == base + wide(at)
                });
                let Some(group) = group else {
                    let reason = "there is no write group where one was";
                    return Err(corrupt(&self.path, base + wide(at), reason));
                };
                let begins = base + wide(at);
                // One without records would be marked by a position that may be in the next segment.
                if group.records > 0 && begins >= self.marked + SPACING_BYTES {
                    marks.note(self.next, begins);
                    self.marked = begins;
                }
                at += GROUP_BYTES;
                let next = Position(self.next.0 + u64::from(group.records));
                if next <= after.next() {
                    // Not wanted, so not looked at; it may reach beyond what has been read.
                    at += narrow(u64::from(group.bytes));
                    self.next = next;
                } else {
                    self.left = group.records;
                }
                continue;
            }
            match frame_at(bytes, at) {
                Ok(frame) => {
                    at = frame.record.end;
                    self.left -= 1;
                    if self.next > after {
                        chunk.mark(self.next, frame.record);
                    }
                    self.next = self.next.next();
                }
                Err(Unframed::Short(short)) => break short,
                Err(Unframed::Bad(reason)) => {
                    return Err(corrupt(&self.path, base + wide(at), reason));
                }
            }
        };
        self.offset = base + wide(at);
        Ok(if at == 0 { short } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::{Following, SPACING_BYTES};
    use crate::store::contract::Appender;
    use crate::store::log::{LogOptions, LogStore};
    use crate::store::{Chunk, EventStore, Fill};
    use crate::{Position, Record};
    use std::sync::Arc;

    fn after(store: &LogStore, position: Position) -> (u64, Option<Position>) {
        let mut following = Following::new(Arc::clone(&store.shared), position);
        let begins = following.cursor(&store.shared.view()).unwrap().unwrap().offset;
        let mut chunk = Chunk::default();
        following.fill(&mut chunk).unwrap();
        let first = chunk.records().next().map(|record| record.unwrap().position);
        (begins, first)
    }

    #[test]
    fn a_read_from_a_position_begins_near_it_once_that_part_has_been_read() {
        let dir = tempfile::tempdir().unwrap();
        let options = LogOptions { segment_bytes: 8 << 20, ..LogOptions::default() };
        let (store, _) = LogStore::open(dir.path(), options).unwrap();
        let mut appender = Appender::default();
        let payload = vec![7; 32 * 1024];
        for _ in 0..60 {
            store.append(appender.batch(&[(1, &payload)])).wait().unwrap();
        }
        let beginning = after(&store, Position(50)).0;
        let records: Vec<Record> = store.read(Position(0)).collect().unwrap();
        assert_eq!(records.len(), 60);
        for position in 0..60 {
            let (begins, first) = after(&store, Position(position));
            assert_eq!(first, Some(Position(position + 1)));
            let bytes = records.iter().take(usize::try_from(position).unwrap());
            let bytes: u64 = bytes.map(|record| record.as_ref().payload.len() as u64).sum();
            assert!(
                begins >= beginning && begins + 2 * SPACING_BYTES > bytes,
                "{position}: {begins}"
            );
        }
    }

    /// A log that is closed ends with a group of no records; here nothing else fits behind it.
    #[test]
    fn a_segment_that_ends_with_a_closing_is_read_on_into_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let options = || LogOptions { segment_bytes: 256 << 10, ..LogOptions::default() };
        let payload = vec![7; 100 << 10];
        let mut appender = Appender::default();
        for _ in 0..4 {
            let (store, _) = LogStore::open(dir.path(), options()).unwrap();
            store.append(appender.batch(&[(1, &payload)])).wait().unwrap();
        }
        let (store, _) = LogStore::open(dir.path(), options()).unwrap();
        assert_eq!(store.shared.view().segments.len(), 2);
        let records: Vec<Record> = store.read(Position(0)).collect().unwrap();
        let positions: Vec<_> = records.iter().map(|record| record.position().0).collect();
        assert_eq!(positions, [1, 2, 3, 4]);
        assert_eq!(after(&store, Position(2)).1, Some(Position(3)));
    }
}

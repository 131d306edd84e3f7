//! Reading the records of one stream or one command.

use super::bytes::wide;
use super::directory::{corrupt, failed, read_into};
use super::frame::{FRAME_BYTES, Frame, Unframed, frame_at};
use super::index::{Entry, Found, Index, IndexKey};
use super::view::Shared;
use crate::store::{Chunk, Fill, StoreError};
use crate::{CommandId, Position, RecordRef, StreamId, Version};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// A chunk ends when it has so many bytes.
const CHUNK_BYTES: usize = 256 * 1024;
/// How much is read for a record whose length is not known yet.
const GUESS_BYTES: usize = 1024;

/// What is looked for.
#[derive(Debug)]
enum Wanted {
    Stream(StreamId, Version),
    Command(CommandId),
}

/// A reader of chosen records.
#[derive(Debug)]
pub(super) struct Selected {
    shared: Arc<Shared>,
    index: Arc<Index>,
    wanted: Wanted,
    key: IndexKey,
    /// Up to here everything has been looked up.
    known: Position,
    entries: std::vec::IntoIter<Entry>,
}

impl Selected {
    pub(super) fn stream(
        shared: Arc<Shared>,
        index: Arc<Index>,
        stream: StreamId,
        after: Version,
    ) -> Self {
        let key = IndexKey::stream(&stream);
        Self::new(shared, index, Wanted::Stream(stream, after), key, Found::default())
    }

    /// Begins with what is found of the command already.
    pub(super) fn command(
        shared: Arc<Shared>,
        index: Arc<Index>,
        command: CommandId,
        found: Found,
    ) -> Self {
        let key = IndexKey::command(command);
        Self::new(shared, index, Wanted::Command(command), key, found)
    }

    fn new(
        shared: Arc<Shared>,
        index: Arc<Index>,
        wanted: Wanted,
        key: IndexKey,
        found: Found,
    ) -> Self {
        let Found { entries, head: known } = found;
        Self { shared, index, wanted, key, known, entries: entries.into_iter() }
    }

    /// The next place to look at.
    fn next(&mut self) -> Result<Option<Entry>, StoreError> {
        loop {
            let skipped = |entry: &Entry| match &self.wanted {
                // An entry holds no version above this.
                Wanted::Stream(_, after) => {
                    entry.extra < u32::MAX && u64::from(entry.extra) <= after.0
                }
                Wanted::Command(_) => false,
            };
            if let Some(entry) = self.entries.by_ref().find(|entry| !skipped(entry)) {
                return Ok(Some(entry));
            }
            if self.shared.view().head <= self.known {
                return Ok(None);
            }
            let found = self.index.find(self.key, self.known)?;
            self.known = found.head;
            self.entries = found.entries.into_iter();
        }
    }

    fn wants(&self, record: &RecordRef<'_>) -> bool {
        match &self.wanted {
            Wanted::Stream(stream, after) => record.is_of(stream) && record.version > *after,
            Wanted::Command(command) => record.metadata.command_id == *command,
        }
    }

    fn read(&self, entry: &Entry, chunk: &mut Chunk) -> Result<(), StoreError> {
        let view = self.shared.view();
        let Some((_, segment)) = view.segment_of(entry.position) else { return Ok(()) };
        let file = self.shared.file(segment, view.last(segment))?;
        let run = match self.wanted {
            Wanted::Stream(..) => 1,
            Wanted::Command(_) => u64::from(entry.extra),
        };
        let mut offset = u64::from(entry.offset);
        for position in entry.position.0..entry.position.0 + run {
            let position = Position(position);
            let start = chunk.bytes().len();
            let path = || self.shared.path(segment.first);
            let frame = read_frame(&file, offset, chunk.bytes_mut(), path)?;
            let bytes = chunk.bytes().get(frame.record.clone()).unwrap_or_default();
            let record = RecordRef::decode(position, bytes).map_err(|error| {
                corrupt(&path(), offset, format!("position {position}: {error}"))
            })?;
            offset += wide(frame.record.end - start);
            if self.wants(&record) {
                chunk.mark(position, frame.record);
            } else {
                chunk.bytes_mut().truncate(start);
            }
        }
        Ok(())
    }
}

impl Fill for Selected {
    fn fill(&mut self, chunk: &mut Chunk) -> Result<(), StoreError> {
        while chunk.bytes().len() < CHUNK_BYTES {
            let Some(entry) = self.next()? else { return Ok(()) };
            self.read(&entry, chunk)?;
        }
        Ok(())
    }
}

/// Appends the frame at `offset` of the file to `out`.
fn read_frame<P: AsRef<Path>>(
    file: &File,
    offset: u64,
    out: &mut Vec<u8>,
    path: impl Fn() -> P,
) -> Result<Frame, StoreError> {
    let start = out.len();
    let mut wanted = GUESS_BYTES.max(FRAME_BYTES);
    loop {
        out.truncate(start);
        out.reserve(wanted);
        read_into(file, out, offset, wanted)
            .map_err(|error| failed("read", path().as_ref())(error))?;
        match frame_at(out, start) {
            Ok(frame) => {
                out.truncate(frame.record.end);
                return Ok(frame);
            }
            Err(Unframed::Short(short)) if short > wanted => wanted = short,
            Err(Unframed::Short(_)) => {
                return Err(corrupt(path().as_ref(), offset, "the record is cut off"));
            }
            Err(Unframed::Bad(reason)) => return Err(corrupt(path().as_ref(), offset, reason)),
        }
    }
}

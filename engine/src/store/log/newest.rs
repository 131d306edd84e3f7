//! How far the log reached when that was last noted, so that a loss at its end is noticed: what lies
//! behind a segment that is there, nothing else in the log says.
//!
//! The file `newest`: magic `pdcanew\0`, the first position of the segment that was begun last u64,
//! the last durable position u64, each stretch of positions that was archived and is not here, first
//! and last, u64, and CRC32C u32. Earlier releases ended behind the first number. A log notes itself
//! whenever a segment was begun, behind the segment, so it never tells of one that was not there; a
//! backup does when it is made. Index files tell of segments too.
//!
//! What nothing in a log in use tells of is the loss of whole write groups at the end of the last
//! segment: it looks as if they had never been written. A node notices where its snapshots know more.
//! To note how far each group reached would take another write and sync for each, on the disk that
//! has just lost what it had promised to keep; backups are for that.

use super::bytes::Fields;
use super::directory::{self, corrupt, failed, names_in, remains, segment_name};
use super::disk::Disk;
use super::format::SegmentHeader;
use super::index::covered_by;
use super::view::View;
use crate::Position;
use crate::store::StoreError;
use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

/// The file's name.
pub(super) const NEWEST: &str = "newest";
const MAGIC: [u8; 8] = *b"pdcanew\0";

/// What the file says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Note {
    /// The first position of the segment that was begun last.
    pub(super) first: Position,
    /// The last durable position.
    pub(super) head: Position,
    /// Stretches of positions that were archived and are not here, first and last.
    pub(super) archived: Vec<(Position, Position)>,
}

impl Note {
    /// Of a log whose segment beginning with `first` was begun just now.
    fn begun(first: Position) -> Self {
        Self { first, head: Position(first.0.saturating_sub(1)), archived: Vec::new() }
    }

    /// Of all that there is.
    pub(super) fn of(view: &View) -> Self {
        let first = view.segments.last().map_or(Position(1), |segment| segment.first);
        Self { first, head: view.head, archived: view.absent() }
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let stretches = self.archived.iter().flat_map(|(first, last)| [first, last]);
        for position in [&self.first, &self.head].into_iter().chain(stretches) {
            bytes.extend(position.0.to_le_bytes());
        }
        bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    /// What was cut off while it was written tells nothing.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let (body, crc) = bytes.split_last_chunk::<4>()?;
        let body = Some(body).filter(|body| crc32c::crc32c(body).to_le_bytes() == *crc)?;
        let mut fields = Fields(body.strip_prefix(&MAGIC)?);
        let first = Position(fields.u64()?);
        let Some(head) = fields.u64().map(Position) else { return Some(Self::begun(first)) };
        let mut archived = Vec::new();
        while let Some(stretch) = fields.u64() {
            archived.push((Position(stretch), Position(fields.u64()?)));
        }
        Some(Self { first, head, archived })
    }

    fn read(dir: &Path) -> Result<Option<Self>, StoreError> {
        let path = dir.join(NEWEST);
        match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            bytes => Ok(Self::decode(&bytes.map_err(failed("read", &path))?)),
        }
    }

    /// Writes it, durably.
    ///
    /// # Errors
    /// [`StoreError`], when the disk fails. What was noted before is still there.
    pub(super) fn write(&self, disk: &dyn Disk, dir: &Path) -> Result<(), StoreError> {
        let path = dir.join(NEWEST);
        let temporary = directory::temporary(&path);
        let file = OpenOptions::new().create(true).truncate(true).write(true).open(&temporary);
        let file = file.map_err(failed("create", &temporary))?;
        disk.write(&file, &self.encode(), 0).map_err(failed("write", &temporary))?;
        disk.sync(&file).map_err(failed("sync", &temporary))?;
        directory::rename(&temporary, &path)
    }
}

/// Writes down, durably, that the segment beginning with `first` was begun.
///
/// # Errors
/// [`StoreError`], when the disk fails. A full one is only said: the log goes on without.
pub(super) fn note(disk: &dyn Disk, dir: &Path, first: Position) -> Result<(), StoreError> {
    if Note::read(dir)?.is_some_and(|note| note.first == first) {
        return Ok(());
    }
    match Note::begun(first).write(disk, dir) {
        Err(error @ StoreError::Full { .. }) => {
            tracing::warn!(%error, "the newest segment could not be noted");
            Ok(())
        }
        outcome => outcome,
    }
}

/// What tells of segments, seen before the segments are listed: they may become more meanwhile.
pub(super) struct Told {
    note: Option<Note>,
    names: Vec<String>,
}

impl Told {
    /// # Errors
    /// [`StoreError`], when the directory cannot be read.
    pub(super) fn of(dir: &Path) -> Result<Self, StoreError> {
        Ok(Self { note: Note::read(dir)?, names: names_in(dir)? })
    }

    /// Checks that nothing of a log is left in a directory without segments.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], with the directory.
    pub(super) fn no_remains(&self, dir: &Path) -> Result<(), StoreError> {
        if self.names.iter().any(|name| remains(name)) {
            return Err(corrupt(dir, 0, "parts of a log are there, but not its last segment"));
        }
        Ok(())
    }

    /// The last position that is told of.
    pub(super) fn head(&self) -> Position {
        self.note.as_ref().map_or(Position(0), |note| note.head)
    }

    /// The first position of the segment that was begun last.
    pub(super) fn begun(&self) -> Option<Position> {
        self.note.as_ref().map(|note| note.first)
    }

    /// Whether there is a note of where the log ends.
    pub(super) fn says_where_it_ends(&self) -> bool {
        self.note.is_some()
    }

    /// Stretches of positions that are not here by the log's own word, in order.
    pub(super) fn archived(&self) -> &[(Position, Position)] {
        self.note.as_ref().map_or(&[], |note| &note.archived)
    }

    /// Checks that nothing is missing behind `last`, the last segment that is there.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], with the name of a segment that is missing.
    pub(super) fn check_segments(
        &self,
        dir: &Path,
        last: &SegmentHeader,
    ) -> Result<(), StoreError> {
        let by_index = covered_by(dir, &self.names, last).map(|(name, end)| (name, end.next()));
        let by_file = self.note.as_ref().map(|note| (NEWEST, note.first));
        let newest = by_index.into_iter().chain(by_file).max_by_key(|(_, first)| *first);
        match newest.filter(|(_, first)| *first > last.first) {
            Some((name, first)) => {
                let reason = format!("the segment is missing, though {name} tells of it");
                Err(corrupt(&dir.join(segment_name(first)), 0, reason))
            }
            None => Ok(()),
        }
    }

    /// Checks that `last`, which ends at `bytes` with position `head`, is as long as it was.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], with the segment.
    pub(super) fn check_head(
        &self,
        dir: &Path,
        last: &SegmentHeader,
        head: Position,
        bytes: u64,
    ) -> Result<(), StoreError> {
        let told = self.head();
        if told <= head {
            return Ok(());
        }
        let reason =
            format!("the segment ends with position {head}, though {NEWEST} tells of {told}");
        Err(corrupt(&dir.join(segment_name(last.first)), bytes, reason))
    }
}

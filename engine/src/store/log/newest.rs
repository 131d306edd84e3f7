//! Which segment was begun last, so that its loss is noticed: what lies behind a segment that is
//! there, nothing else in the log says.
//!
//! The file `newest`: magic `pdcanew\0`, the first position of the segment u64, CRC32C u32. Written
//! behind the segment itself, so it never tells of one that was not there. Index files tell too.
//!
//! What nothing in the log tells of is the loss of whole write groups at the end of the last segment:
//! it looks as if they had never been written. A node notices where its snapshots know more. To note
//! how far each group reached would take another write and sync for each, on the disk that has just
//! lost what it had promised to keep; backups are for that.

use super::bytes::Fields;
use super::directory::{self, corrupt, failed, is_index, names_in, segment_name};
use super::disk::Disk;
use super::format::SegmentHeader;
use super::index::covered_by;
use crate::Position;
use crate::store::StoreError;
use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

/// The file's name.
pub(super) const NEWEST: &str = "newest";
const MAGIC: [u8; 8] = *b"pdcanew\0";

/// Writes down, durably, that the segment beginning with `first` was begun.
///
/// # Errors
/// [`StoreError`], when the disk fails. A full one is only said: the log goes on without.
pub(super) fn note(disk: &dyn Disk, dir: &Path, first: Position) -> Result<(), StoreError> {
    if told_by_file(dir)? == Some(first) {
        return Ok(());
    }
    let path = dir.join(NEWEST);
    let mut bytes = MAGIC.to_vec();
    bytes.extend(first.0.to_le_bytes());
    bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
    let written = || {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(failed("open", &path))?;
        disk.write(&file, &bytes, 0).map_err(failed("write", &path))?;
        disk.sync(&file).map_err(failed("sync", &path))?;
        directory::sync_dir(dir)
    };
    match written() {
        Err(error @ StoreError::Full { .. }) => {
            tracing::warn!(%error, "the newest segment could not be noted");
            Ok(())
        }
        outcome => outcome,
    }
}

/// A file that was cut off while it was written tells nothing.
fn told_by_file(dir: &Path) -> Result<Option<Position>, StoreError> {
    let path = dir.join(NEWEST);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        bytes => bytes.map_err(failed("read", &path))?,
    };
    let told = bytes.split_last_chunk::<4>().and_then(|(body, crc)| {
        let body = Some(body).filter(|body| crc32c::crc32c(body).to_le_bytes() == *crc)?;
        Fields(body.strip_prefix(&MAGIC)?).u64().map(Position)
    });
    Ok(told)
}

/// What tells of segments, seen before the segments are listed: they may become more meanwhile.
pub(super) struct Told {
    by_file: Option<Position>,
    names: Vec<String>,
}

impl Told {
    /// # Errors
    /// [`StoreError`], when the directory cannot be read.
    pub(super) fn of(dir: &Path) -> Result<Self, StoreError> {
        Ok(Self { by_file: told_by_file(dir)?, names: names_in(dir)? })
    }

    /// Checks that nothing of a log is left in a directory without segments.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], with the directory.
    pub(super) fn no_remains(&self, dir: &Path) -> Result<(), StoreError> {
        if self.names.iter().any(|name| is_index(name) || name == NEWEST) {
            return Err(corrupt(dir, 0, "parts of a log are there, but not its last segment"));
        }
        Ok(())
    }

    /// Checks that nothing is missing behind `last`, the last segment that is there.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], with the name of a segment that is missing.
    pub(super) fn check(&self, dir: &Path, last: &SegmentHeader) -> Result<(), StoreError> {
        let by_index = covered_by(dir, &self.names, last).map(|(name, end)| (name, end.next()));
        let by_file = self.by_file.map(|first| (NEWEST, first));
        let newest = by_index.into_iter().chain(by_file).max_by_key(|(_, first)| *first);
        match newest.filter(|(_, first)| *first > last.first) {
            Some((name, first)) => {
                let reason = format!("the segment is missing, though {name} tells of it");
                Err(corrupt(&dir.join(segment_name(first)), 0, reason))
            }
            None => Ok(()),
        }
    }
}

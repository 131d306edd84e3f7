//! Writes that did not end: cut off the log, but not thrown away.
//!
//! Nobody had been told that such a write had succeeded. Whether that is so, somebody may want to see
//! for himself, and then the bytes must be there.

use super::bytes::narrow;
use super::directory::{self, failed, is_cut, names_in, segment_name};
use super::disk::Disk;
use crate::Position;
use crate::store::StoreError;
use std::fmt;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The most that is kept of one write, in bytes: more than the largest write there is.
const KEPT_BYTES_MAX: usize = 64 << 20;
/// How many are kept, the latest ones.
const KEPT_MAX: usize = 8;

/// A write that was not finished when the machine or the process stopped. Nobody was told that it
/// had succeeded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cut {
    /// The segment.
    pub path: PathBuf,
    /// Where the log ends now, in bytes.
    pub offset: u64,
    /// How many bytes behind it were in use.
    pub bytes: u64,
    /// What was wrong with them.
    pub reason: String,
    /// The file that they are kept in once they are cut off: named by the segment, the offset and
    /// the CRC32C of what it holds.
    pub kept: PathBuf,
}

impl Cut {
    /// Of what lies at `offset`, behind the end of the segment at `path` that begins with `first`.
    pub(super) fn of(path: &Path, first: Position, offset: u64, used: &[u8], reason: &str) -> Self {
        let crc = crc32c::crc32c(part(used));
        let segment = segment_name(first);
        let segment = segment.trim_end_matches(".log");
        let kept = path.with_file_name(format!("{segment}-{offset:010}-{crc:08x}.cut"));
        let bytes = super::bytes::wide(used.len());
        Self { path: path.to_owned(), offset, bytes, reason: reason.to_owned(), kept }
    }

    /// Keeps the bytes, which `segment` holds, in a file of their own: durably, and for their owner
    /// alone. The earliest ones that are kept make room.
    ///
    /// # Errors
    /// [`StoreError`], when the disk fails or is full. Nothing may be cut off then.
    pub(super) fn keep(&self, disk: &dyn Disk, segment: &[u8]) -> Result<(), StoreError> {
        let (start, end) = (narrow(self.offset), narrow(self.offset + self.bytes));
        let bytes = part(segment.get(start..end).unwrap_or_default());
        let temporary = directory::temporary(&self.kept);
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(true).write(true).mode(0o600).open(&temporary);
        let file = file.map_err(failed("create", &temporary))?;
        disk.write(&file, bytes, 0).map_err(failed("write", &temporary))?;
        disk.sync(&file).map_err(failed("sync", &temporary))?;
        directory::rename(&temporary, &self.kept)?;
        let dir = self.kept.parent().unwrap_or(Path::new("."));
        let mut earlier = kept_in(dir)?;
        earlier.retain(|path| *path != self.kept);
        let too_many = (earlier.len() + 1).saturating_sub(KEPT_MAX);
        earlier.iter().take(too_many).try_for_each(|path| directory::remove(path))
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, offset, bytes, reason, .. } = self;
        let path = path.display();
        write!(
            f,
            "{path}: {bytes} bytes from offset {offset} on, a write that did not end ({reason})"
        )
    }
}

/// What is kept of the bytes of a write.
fn part(used: &[u8]) -> &[u8] {
    used.get(..KEPT_BYTES_MAX).unwrap_or(used)
}

/// The files in `dir` that hold what was cut off, in the order of the log.
///
/// # Errors
/// [`StoreError`], when it cannot be listed.
pub(super) fn kept_in(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let names = names_in(dir)?;
    Ok(names.iter().filter(|name| is_cut(name)).map(|name| dir.join(name)).collect())
}

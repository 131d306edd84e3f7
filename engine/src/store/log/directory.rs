//! The log's directory: names, the lock, and what makes a file there durable.

use super::format::{HEADER_BYTES, SegmentHeader};
use super::newest::NEWEST;
use crate::Position;
use crate::store::StoreError;
use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const LOCK: &str = "lock";
/// The next segment, before it has a name.
pub(super) const PREPARED: &str = "prepared.tmp";
/// There while a restore is under way; such a directory is not a log yet.
pub(super) const RESTORING: &str = "restoring";

/// The error of an `action` on `path`; a full disk is one of its own.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| {
        if matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            StoreError::Full { path }
        } else {
            StoreError::Io { action, path, source: Arc::new(source) }
        }
    }
}

pub(super) fn corrupt(path: &Path, offset: u64, reason: impl Into<String>) -> StoreError {
    StoreError::Corrupt { path: path.to_owned(), offset, reason: reason.into() }
}

/// The name of the segment that begins with `first`.
pub(super) fn segment_name(first: Position) -> String {
    format!("{:020}.log", first.0)
}

/// Whether a file of this name was not finished.
pub(super) fn is_temporary(name: &str) -> bool {
    name.strip_suffix(".tmp").is_some()
}

/// Whether a file of this name belongs to the index.
pub(super) fn is_index(name: &str) -> bool {
    name.strip_suffix(".idx").is_some()
}

/// Whether a file of this name holds what was cut off.
pub(super) fn is_cut(name: &str) -> bool {
    name.strip_suffix(".cut").is_some()
}

/// The first position of the segment of this name.
pub(super) fn segment_first(name: &str) -> Option<Position> {
    let digits = name.strip_suffix(".log")?;
    let canonical = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| canonical).map(Position)
}

/// The first positions of the segments in `dir`, ascending. A directory that is not there has none.
pub(super) fn segments_in(dir: &Path) -> Result<Vec<Position>, StoreError> {
    let mut firsts: Vec<_> = names_in(dir)?.iter().filter_map(|name| segment_first(name)).collect();
    firsts.sort_unstable();
    Ok(firsts)
}

/// Whether any segment of a log is in `dir`.
///
/// # Errors
/// [`StoreError`], when it cannot be listed.
pub fn has_segments(dir: &Path) -> Result<bool, StoreError> {
    Ok(!segments_in(dir)?.is_empty())
}

/// Whether there is in `dir` what only a log leaves there, be it without segments.
///
/// # Errors
/// [`StoreError`], when it cannot be listed.
pub fn has_remains(dir: &Path) -> Result<bool, StoreError> {
    Ok(names_in(dir)?.iter().any(|name| remains(name)))
}

/// Whether a file of this name, which is no segment, tells of segments.
pub(super) fn remains(name: &str) -> bool {
    is_index(name) || is_cut(name) || name == NEWEST
}

/// The file names in `dir`; none if it is not there.
pub(super) fn names_in(dir: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed("list", dir))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed("list", dir))?.file_name();
        names.extend(name.into_string().ok());
    }
    names.sort_unstable();
    Ok(names)
}

/// The first thing in `dir` that no log has there; `None` also if the directory is not there.
///
/// # Errors
/// [`StoreError`], when it cannot be listed.
pub fn foreign_in(dir: &Path) -> Result<Option<PathBuf>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(failed("list", dir))?,
    };
    for entry in entries {
        let name = entry.map_err(failed("list", dir))?.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            let whole = name.strip_suffix(".tmp").unwrap_or(name);
            let of_log = [LOCK, PREPARED].contains(&name) || whole == NEWEST;
            of_log || is_index(whole) || is_cut(whole) || segment_first(whole).is_some()
        });
        if !is_ours {
            return Ok(Some(dir.join(name)));
        }
    }
    Ok(None)
}

/// Makes names given or taken away in `dir` durable.
pub(super) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed("sync", dir))
}

/// Makes `dir` and what is missing above it, durably, and for their owner alone: what a log says is
/// nobody else's business.
pub(super) fn create_dir(dir: &Path) -> Result<(), StoreError> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_dir(parent)?;
    }
    match fs::DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(failed("create", dir)(error));
        }
        _ => {}
    }
    sync_dir(parent.unwrap_or(Path::new(".")))
}

/// Holds the directory for this process until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// # Errors
    /// [`StoreError::Locked`], when another one holds it.
    pub(super) fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(LOCK);
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(failed("open", &path))?;
        // As `File::try_lock`, which is newer than the oldest compiler this must build with.
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(StoreError::Locked { path }),
            Err(error) => Err(failed("lock", &path)(error.into())),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Not left to closing the file: a child that is being started may hold a copy of it still.
        let _ = flock(&self.0, FlockOperation::Unlock);
    }
}

/// Bytes that nobody can guess.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let path = Path::new("/dev/urandom");
    let mut bytes = [0; N];
    let mut source = File::open(path).map_err(failed("open", path))?;
    source.read_exact(&mut bytes).map_err(failed("read", path))?;
    Ok(bytes)
}

/// The header of the segment at `path`.
pub(super) fn read_header(file: &File, path: &Path) -> Result<SegmentHeader, StoreError> {
    let mut page = Vec::new();
    read_into(file, &mut page, 0, super::bytes::narrow(HEADER_BYTES))
        .map_err(failed("read", path))?;
    SegmentHeader::decode(&page, path)
}

/// Appends up to `length` bytes at `offset` of the file to `out`, fewer only at the file's end.
pub(super) fn read_into(
    file: &File,
    out: &mut Vec<u8>,
    offset: u64,
    length: usize,
) -> io::Result<()> {
    /// Below this, zeroing costs nothing, and reading all of the spare capacity might.
    const SMALL_BYTES: usize = 64 * 1024;
    let start = out.len();
    let wanted = start + length;
    let mut filled = start;
    if length < SMALL_BYTES {
        out.resize(wanted, 0);
    } else {
        out.reserve_exact(length);
    }
    while filled < wanted {
        let at = offset + super::bytes::wide(filled - start);
        let read = if length < SMALL_BYTES {
            rustix::io::pread(file, out.get_mut(filled..).unwrap_or_default(), at)
        } else {
            // Into the spare capacity: zeroing it first would cost half as much as reading.
            rustix::io::pread(file, rustix::buffer::spare_capacity(out), at)
        };
        match read {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    out.truncate(filled.min(wanted));
    Ok(())
}

/// Gives `from` the name `to`, durably.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(failed("rename", from))?;
    sync_dir(to.parent().unwrap_or(Path::new(".")))
}

/// The name under which `path` is written before it is whole.
pub(super) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    PathBuf::from(name)
}

/// Removes a file that may be gone already.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}

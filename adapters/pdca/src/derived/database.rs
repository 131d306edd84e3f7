//! The catalogue of snapshots, in sled.

use super::{Kept, files, from_bytes, to_bytes};
use engine::Position;
use engine::snapshot::Folded;
use engine::store::LogId;
use rustix::fs::{StatVfsMountFlags, statvfs};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) struct Database {
    db: sled::Db,
    dir: PathBuf,
}

const CATALOGUE: &str = "catalogue";
const LOG: &[u8] = b"\0log";
/// How many snapshots of one name are kept: the newest, and older ones to look back from.
const SNAPSHOTS_MAX: usize = 64;
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// The largest catalogue that is copied to be asked, in bytes.
const COPY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// What sled needs to open and to write a little, in bytes: with less it may tear its own files.
const ROOM_BYTES: u64 = 2 * 1024 * 1024;

impl Database {
    /// # Errors
    /// The operating system's; what is merely damaged is set aside instead.
    pub(super) fn open(dir: &Path, log: LogId) -> io::Result<Self> {
        has_room(dir, ROOM_BYTES)?;
        let path = dir.join(CATALOGUE);
        let db = match open_sled(&path) {
            Ok(db) if belongs_to(&db, log) => db,
            Ok(db) => {
                drop(db);
                set_aside(dir, &path)?;
                open_sled(&path)?
            }
            Err(error) if is_refusal(&error) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "the derived state is damaged, set aside and built again");
                set_aside(dir, &path)?;
                open_sled(&path)?
            }
        };
        let database = Self { db, dir: dir.to_owned() };
        if database.db.is_empty() {
            database.db.insert(LOG, log.to_string().as_bytes()).map_err(io::Error::other)?;
            database.flush()?;
        }
        Ok(database)
    }

    /// Whose entries are in `dir`, and their last position. sled writes where it opens: so it opens a
    /// copy.
    pub(super) fn known(dir: &Path) -> io::Result<Option<(LogId, Position)>> {
        let path = dir.join(CATALOGUE);
        if !path.is_dir() {
            return Ok(None);
        }
        let copy = tempfile::tempdir()?;
        files::copy_all(&path, copy.path(), COPY_BYTES_MAX, |bytes| {
            has_room(copy.path(), ROOM_BYTES.saturating_add(bytes))
        })?;
        let database = Self { db: open_sled(copy.path())?, dir: copy.path().to_owned() };
        let log = database.db.get(LOG).map_err(io::Error::other)?;
        let log = log.and_then(|log| LogId::parse(std::str::from_utf8(&log).ok()?));
        Ok(log.map(|log| (log, database.last_position())))
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The newest entry of `name` at `until` or before.
    pub(super) fn last(
        &self,
        name: &str,
        folded: Folded,
        until: Position,
    ) -> Option<(Position, Kept)> {
        let (first, last) = (key(name, folded, Position(0)), key(name, folded, until));
        let found = self.db.range(first..=last).next_back()?;
        let (key, value) = found.inspect_err(|error| tracing::warn!(%error, "unreadable")).ok()?;
        Some((position(&key), from_bytes(&value)?))
    }

    /// Adds an entry, makes it durable, and drops the oldest beyond the bound.
    pub(super) fn put(
        &self,
        name: &str,
        folded: Folded,
        at: Position,
        kept: &Kept,
    ) -> io::Result<()> {
        self.db.insert(key(name, folded, at), to_bytes(kept)).map_err(io::Error::other)?;
        // Snapshots of states are only ever wanted for the newest position.
        let keep = if name.starts_with("state-") { 1 } else { SNAPSHOTS_MAX };
        let (first, last) = (key(name, folded, Position(0)), key(name, folded, Position(u64::MAX)));
        let old: Vec<_> =
            self.db.range(first..=last).rev().skip(keep).filter_map(Result::ok).collect();
        for (key, value) in old {
            self.remove(&key, &value)?;
        }
        self.drop_other_folds(name, folded)?;
        self.flush()
    }

    /// Removes an entry that turned out to be damaged.
    pub(super) fn forget(&self, name: &str, folded: Folded, at: Position) {
        if let Err(error) = self.db.remove(key(name, folded, at)) {
            tracing::warn!(name, %error, "a damaged snapshot stays in the catalogue");
        }
    }

    /// The last position of any entry.
    pub(super) fn last_position(&self) -> Position {
        let keys = self.db.iter().keys().filter_map(Result::ok);
        let entries = keys.filter(|key| &**key != LOG);
        entries.map(|key| position(&key)).max().unwrap_or_default()
    }

    /// Whether there is room for all entries once more.
    pub(super) fn has_room_anew(&self) -> io::Result<()> {
        has_room(&self.dir, ROOM_BYTES.saturating_add(self.size().1))
    }

    /// Removes every entry.
    pub(super) fn clear(&self) -> io::Result<()> {
        for entry in self.db.scan_prefix([]).filter_map(Result::ok) {
            let (key, value) = entry;
            if &*key != LOG {
                self.remove(&key, &value)?;
            }
        }
        self.flush()
    }

    pub(super) fn size(&self) -> (usize, u64) {
        let files = std::fs::read_dir(self.dir.join("files")).into_iter().flatten().flatten();
        let bytes: u64 = files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
        (self.db.len().saturating_sub(1), bytes + self.db.size_on_disk().unwrap_or_default())
    }

    /// Another release's snapshots of the same fold are of no use any more.
    fn drop_other_folds(&self, name: &str, folded: Folded) -> io::Result<()> {
        let mut prefix = name.as_bytes().to_owned();
        prefix.push(0);
        let this = key(name, folded, Position(0));
        let this = this.get(..this.len() - 8).unwrap_or_default();
        for entry in self.db.scan_prefix(&prefix).filter_map(Result::ok) {
            let (key, value) = entry;
            if !key.starts_with(this) {
                self.remove(&key, &value)?;
            }
        }
        Ok(())
    }

    fn remove(&self, key: &[u8], value: &[u8]) -> io::Result<()> {
        if let Some(Kept::File { name, .. }) = from_bytes(value) {
            files::remove(&self.dir, &name);
        }
        self.db.remove(key).map(|_| ()).map_err(io::Error::other)
    }

    /// sled's flush does not wait for the disk: its file is synced behind it.
    fn flush(&self) -> io::Result<()> {
        self.db.flush().map_err(io::Error::other)?;
        File::open(self.dir.join(CATALOGUE).join("db"))?.sync_data()
    }
}

fn key(name: &str, folded: Folded, position: Position) -> Vec<u8> {
    let mut key = name.as_bytes().to_owned();
    key.push(0);
    key.extend(folded.version.to_be_bytes());
    key.extend(folded.layout.to_be_bytes());
    key.extend(position.0.to_be_bytes());
    key
}

fn position(key: &[u8]) -> Position {
    Position(key.last_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes)))
}

fn belongs_to(db: &sled::Db, log: LogId) -> bool {
    match db.get(LOG) {
        Ok(Some(id)) => id == log.to_string().as_bytes(),
        Ok(None) => db.is_empty(),
        Err(_) => false,
    }
}

/// Whether the disk can be written to, and takes so many bytes; asked before sled is, which a full
/// disk may hurt.
fn has_room(dir: &Path, bytes: u64) -> io::Result<()> {
    let disk = statvfs(dir)?;
    if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
        return Err(io::ErrorKind::ReadOnlyFilesystem.into());
    }
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free < bytes {
        let error = format!("the disk is full: {free} bytes are free, {bytes} are needed");
        return Err(io::Error::new(io::ErrorKind::StorageFull, error));
    }
    Ok(())
}

/// Whether the operating system would not have it, or another process has it: says nothing about
/// what the files hold.
fn is_refusal(error: &io::Error) -> bool {
    use io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied
            | ErrorKind::ResourceBusy
            | ErrorKind::WouldBlock
            | ErrorKind::OutOfMemory
    )
}

/// Opens sled, which may panic on damaged files, and which releases its lock some time after the
/// last handle is dropped.
fn open_sled(path: &Path) -> io::Result<sled::Db> {
    const ATTEMPTS_MAX: u32 = 100;
    const PAUSE: Duration = Duration::from_millis(20);
    let config = sled::Config::new().path(path).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let mut attempt = 1;
    loop {
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        match opened.map_err(|_| io::Error::other("sled panicked"))? {
            Ok(db) => return Ok(db),
            Err(sled::Error::Io(error)) if is_lock(&error) => {
                if attempt == ATTEMPTS_MAX {
                    return Err(io::Error::new(io::ErrorKind::WouldBlock, error));
                }
                attempt += 1;
                std::thread::sleep(PAUSE);
            }
            Err(sled::Error::Io(error)) => return Err(error),
            Err(error) => return Err(io::Error::other(error)),
        }
    }
}

/// sled gives a lock that is taken no kind of its own.
fn is_lock(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
        || error.to_string().starts_with("could not acquire lock")
}

/// Moves a database out of the way, replacing what was set aside before.
fn set_aside(dir: &Path, path: &Path) -> io::Result<()> {
    let aside = dir.join("set-aside");
    files::remove_any(&aside)?;
    std::fs::rename(path, aside)?;
    files::clear(dir)
}

//! Derived state: snapshots. All of it can be thrown away and built again from the log.
//!
//! sled holds the catalogue and what is small; what is large is a file beside it. Written in the
//! background, never in the path of a commit. sled 0.34's `flush` does not reach the disk
//! (spacejam/sled#1351, #1452), so each flush is followed by a `fdatasync` of its file.

mod database;
mod files;

use database::Database;
use engine::snapshot::{Folded, Snapshot, Snapshots};
use engine::store::LogId;
use engine::{Position, codec};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Snapshots in a directory. Where they cannot be kept, there are none: everything is read from the
/// log then.
pub struct DerivedState {
    database: Option<Arc<Database>>,
    queue: Mutex<Option<SyncSender<Write>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

struct Write {
    name: String,
    folded: Folded,
    snapshot: Snapshot,
}

/// What the catalogue holds of a snapshot.
#[derive(Serialize, Deserialize)]
enum Kept {
    /// A small one, itself.
    Inline {
        /// CRC32C of the bytes.
        crc: u32,
        bytes: Vec<u8>,
    },
    /// A large one, in a file of this name.
    File { crc: u32, name: String },
}

/// What is larger is a file, in bytes.
const INLINE_BYTES_MAX: usize = 16 * 1024;
/// How many snapshots wait to be written at most; beyond, they are left for the next time.
const QUEUE_MAX: usize = 64;

impl DerivedState {
    /// Opens the derived state in `dir` for a log; what belongs to another log or epoch, or is
    /// damaged, is set aside and built again. Where the disk is full or cannot be written to, nothing
    /// is touched, and there are no snapshots.
    #[must_use]
    pub fn open(dir: &Path, log: LogId) -> Self {
        Self::start(dir, log).unwrap_or_else(|error| {
            let path = dir.display();
            tracing::warn!(%path, %error, "no snapshots are kept: everything is read from the log");
            Self { database: None, queue: Mutex::default(), writer: Mutex::default() }
        })
    }

    /// Of which log there are snapshots in `dir`, and the last position that any is true for; `None`
    /// where there are none, or where they cannot be asked. A copy is asked that is gone afterwards: nothing is changed
    /// there, and nobody who uses them is in the way.
    #[must_use]
    pub fn known(dir: &Path) -> Option<(LogId, Position)> {
        Database::known(dir).unwrap_or_else(|error| {
            tracing::warn!(%error, "the snapshots cannot be asked how far the log reached");
            None
        })
    }

    fn start(dir: &Path, log: LogId) -> std::io::Result<Self> {
        make(dir)?;
        let database = Arc::new(Database::open(dir, log)?);
        let (queue, queued) = sync_channel(QUEUE_MAX);
        let writing = Arc::clone(&database);
        let thread = std::thread::Builder::new()
            .name("pdca-snapshots".to_owned())
            .spawn(move || write_all(&writing, &queued))?;
        let (queue, writer) = (Mutex::new(Some(queue)), Mutex::new(Some(thread)));
        Ok(Self { database: Some(database), queue, writer })
    }

    /// Writes what is queued, then stops.
    pub fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if writer.is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the writer of snapshots panicked");
        }
    }

    /// The last position that any snapshot is true for: the log has been at least so long.
    #[must_use]
    pub fn last_position(&self) -> Position {
        self.database.as_ref().map(|database| database.last_position()).unwrap_or_default()
    }

    /// Forgets all snapshots, if there is room for as many anew.
    ///
    /// # Errors
    /// The operating system's, also when there was no opening them.
    pub fn clear(&self) -> std::io::Result<()> {
        let closed = || std::io::Error::other("the snapshots cannot be opened, nor removed");
        let database = self.database.as_ref().ok_or_else(closed)?;
        database.has_room_anew()?;
        database.clear()
    }

    /// How many snapshots there are, and about how many bytes they take on disk.
    #[must_use]
    pub fn size(&self) -> (usize, u64) {
        self.database.as_ref().map(|database| database.size()).unwrap_or_default()
    }
}

impl Drop for DerivedState {
    fn drop(&mut self) {
        self.close();
    }
}

impl Snapshots for DerivedState {
    fn load(&self, name: &str, folded: Folded, until: Position) -> Option<Snapshot> {
        let database = self.database.as_ref()?;
        let (position, kept) = database.last(name, folded, until)?;
        let (crc, bytes) = match kept {
            Kept::Inline { crc, bytes } => (crc, bytes),
            Kept::File { crc, name } => (crc, files::read(database.dir(), &name)?),
        };
        if crc32c::crc32c(&bytes) != crc {
            tracing::warn!(name, %position, "a damaged snapshot is built again");
            database.forget(name, folded, position);
            return None;
        }
        Some(Snapshot { position, bytes })
    }

    fn save(&self, name: &str, folded: Folded, snapshot: Snapshot) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = &*queue else { return };
        match queue.try_send(Write { name: name.to_owned(), folded, snapshot }) {
            Ok(()) => {}
            Err(TrySendError::Full(write) | TrySendError::Disconnected(write)) => {
                tracing::debug!(name = write.name, "left for the next snapshot");
            }
        }
    }
}

/// Makes the directory; whatever else has its name is set aside.
fn make(dir: &Path) -> std::io::Result<()> {
    if !dir.is_dir() && dir.symlink_metadata().is_ok() {
        let aside = dir.with_extension("set-aside");
        tracing::warn!(path = %dir.display(), aside = %aside.display(), "not a directory: set aside");
        files::remove_any(&aside)?;
        std::fs::rename(dir, aside)?;
    }
    crate::node::create_private(dir)
}

fn write_all(database: &Database, writes: &Receiver<Write>) {
    let mut failing = false;
    while let Ok(Write { name, folded, snapshot: Snapshot { position, bytes } }) = writes.recv() {
        let crc = crc32c::crc32c(&bytes);
        let kept = if bytes.len() <= INLINE_BYTES_MAX {
            Ok(Kept::Inline { crc, bytes })
        } else {
            files::write(database.dir(), &format!("{name}-{position}"), &bytes)
                .map(|name| Kept::File { crc, name })
        };
        let written = kept.and_then(|kept| database.put(&name, folded, position, &kept));
        // Said once, not with every snapshot while the disk is full.
        match written {
            Ok(()) => failing = false,
            Err(error) if failing => tracing::debug!(name, %position, %error, "nor this snapshot"),
            Err(error) => {
                failing = true;
                tracing::warn!(name, %position, %error, "cannot keep snapshots; they are built again");
            }
        }
    }
}

fn to_bytes(kept: &Kept) -> Vec<u8> {
    codec::to_bytes(kept)
}

fn from_bytes(bytes: &[u8]) -> Option<Kept> {
    codec::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{DerivedState, INLINE_BYTES_MAX};
    use engine::Position;
    use engine::snapshot::{Folded, Snapshot, Snapshots as _};
    use engine::store::LogId;

    const LOG: LogId = LogId { id: 7, epoch: 1 };
    const FOLDED: Folded = Folded { version: 1, layout: 2 };

    fn snapshot(position: u64, len: usize) -> Snapshot {
        Snapshot { position: Position(position), bytes: vec![u8::try_from(position).unwrap(); len] }
    }

    #[test]
    fn the_newest_that_fits_is_found_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let derived = DerivedState::open(dir.path(), LOG);
        for (position, len) in [(1, 10), (2, 2 * INLINE_BYTES_MAX), (3, 10)] {
            derived.save("incidents", FOLDED, snapshot(position, len));
        }
        drop(derived);
        let derived = DerivedState::open(dir.path(), LOG);
        let load = |until| derived.load("incidents", FOLDED, Position(until));
        assert_eq!(load(9), Some(snapshot(3, 10)));
        assert_eq!(load(2), Some(snapshot(2, 2 * INLINE_BYTES_MAX)));
        assert_eq!(load(0), None);
        let other = Folded { version: 2, ..FOLDED };
        assert_eq!(derived.load("incidents", other, Position(9)), None);
        assert_eq!(derived.load("incident", FOLDED, Position(9)), None);
    }

    #[test]
    fn what_belongs_to_another_epoch_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let derived = DerivedState::open(dir.path(), LOG);
        derived.save("incidents", FOLDED, snapshot(1, 10));
        drop(derived);
        let restored = DerivedState::open(dir.path(), LogId { epoch: 2, ..LOG });
        assert_eq!(restored.load("incidents", FOLDED, Position(9)), None);
    }

    #[test]
    fn what_is_no_directory_is_set_aside_however_often() {
        let dir = tempfile::tempdir().unwrap();
        let (path, aside) = (dir.path().join("derived"), dir.path().join("derived.set-aside"));
        for text in ["one", "two"] {
            std::fs::write(&path, text).unwrap();
            let derived = DerivedState::open(&path, LOG);
            derived.save("incidents", FOLDED, snapshot(1, 10));
            drop(derived);
            assert_eq!(std::fs::read_to_string(&aside).unwrap(), text);
            std::fs::remove_dir_all(&path).unwrap();
        }
        std::fs::create_dir_all(&path).unwrap();
        for text in ["one", "two"] {
            std::fs::write(path.join("catalogue"), text).unwrap();
            drop(DerivedState::open(&path, LOG));
            assert_eq!(std::fs::read_to_string(path.join("set-aside")).unwrap(), text);
            std::fs::remove_dir_all(path.join("catalogue")).unwrap();
        }
    }

    #[test]
    fn what_is_damaged_is_set_aside_and_built_again() {
        let dir = tempfile::tempdir().unwrap();
        let derived = DerivedState::open(dir.path(), LOG);
        derived.save("large", FOLDED, snapshot(1, 2 * INLINE_BYTES_MAX));
        drop(derived);
        for entry in std::fs::read_dir(dir.path().join("files")).unwrap() {
            std::fs::write(entry.unwrap().path(), b"not it").unwrap();
        }
        let derived = DerivedState::open(dir.path(), LOG);
        assert_eq!(derived.load("large", FOLDED, Position(9)), None);
        drop(derived);

        for entry in std::fs::read_dir(dir.path().join("catalogue")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::write(path, vec![0xff; 4096]).unwrap();
            }
        }
        let derived = DerivedState::open(dir.path(), LOG);
        derived.save("small", FOLDED, snapshot(1, 10));
        drop(derived);
        let derived = DerivedState::open(dir.path(), LOG);
        assert_eq!(derived.load("small", FOLDED, Position(9)), Some(snapshot(1, 10)));
    }
}

//! The log on a local disk: segment files of our own.
//!
//! **Invariant:** whoever was told that a batch is durable finds it, whatever happens; damage to
//! what was durable is reported with file and offset, never skipped or repaired in silence.
//!
//! # The directory
//!
//! | name | what |
//! |---|---|
//! | `lock` | held by the one process that writes |
//! | `00000000000000000001.log` | a segment, named by its first position; the last one is open |
//! | `00000000000000000001-00000000000000170000.idx` | an index of sealed segments; may be deleted |
//! | `newest` | how far the log reached; may be deleted, but then nothing tells that its end is lost |
//! | `00000000000000000001-0000008192-1b2c3d4e.cut` | what was cut off there; may be deleted |
//! | `*.tmp` | not finished; removed at open |
//! | `restoring` | a restore is not finished; such a directory is not opened |
//!
//! # A segment, format 1
//!
//! All numbers are little-endian. Behind the last group come zeros; once sealed, the file ends there,
//! and `sha256sum` of it is the digest in the next segment's header.
//!
//! | offset | bytes | segment header |
//! |---|---|---|
//! | 0 | 8 | magic `pdcalog\0` |
//! | 8 | 2 | format |
//! | 10 | 6 | lowest release that can read it: major, minor, patch |
//! | 16 | 16 | log id |
//! | 32 | 4 | epoch, its lower half: 1, or when the log had been restored last |
//! | 36 | 4 | open: how often it had been opened |
//! | 40 | 8 | first position |
//! | 48 | 8 | salt: random, begins every group here |
//! | 56 | 8 | first position of the previous segment; 0 if there is none |
//! | 64 | 8 | length of the previous segment |
//! | 72 | 32 | SHA-256 of the previous segment |
//! | 104 | 4 | epoch, its upper half |
//! | 108 | 3984 | zeros |
//! | 4092 | 4 | CRC32C of the above |
//!
//! Then groups, each the result of one write and one sync:
//!
//! | offset | bytes | group header |
//! |---|---|---|
//! | 0 | 8 | the segment's salt |
//! | 8 | 16 | log id |
//! | 24 | 4 | open |
//! | 28 | 4 | number of records; 0 in the mark that a clean close leaves |
//! | 32 | 8 | first position |
//! | 40 | 8 | `synced`: the offset before which all was durable when this was written |
//! | 48 | 4 | length of the records with their frames |
//! | 52 | 4 | CRC32C over the records' CRCs, in order |
//! | 56 | 4 | the group's own offset |
//! | 60 | 4 | CRC32C of the above |
//!
//! Then records, each in a frame:
//!
//! | offset | bytes | record |
//! |---|---|---|
//! | 0 | 4 | length (24 bits), codec (7 bits, 1 is bincode), end of batch (1 bit) |
//! | 4 | 4 | CRC32C of the first 4 bytes and the record |
//! | 8 | … | the record, without its position |
//!
//! A batch never spans groups, a group never spans segments. A segment is larger than asked for when
//! one batch needs it.
//!
//! # After a crash
//!
//! Only the last segment can hold an unfinished write: a next one is begun when all before it is
//! durable. There, the first bad group is a torn tail if no valid group header behind it says that
//! the place had been synced: it is cut off, and the rest of the file zeroed, once its bytes are kept
//! in a file of their own. Otherwise it is [corruption](StoreError::Corrupt). A group is taken or cut as a whole; nobody was told of it. The
//! last group is written and synced again before anyone sees it.
//!
//! # On failure
//!
//! The first write or sync that fails stops the log: the batches of that group get its error, all
//! later ones [`StoreError::Stopped`], and reading goes on up to what was durable. A disk found full
//! while a segment is prepared refuses new records with [`StoreError::Full`] while those queued are
//! still written into the room there is; barriers pass.

mod backup;
mod bytes;
mod copy;
mod cut;
mod directory;
mod disk;
mod format;
mod frame;
mod fsck;
mod index;
mod layout;
mod lookup;
mod marks;
mod missing;
mod newest;
mod open;
mod prepare;
mod queue;
mod recover;
mod restore;
mod scan;
mod target;
#[cfg(test)]
mod tests;
mod view;
mod writer;

pub use backup::{BackupError, BackupReport};
pub use copy::CopyProgress;
pub use cut::Cut;
pub use directory::{foreign_in, has_remains, has_segments};
pub use disk::{Disk, RealDisk};
pub use fsck::{FsckReport, fsck, is_of_index, rebuild_index};
pub use restore::{RestoreError, RestoreReport, restore};
pub use target::refuse_unfinished;

use crate::measure::Measured;
use crate::store::{Appending, Batch, EventStore, LogId, Reading, StoreError};
use crate::{CommandId, Position, StreamId, Version};
use directory::Lock;
use index::{Found, Index, IndexKey};
use lookup::Selected;
use queue::Queue;
use scan::Following;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::watch;
use view::{Shared, lock};

/// How a log is kept.
#[derive(Clone)]
pub struct LogOptions {
    /// The length of a segment in bytes, 64 MiB by default and 1 GiB at most.
    pub segment_bytes: u64,
    /// How much of a segment is used, in percent, when the next one is prepared; 25 by default.
    pub prepare_percent: u8,
    /// Where sealed segments may have been moved to.
    pub archive: Option<PathBuf>,
    /// How many bytes may wait to be written; beyond it `append` blocks. 32 MiB by default.
    pub queue_bytes: u64,
    /// How many batches may wait to be written; beyond it `append` blocks. 65,536 by default.
    pub queue_batches: usize,
    /// How many index files there are at most once merging is done; 7 by default, so that a look-up
    /// touches 8 with the one in memory.
    pub index_files: usize,
    /// How far a log is known to have reached by somebody else's word. Asked before anything is cut
    /// off, and at no other time.
    pub reached: Reached,
    /// Where writes go. Tests let it fail.
    pub disk: Arc<dyn Disk>,
}

/// The last position of a log that somebody else knows of.
pub type Reached = Arc<dyn Fn(LogId) -> Option<Position> + Send + Sync>;

impl Default for LogOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            prepare_percent: 25,
            archive: None,
            queue_bytes: 32 << 20,
            queue_batches: 65_536,
            index_files: 7,
            reached: Arc::new(|_| None),
            disk: Arc::new(RealDisk),
        }
    }
}

/// What was found when a log was opened.
#[derive(Clone, Debug)]
pub struct OpenReport {
    /// Which log it is.
    pub log_id: LogId,
    /// Whether it was made just now.
    pub created: bool,
    /// The last durable position.
    pub head: Position,
    /// The name of the segment that it ends in.
    pub last: String,
    /// How many segments are there.
    pub segments: usize,
    /// Stretches of positions whose segments are absent, first and last.
    pub absent: Vec<(Position, Position)>,
    /// A write that a crash left unfinished and that was cut off. In a log opened for reading it is
    /// only ignored.
    pub cut: Option<Cut>,
    /// The files in which what was ever cut off is kept, the earliest first.
    pub kept: Vec<PathBuf>,
    /// How many segments have no index file. Each gets one in the background; look-ups wait for it.
    pub unindexed: usize,
}

/// The log in a directory.
///
/// Closed when it is dropped: what is queued is written first.
pub struct LogStore {
    log_id: LogId,
    shared: Arc<Shared>,
    index: Arc<Index>,
    head: watch::Receiver<Position>,
    /// `None` if it was opened for reading only.
    queue: Option<Arc<Queue>>,
    threads: Mutex<Threads>,
}

/// What must be stopped.
#[derive(Default)]
struct Threads {
    running: Vec<JoinHandle<()>>,
    /// Released last, when nothing writes any more.
    lock: Option<Lock>,
}

impl LogStore {
    /// Opens the log in `dir` for reading and writing, and makes it if the directory is empty or
    /// absent. One at a time.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another one has it open; [`StoreError::Corrupt`] when something
    /// that was durable is damaged; [`StoreError::Shorter`] when something would have to be cut off
    /// that is known to have been durable; [`StoreError::TooNew`].
    pub fn open(dir: &Path, options: LogOptions) -> Result<(Self, OpenReport), StoreError> {
        open::open(dir, options)
    }

    /// Opens the log in `dir` for reading, without a lock: a copy, a backup. Changes nothing there.
    ///
    /// # Errors
    /// As [`LogStore::open`], and when there is no log.
    pub fn open_read_only(
        dir: &Path,
        archive: Option<&Path>,
    ) -> Result<(Self, OpenReport), StoreError> {
        open::open_read_only(dir, archive)
    }

    /// Writes what is queued, marks the end as durable, stops all threads and releases the lock.
    /// Later appends fail; reading goes on.
    pub fn close(&self) {
        if let Some(queue) = &self.queue {
            queue.close();
        }
        self.index.release();
        let mut threads = lock(&self.threads);
        for thread in threads.running.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the log panicked");
            }
        }
        threads.lock = None;
    }

    /// What the index takes in memory, in bytes, about.
    #[must_use]
    pub fn index_memory(&self) -> usize {
        self.index.memory()
    }

    /// How many index files a look-up touches at most at this moment.
    #[must_use]
    pub fn index_files(&self) -> usize {
        self.index.files()
    }

    /// How long it took to make groups of records durable: one write and one sync each.
    #[must_use]
    pub fn durable(&self) -> Measured {
        self.shared.durable.read()
    }

    /// Its directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }
}

impl EventStore for LogStore {
    fn log_id(&self) -> LogId {
        self.log_id
    }

    /// The epoch is the one in which it was recorded. `None` also if its segment is absent.
    fn event_id(&self, position: Position) -> Option<String> {
        let known = Position(1) <= position && position <= *self.head.borrow();
        let log_id = self.shared.log_id_at(position).filter(|_| known)?;
        Some(log_id.event_id(position))
    }

    /// Blocks while the queue is full (see [`LogOptions`]): the one sequencer calls this, and whoever
    /// waits for the sequencer feels the disk.
    fn append(&self, batch: Batch) -> Appending {
        match &self.queue {
            Some(queue) => queue.append(batch),
            None => Appending::done(Err(StoreError::Stopped("it is open for reading".to_owned()))),
        }
    }

    fn append_all(&self, mut batches: Vec<Batch>) -> Appending {
        let last = batches.pop().unwrap_or_default();
        match &self.queue {
            Some(queue) => queue.append_all(batches, last),
            None => self.append(last),
        }
    }

    fn head(&self) -> watch::Receiver<Position> {
        self.head.clone()
    }

    fn read(&self, after: Position) -> Reading {
        Reading::local(Following::new(Arc::clone(&self.shared), after))
    }

    fn read_stream(&self, stream: &StreamId, after: Version) -> Reading {
        let (shared, index) = (Arc::clone(&self.shared), Arc::clone(&self.index));
        Reading::local(Selected::stream(shared, index, stream.clone(), after))
    }

    fn read_command(&self, command: CommandId) -> Reading {
        let found = match self.index.find(IndexKey::command(command), Position(0)) {
            // Nearly always: every command asks whether it is new.
            Ok(found) if found.entries.is_empty() => return Reading::nothing(),
            Ok(found) => found,
            // Looked up again when it is read, and told then.
            Err(_) => Found::default(),
        };
        let (shared, index) = (Arc::clone(&self.shared), Arc::clone(&self.index));
        Reading::local(Selected::command(shared, index, command, found))
    }
}

impl Drop for LogStore {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for LogStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogStore {} in {}", self.log_id, self.shared.dir.display())
    }
}

impl fmt::Debug for LogOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogOptions")
            .field("segment_bytes", &self.segment_bytes)
            .field("archive", &self.archive)
            .finish_non_exhaustive()
    }
}

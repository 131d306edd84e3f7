//! The log, as a port.
//!
//! A store keeps records in order and makes batches of them durable. It decides nothing: one
//! sequencer per log gives positions and versions, a store checks the positions and keeps the
//! bytes as they are.

mod appending;
mod batch;
mod chunk;
#[cfg(any(test, feature = "testing"))]
pub mod contract;
pub mod log;
mod memory;
mod reading;
mod subscription;

pub use appending::{Appending, Completion};
pub use batch::{Batch, BatchError};
pub use chunk::Chunk;
pub use memory::MemoryStore;
pub use reading::{Fill, ReadError, Reading};
pub use subscription::Subscription;

use crate::{CommandId, Position, StreamId, Version};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

/// The largest payload of one event, in bytes.
pub const PAYLOAD_BYTES_MAX: usize = 256 * 1024;
/// The largest stored record, in bytes: a payload and its metadata.
pub const RECORD_BYTES_MAX: usize = PAYLOAD_BYTES_MAX + 4 * 1024;
/// The most events one command may cause.
pub const BATCH_RECORDS_MAX: usize = 10_000;
/// The largest batch, in stored bytes.
pub const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Which log this is. A restore starts a new epoch, so that events after it get other ids.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct LogId {
    /// Random, given when the log is made.
    pub id: u128,
    /// When the log was restored last, in nanoseconds since 1970, or one more than before if that is
    /// more; 1 as long as it never was. Two restores of one backup go on in different epochs.
    pub epoch: u64,
}

impl LogId {
    /// The id of the event at `position`: `<log id>-<epoch>-<position>`.
    #[must_use]
    pub fn event_id(self, position: Position) -> String {
        format!("{self}-{position}")
    }

    /// Reads an id as it is [displayed](fmt::Display), and in no other form.
    ///
    /// ```
    /// use engine::store::LogId;
    /// let restored = LogId { id: 7, epoch: u64::MAX };
    /// assert_eq!(LogId::parse(&restored.to_string()), Some(restored));
    /// assert_eq!(LogId::parse("7-1"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, epoch) = text.split_once('-')?;
        let log = Self { id: u128::from_str_radix(id, 16).ok()?, epoch: epoch.parse().ok()? };
        (log.to_string() == text).then_some(log)
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}-{}", self.id, self.epoch)
    }
}

/// An append-only log of events, in streams.
///
/// Object-safe, so that which store it is can be a matter of configuration; and no assumption of a
/// local disk: what a remote store must wait for is a future.
pub trait EventStore: Send + Sync {
    /// Which log this is.
    fn log_id(&self) -> LogId;

    /// The id of the event at `position`, which it keeps when the log is restored and goes on in
    /// another epoch. `None` if it is not there.
    fn event_id(&self, position: Position) -> Option<String> {
        let known = Position(1) <= position && position <= *self.head().borrow();
        known.then(|| self.log_id().event_id(position))
    }

    /// Queues a batch: all of its records become durable, in order, or none do.
    ///
    /// Batches become durable in the order of the calls. An empty batch is a barrier: it completes
    /// when everything queued before it is durable. Dropping the [`Appending`] cancels nothing.
    /// After a failure every further append fails: nobody may see an outcome that is not in the log.
    fn append(&self, batch: Batch) -> Appending;

    /// Queues several batches, none of them a barrier; completes when the last one is durable, and
    /// then all are: what comes after a failure fails.
    ///
    /// No batches at all are a barrier.
    fn append_all(&self, batches: Vec<Batch>) -> Appending {
        let appended = batches.into_iter().map(|batch| self.append(batch)).last();
        appended.unwrap_or_else(|| self.append(Batch::barrier()))
    }

    /// The last durable position, as it moves.
    fn head(&self) -> watch::Receiver<Position>;

    /// The log after `after`, up to what is durable whenever a chunk is read.
    fn read(&self, after: Position) -> Reading;

    /// The durable records of one stream after `after`.
    fn read_stream(&self, stream: &StreamId, after: Version) -> Reading;

    /// The durable records that a command caused, whenever that was.
    fn read_command(&self, command: CommandId) -> Reading;
}

/// The store failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system said no.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Arc<std::io::Error>,
    },
    /// There is nothing to read.
    #[error("{} holds no log: no segment is there", path.display())]
    NoLog {
        /// The directory.
        path: PathBuf,
    },
    /// Something was being restored there, and the restore was cut off.
    #[error(
        "a restore into {} was cut off; run pdca restore again, with the backup and --data as \
         before, or remove the directory", path.display()
    )]
    Unfinished {
        /// The log's directory.
        path: PathBuf,
    },
    /// Bytes are not what was written. `pdca fsck` tells more.
    #[error("{} is corrupt at offset {offset}: {reason}; run pdca fsck, or restore a backup", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The offset in it, in bytes.
        offset: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The last segment ends before what is known to have been durable. Nothing was cut off.
    #[error("{} ends with position {head}, but position {known} is known; restore a backup", path.display())]
    Shorter {
        /// The segment.
        path: PathBuf,
        /// The last position that is whole in it.
        head: Position,
        /// The last one that is known of.
        known: Position,
    },
    /// A newer release wrote it.
    #[error("{} needs release {needed} or later to be read", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The lowest version that can read it.
        needed: String,
    },
    /// Another process or another part of this one writes there.
    #[error("{} is held by another process; use it there, or stop it first", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// No room: new writes are refused before the log is hurt; reading goes on.
    #[error("the disk of {} is full; make room and start again", path.display())]
    Full {
        /// Where.
        path: PathBuf,
    },
    /// A segment was moved to the archive and is not there.
    #[error(
        "positions {first} to {last} are archived in {name}, which is absent; bring the file back to read them"
    )]
    Archived {
        /// The segment's file name.
        name: String,
        /// The first position in it.
        first: Position,
        /// The last position in it.
        last: Position,
    },
    /// The batch does not follow the last one: two sequencers on one log, or a defect.
    #[error("the batch begins at position {found}, the log continues at {expected}")]
    OutOfOrder {
        /// Where the log continues.
        expected: Position,
        /// Where the batch begins.
        found: Position,
    },
    /// An earlier write failed, or the store was closed; nothing is written any more.
    #[error("the log is stopped: {0}")]
    Stopped(String),
}

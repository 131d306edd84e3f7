//! The engine at work: from a command to its durable outcome.
//!
//! A caller notes how far the log is durable (`as_of`), then looks for an earlier outcome of its
//! command and, if the stream is not cached, for its state; only then it hands the command over.
//! What became of both since then, the sequencer knows by itself:
//!
//! - Outcomes that are not durable are never forgotten (`recent`). So an outcome that is not
//!   remembered is durable; and unless one behind `as_of` was forgotten, the caller has seen it.
//!   Otherwise the sequencer looks into the log itself.
//! - States that are not durable are never dropped (`cache`). So a stream that is not cached can
//!   be read from the log; and unless a state behind `as_of` was dropped, what the caller has read
//!   is that. Otherwise the sequencer reads it itself.
//!
//! Nothing is ever sent back to the caller. So commands are decided in the order in which they
//! were handed over, and it does not matter whether anybody still waits.

mod cache;
mod decide;
mod fire;
mod gauges;
mod job;
mod kept;
mod numbers;
mod open;
mod policies;
mod recent;
mod request;
mod sequencer;
mod submit;
mod tally;
mod timers;
mod view;
mod wait;
mod workers;

#[cfg(test)]
mod tests;

pub use gauges::Stats;
pub use open::{OpenError, OpenOptions, Progress};
pub use policies::{PolicyError, PolicyRunner, PolicyStatus};
pub use request::{Accepted, Cause, ExecuteError, Outcome, Request};
pub use submit::Submitted;
pub use tally::Outcomes;
pub use timers::GivenUp;
pub use view::{AsOf, StreamView, position_at, view};
pub use wait::{wait, wait_at_most};
pub use workers::Workers;
pub(crate) use workers::either;

use crate::snapshot::Snapshots;
use crate::{Catalogue, Clock, EventStore, Position, Span, StoreError, Timestamp};
use cache::Cached;
use fire::TimersLock;
use gauges::Gauges;
use job::Job;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{JoinHandle, ThreadId};
use tally::Tally;
use tokio::sync::{Semaphore, mpsc, watch};

/// How far into the future a sender may state: clocks differ.
pub const AHEAD_MAX: Span = Span::from_minutes(2);
/// How far back anybody may state; further back needs the role [`RECORDER`].
pub const BACK_MAX: Span = Span::from_hours(24);
/// The role that may record what happened long ago.
pub const RECORDER: crate::lifecycle::Role = "recorder";
/// The longest chain of commands that policies may cause.
pub const DEPTH_MAX: u8 = 32;
/// How many commands are on their way at most, from handed over to durable; beyond, callers wait.
pub const QUEUE_MAX: usize = 8 * 1024;
/// How many records apart snapshots of the facts are at most.
pub const SNAPSHOT_EVERY: u64 = 1_000_000;

/// The engine. Cheap to clone; the last one dropped closes it.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    cached: Arc<Cached>,
    /// Bounded by the places.
    jobs: mpsc::UnboundedSender<Job>,
    sequencer: Mutex<Option<JoinHandle<()>>>,
    sequencer_id: ThreadId,
}

/// What the sequencer and its callers both need.
struct Shared {
    catalogue: Catalogue,
    store: Arc<dyn EventStore>,
    clock: Arc<dyn Clock>,
    snapshots: Arc<dyn Snapshots>,
    durable: watch::Receiver<Position>,
    timers: TimersLock,
    gauges: Gauges,
    tally: Tally,
    /// What bounds the queue: a command has one from handed over until whoever asked is told.
    places: Semaphore,
    /// The first failure of the store: nothing is decided after it.
    failed: OnceLock<StoreError>,
    /// A decision that could not be taken in: nothing is decided after it, either.
    defect: OnceLock<ExecuteError>,
}

impl Shared {
    /// Why nothing is decided any more, if so.
    fn stopped(&self) -> Option<ExecuteError> {
        let failed = || self.failed.get().cloned().map(ExecuteError::Store);
        self.defect.get().cloned().or_else(failed)
    }
}

impl Engine {
    /// The processes, policies and authority.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.shared.catalogue
    }

    /// The log.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn EventStore> {
        &self.0.shared.store
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.shared.clock.now()
    }

    /// The last durable position.
    #[must_use]
    pub fn head(&self) -> Position {
        self.0.shared.head()
    }

    /// Why nothing is decided any more, if so: the store has failed, or the engine itself.
    #[must_use]
    pub fn failure(&self) -> Option<ExecuteError> {
        self.0.shared.stopped()
    }

    /// Closes the engine: what has been handed over gets its outcome, what comes later is refused.
    ///
    /// Waits for that, also if another thread closes it; not on the store's own thread.
    pub fn close(&self) {
        self.0.close();
    }
}

impl Inner {
    fn close(&self) {
        self.shared.places.close();
        // Gone already, then.
        let _ = self.jobs.send(Job::Close);
        if std::thread::current().id() == self.sequencer_id {
            // Whoever looks at the facts let go of the last engine: it ends by itself.
            return;
        }
        let mut handle = self.sequencer.lock().unwrap_or_else(PoisonError::into_inner);
        if handle.take().is_some_and(|handle| handle.join().is_err()) {
            tracing::error!("the sequencer panicked");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine of {}", self.store().log_id())
    }
}

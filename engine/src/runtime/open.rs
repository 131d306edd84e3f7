use super::cache::{Cache, Live};
use super::fire::TimersLock;
use super::gauges::Gauges;
use super::numbers::Numbers;
use super::recent::Recent;
use super::sequencer::Sequencer;
use super::tally::Tally;
use super::timers::{Change, Timers};
use super::{Engine, Inner, QUEUE_MAX, Shared, wait};
use crate::snapshot::Snapshots;
use crate::store::ReadError;
use crate::system::outcome;
use crate::{
    Catalogue, Clock, CommandId, Door, EventStore, Facts, Position, RecordRef, StreamId, Timestamp,
    Version,
};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::{Semaphore, mpsc};

/// What an engine runs on.
pub struct OpenOptions {
    /// Processes, policies, authority.
    pub catalogue: Catalogue,
    /// The log.
    pub store: Arc<dyn EventStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where snapshots are kept.
    pub snapshots: Arc<dyn Snapshots>,
    /// How much memory cached states may take, in bytes.
    pub cache_bytes_max: usize,
}

impl OpenOptions {
    /// The bound of the state cache, in bytes, unless it is set.
    pub const CACHE_BYTES_MAX: usize = 256 * 1024 * 1024;
}

/// How far the log has been read on the way to readiness.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    /// The last position read.
    pub position: Position,
    /// The last position there is.
    pub head: Position,
}

/// The engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A thread cannot be started.
    #[error("cannot start a thread")]
    Thread(#[source] std::io::Error),
}

impl Engine {
    /// Starts an engine on a log: folds what decisions look up, from a snapshot or from the
    /// beginning, then takes commands.
    ///
    /// # Errors
    /// [`OpenError`], when the log cannot be read.
    pub fn open(
        options: OpenOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, OpenError> {
        let OpenOptions { catalogue, store, clock, snapshots, cache_bytes_max } = options;
        let facts = catalogue.facts();
        let (durable, timers) = (store.head(), TimersLock::default());
        let tally = Tally::new(&catalogue);
        let mut shared = Shared {
            catalogue,
            store,
            clock,
            snapshots,
            durable,
            timers,
            gauges: Gauges::default(),
            tally,
            places: Semaphore::new(QUEUE_MAX),
            failed: OnceLock::new(),
            defect: OnceLock::new(),
        };
        let mut start = Start::from_snapshot(&shared, facts, Cache::new(cache_bytes_max));
        let mut snapshot = start.facts.position();
        start.read_on(&shared, progress)?;
        let Start { facts, numbers, timers, recorded_at, cache, .. } = start;
        shared.timers = TimersLock::new(timers);
        shared.gauges.check(&facts);
        if facts.position().0 >= snapshot.0 + SNAPSHOT_AFTER {
            shared.save(&facts, &numbers);
            snapshot = facts.position();
        }
        let shared = Arc::new(shared);
        let (jobs, queue) = mpsc::unbounded_channel();
        let cached = cache.cached();
        let sequencer = Sequencer {
            shared: Arc::clone(&shared),
            cache,
            recent: Recent::default(),
            head: facts.position(),
            snapshot,
            facts,
            numbers,
            recorded_at,
            queued_bytes: 0,
            durable: Position(0),
            batches: Vec::new(),
            tells: Vec::new(),
        };
        let thread = std::thread::Builder::new().name("pdca-sequencer".to_owned());
        let handle = thread.spawn(move || sequencer.run(queue)).map_err(OpenError::Thread)?;
        let sequencer_id = handle.thread().id();
        let sequencer = Mutex::new(Some(handle));
        Ok(Self(Arc::new(Inner { shared, cached, jobs, sequencer, sequencer_id })))
    }
}

/// After how many records read at the start a snapshot is worth its while.
const SNAPSHOT_AFTER: u64 = 100_000;

/// What the sequencer starts from.
struct Start {
    facts: Facts,
    numbers: Numbers,
    timers: Timers,
    recorded_at: Timestamp,
    /// The states of the streams that are read about: what waits for a deadline is in there.
    cache: Cache,
    /// The stream that the command being read was about.
    changed: Option<Changed>,
}

struct Changed {
    command: CommandId,
    by_timer: bool,
    stream: StreamId,
    live: Live,
}

impl Start {
    fn from_snapshot(shared: &Shared, mut facts: Facts, cache: Cache) -> Self {
        let (mut numbers, mut timers) = (Numbers::default(), Timers::default());
        let kept = shared.kept(&facts, shared.head());
        if let Some((position, kept)) = kept
            && facts.restore(position, &kept.facts).is_ok()
        {
            (numbers, timers) = (kept.numbers, Timers::restore(kept.timers));
        }
        Self { facts, numbers, timers, recorded_at: Timestamp::MIN, cache, changed: None }
    }

    fn read_on(
        &mut self,
        shared: &Shared,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), ReadError> {
        const PROGRESS_EVERY: u64 = 10_000;
        let head = shared.head();
        let start = self.facts.position();
        // The last record again, for the time at which it was made.
        let from = Position(start.0.saturating_sub(1));
        shared.store.read(from).for_each(|record| {
            if record.position > start {
                self.take_in(shared, record)?;
            }
            self.recorded_at = record.metadata.recorded_at;
            if record.position.0.is_multiple_of(PROGRESS_EVERY) {
                progress(Progress { position: record.position, head });
            }
            Ok::<_, ReadError>(())
        })?;
        self.settle();
        progress(Progress { position: head, head });
        Ok(())
    }

    fn take_in(&mut self, shared: &Shared, record: &RecordRef<'_>) -> Result<(), ReadError> {
        let position = record.position;
        let unreadable = |source| ReadError::Decode { position, source };
        let command = record.metadata.command_id;
        let known = self.changed.as_ref();
        if known.is_some_and(|known| known.command != command || !record.is_of(&known.stream)) {
            self.settle();
        }
        self.facts.apply(record).map_err(unreadable)?;
        self.numbers.apply(shared.catalogue.processes(), record);
        if Timers::concerns(record) {
            self.timers.apply(record).map_err(unreadable)?;
        }
        // Outcomes wait for nothing, and are never sent a command.
        let process = shared.catalogue.process(record.process).ok();
        let process = process.filter(|_| record.process != outcome::LIFECYCLE.process);
        let Some(process) = process else { return Ok(()) };
        let (stream, mut live) = if let Some(Changed { stream, live, .. }) = self.changed.take() {
            (stream, live)
        } else {
            let stream = record.stream().map_err(unreadable)?;
            let live = match self.cache.take(&stream) {
                Some(live) => live,
                None if record.version == Version(1) => Live::new(process),
                None => wait(shared.load(&stream, Position(position.0.saturating_sub(1))))?,
            };
            (stream, live)
        };
        live.apply(record).map_err(unreadable)?;
        let by_timer = record.metadata.door == Door::Timer;
        self.changed = Some(Changed { command, by_timer, stream, live });
        Ok(())
    }

    /// A command's last event has been read: what its stream is waiting for is known.
    fn settle(&mut self) {
        let Some(Changed { command, by_timer, stream, live }) = self.changed.take() else { return };
        let &Live { version, last: position, run, .. } = &live;
        let recorded_at = self.recorded_at;
        let change =
            Change { stream: &stream, version, position, run, command, by_timer, recorded_at };
        self.timers.changed(&change, &live.state.deadlines());
        self.cache.insert(&stream, live, position);
    }
}

use super::cache::{Cache, Live};
use super::gauges::Gauges;
use super::numbers::Numbers;
use super::recent::Recent;
use super::sequencer::Sequencer;
use super::timers::Timers;
use super::{Engine, Inner, Kept, QUEUE_MAX, Shared, TimersLock};
use crate::process::AnyState;
use crate::snapshot::Snapshots;
use crate::store::ReadError;
use crate::system::import;
use crate::{
    Catalogue, Clock, CommandId, EventStore, Facts, Origin, Position, RecordRef, StreamId,
    Timestamp, Version, codec,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

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
        let durable = store.head();
        let gauges = Gauges::default();
        let shared = Arc::new(Shared { catalogue, store, clock, snapshots, gauges });
        let mut start = Start::from_snapshot(&shared, facts);
        start.read_on(&shared, progress)?;
        shared.gauges.check(&start.facts);
        let Start { facts, numbers, timers, recorded_at, .. } = start;
        let (jobs, queue) = mpsc::channel(QUEUE_MAX);
        let timers = Arc::new(TimersLock { timers: Mutex::new(timers), ..TimersLock::default() });
        let sequencer = Sequencer {
            shared: Arc::clone(&shared),
            durable,
            cache: Cache::new(cache_bytes_max),
            recent: Recent::default(),
            head: facts.position(),
            snapshot: facts.position(),
            facts,
            numbers,
            timers: Arc::clone(&timers),
            recorded_at,
            defect: None,
        };
        let thread = std::thread::Builder::new().name("pdca-sequencer".to_owned());
        let handle = thread.spawn(move || sequencer.run(queue)).map_err(OpenError::Thread)?;
        let sequencer = Mutex::new(Some(handle));
        Ok(Self(Arc::new(Inner { shared, jobs, timers, sequencer })))
    }
}

/// What the sequencer starts from.
struct Start {
    facts: Facts,
    numbers: Numbers,
    timers: Timers,
    recorded_at: Timestamp,
    /// The states of streams with deadlines, while the log is read.
    states: HashMap<StreamId, Box<dyn AnyState>>,
    /// The stream that the command being read was about.
    changed: Option<Changed>,
}

struct Changed {
    command: CommandId,
    stream: StreamId,
    version: Version,
    origin: Origin,
}

impl Start {
    fn from_snapshot(shared: &Shared, mut facts: Facts) -> Self {
        let head = *shared.store.head().borrow();
        let (mut numbers, mut timers) = (Numbers::default(), Timers::default());
        let snapshot = shared.snapshots.load(Shared::SNAPSHOT, shared.folded(&facts), head);
        let kept = snapshot.and_then(|snapshot| {
            let kept: Kept = codec::from_bytes(&snapshot.bytes).ok()?;
            facts.restore(snapshot.position, &kept.facts).ok()?;
            Some(kept)
        });
        if let Some(kept) = kept {
            (numbers, timers) = (kept.numbers, Timers::restore(kept.timers));
        }
        let (states, changed) = (HashMap::new(), None);
        Self { facts, numbers, timers, recorded_at: Timestamp::MIN, states, changed }
    }

    fn read_on(
        &mut self,
        shared: &Shared,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), ReadError> {
        const PROGRESS_EVERY: u64 = 10_000;
        let head = *shared.store.head().borrow();
        let start = self.facts.position();
        // The last record again, for the time at which it was made.
        let from = Position(start.0.saturating_sub(1));
        shared.store.read(from).for_each(|record| {
            self.recorded_at = record.metadata.recorded_at;
            if record.position > start {
                self.take_in(shared, record)?;
            }
            if record.position.0.is_multiple_of(PROGRESS_EVERY) {
                progress(Progress { position: record.position, head });
            }
            Ok::<_, ReadError>(())
        })?;
        self.settle();
        self.states = HashMap::new();
        progress(Progress { position: head, head });
        Ok(())
    }

    fn take_in(&mut self, shared: &Shared, record: &RecordRef<'_>) -> Result<(), ReadError> {
        let position = record.position;
        let unreadable = |source| ReadError::Decode { position, source };
        self.facts.apply(record).map_err(unreadable)?;
        self.numbers.apply(shared.catalogue.processes(), record);
        let command = record.metadata.command_id;
        if self.changed.as_ref().is_some_and(|changed| changed.command != command) {
            self.settle();
        }
        if let Some(run) = import::ended_run(record) {
            self.timers.run_ended(run);
        }
        let Ok(process) = shared.catalogue.process(record.process) else { return Ok(()) };
        let stream = record.stream().map_err(unreadable)?;
        let state = match self.states.remove(&stream) {
            Some(mut state) => {
                state.evolve(record).map_err(unreadable)?;
                state
            }
            None => earlier(shared, Live::new(process), &stream, record)?,
        };
        self.states.insert(stream.clone(), state);
        let (version, origin) = (record.version, record.metadata.origin);
        self.changed = Some(Changed { command, stream, version, origin });
        Ok(())
    }

    /// A command's last event has been read: what its stream is waiting for is known.
    fn settle(&mut self) {
        let Some(Changed { stream, version, origin, .. }) = self.changed.take() else { return };
        let Some(state) = self.states.remove(&stream) else { return };
        self.timers.changed(&stream, version, origin, &*state);
        // What waits for nothing is unlikely to change again; if it does, it is read again.
        if !state.deadlines().is_empty() {
            self.states.insert(stream, state);
        }
    }
}

/// The state of a stream after `record`, read from its beginning.
fn earlier(
    shared: &Shared,
    live: Live,
    stream: &StreamId,
    record: &RecordRef<'_>,
) -> Result<Box<dyn AnyState>, ReadError> {
    let mut state = live.state;
    let until = record.version;
    let decode = |position| move |source| ReadError::Decode { position, source };
    if until == Version(1) {
        state.evolve(record).map_err(decode(record.position))?;
        return Ok(state);
    }
    shared.store.read_stream(stream, Version(0)).for_each(|record| {
        if record.version > until {
            return Ok(());
        }
        state.evolve(record).map_err(decode(record.position))
    })?;
    Ok(state)
}

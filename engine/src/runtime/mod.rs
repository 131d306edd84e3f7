//! The engine at work: from a command to its durable outcome.

mod cache;
mod gauges;
mod job;
mod numbers;
mod open;
mod policies;
mod recent;
mod request;
mod sequencer;
mod timers;
mod view;
mod wait;
mod workers;

pub use gauges::Stats;
pub use open::{OpenError, OpenOptions, Progress};
pub use policies::{PolicyError, PolicyRunner, PolicyStatus};
pub use request::{Accepted, Cause, ExecuteError, Outcome, Request};
pub use view::{AsOf, StreamView, position_at, view};
pub use wait::{wait, wait_at_most};
pub use workers::Workers;
pub(crate) use workers::either;

use crate::snapshot::{Folded, Snapshot, Snapshots};
use crate::store::{Batch, ReadError};
use crate::system::outcome;
use crate::{
    Caller, Catalogue, Clock, Door, EventSet as _, EventStore, Facts, Origin, Position, Span,
    StreamId, Timestamp,
};
use gauges::Gauges;
use job::{Job, Look, Pending, Reply};
use numbers::Numbers;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use timers::{AllArmed, Timer, Timers};
use tokio::sync::{mpsc, oneshot};

/// How far into the future a sender may state: clocks differ.
pub const AHEAD_MAX: Span = Span::from_minutes(2);
/// How far back anybody may state; further back needs the role [`RECORDER`].
pub const BACK_MAX: Span = Span::from_hours(24);
/// The role that may record what happened long ago.
pub const RECORDER: crate::lifecycle::Role = "recorder";
/// The longest chain of commands that policies may cause.
pub const DEPTH_MAX: u8 = 32;
/// How many commands wait for the sequencer at most; beyond, callers wait.
pub const QUEUE_MAX: usize = 8 * 1024;
/// How many records apart snapshots of the facts are at most.
pub const SNAPSHOT_EVERY: u64 = 1_000_000;

/// The engine. Cheap to clone; the last one dropped closes it.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    jobs: mpsc::Sender<Job>,
    timers: Arc<TimersLock>,
    sequencer: Mutex<Option<JoinHandle<()>>>,
}

/// What the sequencer and its callers both need.
struct Shared {
    catalogue: Catalogue,
    store: Arc<dyn EventStore>,
    clock: Arc<dyn Clock>,
    snapshots: Arc<dyn Snapshots>,
    gauges: Gauges,
}

/// The timers, and a bell that rings when they change.
#[derive(Default)]
struct TimersLock {
    timers: Mutex<Timers>,
    changed: Condvar,
}

impl TimersLock {
    fn lock(&self) -> MutexGuard<'_, Timers> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update<T>(&self, change: impl FnOnce(&mut Timers) -> T) -> T {
        let mut timers = self.lock();
        let next = timers.next();
        let result = change(&mut timers);
        if timers.next() != next {
            self.changed.notify_all();
        }
        result
    }
}

/// The name and bytes of each fold.
type KeptFacts = Vec<(String, Vec<u8>)>;

/// What the sequencer keeps across a restart. Derived from the log like everything else.
#[derive(Serialize, Deserialize)]
struct Kept {
    facts: KeptFacts,
    numbers: Numbers,
    timers: AllArmed,
}

impl Shared {
    const SNAPSHOT: &'static str = "sequencer";

    /// Changes when a process, a fact or the layout of timers does.
    fn folded(&self, facts: &Facts) -> Folded {
        let mut parts: Vec<Vec<u8>> = Vec::new();
        for process in self.catalogue.processes() {
            parts.push(process.name().as_bytes().to_owned());
            parts.push(crate::codec::to_bytes(&process.folded()));
        }
        for (name, folded) in facts.folded() {
            parts.push(name.as_bytes().to_owned());
            parts.push(crate::codec::to_bytes(&folded));
        }
        parts.push(crate::snapshot::layout_of::<(Numbers, AllArmed)>().to_be_bytes().to_vec());
        let parts: Vec<_> = parts.iter().map(Vec::as_slice).collect();
        Folded { version: 1, layout: (crate::digest(&parts) >> 64) as u64 }
    }

    fn keep(facts: &Facts, numbers: &Numbers, timers: &Timers) -> Vec<u8> {
        let (facts, numbers) = (facts.to_bytes(), numbers.clone());
        crate::codec::to_bytes(&Kept { facts, numbers, timers: timers.to_snapshot() })
    }

    fn save(&self, position: Position, facts: &Facts, numbers: &Numbers, timers: &Timers) {
        let bytes = Self::keep(facts, numbers, timers);
        self.snapshots.save(Self::SNAPSHOT, self.folded(facts), Snapshot { position, bytes });
    }

    fn save_when_durable(
        self: &Arc<Self>,
        position: Position,
        facts: &Facts,
        numbers: &Numbers,
        timers: &TimersLock,
    ) {
        let bytes = Self::keep(facts, numbers, &timers.lock());
        let (shared, folded) = (Arc::clone(self), self.folded(facts));
        self.store.append(Batch::barrier()).then(move |appended| {
            if appended.is_ok() {
                shared.snapshots.save(Self::SNAPSHOT, folded, Snapshot { position, bytes });
            }
        });
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
        *self.0.shared.store.head().borrow()
    }

    /// Decides a command, and answers when its outcome is durable.
    ///
    /// Dropping the future cancels nothing once the command has been handed over.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    #[tracing::instrument(skip_all, fields(command = ?request.command.name(), id = %request.command_id))]
    pub async fn execute(&self, request: Request) -> Outcome {
        self.submit(request).await?.outcome().await
    }

    /// Decides a command, on a thread that may block.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub fn execute_blocking(&self, request: Request) -> Outcome {
        wait(self.execute(request))
    }

    /// Hands a command over: commands are decided in the order in which this returns.
    ///
    /// # Errors
    /// As [`Engine::execute`], if the outcome is in the log already or cannot be looked up.
    pub async fn submit(&self, request: Request) -> Result<Submitted, ExecuteError> {
        if request.caller.principal.len() > Caller::PRINCIPAL_BYTES_MAX {
            let bytes = request.caller.principal.len();
            return Err(ExecuteError::PrincipalTooLong { bytes });
        }
        let name = request.command.process();
        let process = self.catalogue().process(name);
        process.map_err(|_| ExecuteError::UnknownProcess(name))?;
        let content = request.content();
        let pending = Pending { request, content, as_of: Position(0), loaded: None };
        self.look_and_send(Box::new(pending), Look::Log).await
    }

    async fn look_and_send(
        &self,
        mut pending: Box<Pending>,
        look: Look,
    ) -> Result<Submitted, ExecuteError> {
        // Before looking: what becomes durable meanwhile is seen too, or asked for again.
        pending.as_of = self.head();
        let earlier = self.earlier(&pending)?;
        if look == Look::State {
            let Pending { request, .. } = &*pending;
            let key = request.key.clone().unwrap_or_else(|| request.command_id.to_key());
            let stream = StreamId::new(request.command.process(), key);
            pending.loaded = Some(self.load(&stream)?);
        }
        let (reply, answer) = oneshot::channel();
        let submitted = Submitted { engine: self.clone(), answer, earlier };
        if submitted.earlier.is_none() {
            let sent = self.0.jobs.send(Job::Execute(pending, reply)).await;
            sent.map_err(|_| ExecuteError::Stopped)?;
        }
        Ok(submitted)
    }

    /// The outcome that a command has in the log, if any.
    fn earlier(&self, pending: &Pending) -> Result<Option<Outcome>, ExecuteError> {
        let id = pending.request.command_id;
        let mut records = self.0.shared.store.read_command(id).collect()?;
        let Some(last) = records.last() else { return Ok(None) };
        if last.content != pending.content {
            return Ok(Some(Err(ExecuteError::IdReused { position: last.position })));
        }
        let (position, recorded_at) = (last.position, last.recorded_at);
        let (mut stream, mut version) = (last.stream.clone(), last.version);
        if stream.process == outcome::LIFECYCLE.process {
            let read = outcome::Event::decode(&last.event, last.schema, &last.payload);
            match read.map_err(|source| ReadError::Decode { position, source })? {
                outcome::Event::Refused(refusal) => {
                    let refusal = Box::new(refusal);
                    return Ok(Some(Err(ExecuteError::RefusedBefore { recorded_at, refusal })));
                }
                outcome::Event::Satisfied(satisfied) => {
                    let key = crate::Key::new(&satisfied.key).unwrap_or(stream.key);
                    stream = StreamId::new(&satisfied.process, key);
                    version = crate::Version(satisfied.version);
                    records.clear();
                }
            }
        }
        let process = self.catalogue().process(&stream.process);
        let known: Vec<&'static str> =
            process.map(crate::AnyProcess::event_kinds).unwrap_or_default();
        let events = records.into_iter().filter_map(|record| {
            let event = known.iter().find(|name| **name == record.event)?;
            let (schema, payload) = (record.schema, record.payload);
            Some(crate::process::Encoded { event, schema, payload })
        });
        let events = events.collect();
        let accepted = Accepted { stream, version, position, recorded_at, events, repeated: true };
        Ok(Some(Ok(Arc::new(accepted))))
    }

    /// Shows `look` the facts as they stand between two decisions, also those not yet durable.
    ///
    /// # Errors
    /// [`ExecuteError::Stopped`], when the engine has been closed.
    pub async fn facts<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Facts) -> T + Send + 'static,
    ) -> Result<T, ExecuteError> {
        let (reply, answer) = oneshot::channel();
        let inspect = Job::Inspect(Box::new(move |facts| {
            // Whoever asked may be gone.
            let _ = reply.send(look(facts));
        }));
        self.0.jobs.send(inspect).await.map_err(|_| ExecuteError::Stopped)?;
        answer.await.map_err(|_| ExecuteError::Stopped)
    }

    /// Fires everything that is due by now, the longest overdue first, on a thread that may block.
    ///
    /// Returns how many timers fired.
    ///
    /// # Errors
    /// [`ExecuteError`], when the engine fails; a refused timer is recorded and tried again later.
    pub fn fire_due(&self) -> Result<usize, ExecuteError> {
        let mut fired = 0;
        loop {
            let now = self.now();
            let Some((stream, timer)) = self.0.timers.lock().due(now) else { return Ok(fired) };
            self.fire(&stream, &timer, Origin::Live, now)?;
            fired += 1;
        }
    }

    /// Fires what is due before `until` in the history that an import run brings in: what records,
    /// not what moves.
    ///
    /// Returns how many timers fired.
    ///
    /// # Errors
    /// As [`Engine::fire_due`].
    pub fn fire_due_in_run(&self, run: u64, until: Timestamp) -> Result<usize, ExecuteError> {
        let mut fired = 0;
        loop {
            let due = self.0.timers.lock().due_in_run(run, until);
            let Some((stream, timer)) = due else { return Ok(fired) };
            self.fire(&stream, &timer, Origin::Imported { run }, until)?;
            fired += 1;
        }
    }

    fn fire(
        &self,
        stream: &StreamId,
        timer: &Timer,
        origin: Origin,
        now: Timestamp,
    ) -> Result<(), ExecuteError> {
        let live = self.load(stream)?;
        let deadlines = live.state.deadlines();
        let deadline = deadlines
            .iter()
            .find(|deadline| deadline.name == timer.name && deadline.at == timer.at);
        let Some(deadline) = deadline else {
            // The state moved on meanwhile, and the timer with it.
            self.0.timers.update(|timers| {
                timers.changed(stream, live.version, origin, &*live.state);
            });
            return Ok(());
        };
        let request = Request {
            caller: Caller::system(Door::Timer),
            command_id: timer.command_id(stream),
            key: Some(stream.key.clone()),
            command: deadline.command.clone(),
            // Nothing happens before there was anything it could happen to.
            occurred_at: Some(timer.at.max(live.first.unwrap_or(timer.at))),
            origin,
            cause: None,
        };
        match self.execute_blocking(request) {
            Ok(accepted) if !accepted.repeated && !accepted.events.is_empty() => Ok(()),
            // Satisfied, or fired before: the timer stands all the same, and is not to spin.
            Ok(_) => {
                self.0.timers.update(|timers| timers.refused(stream, timer, now));
                Ok(())
            }
            Err(error) if error.is_refusal() => {
                let given_up = self.0.timers.update(|timers| timers.refused(stream, timer, now));
                if given_up {
                    tracing::warn!(%stream, timer = timer.name, %error, "timer given up");
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The facts in the newest snapshot at `until` or before.
    fn kept_facts(&self, until: Position) -> Option<(Position, KeptFacts)> {
        let shared = &self.0.shared;
        let folded = shared.folded(&shared.catalogue.facts());
        let snapshot = shared.snapshots.load(Shared::SNAPSHOT, folded, until)?;
        let kept: Kept = crate::codec::from_bytes(&snapshot.bytes).ok()?;
        Some((snapshot.position, kept.facts))
    }

    /// Closes the engine: what has been handed over gets its outcome, what comes later is refused.
    pub fn close(&self) {
        self.0.close();
    }
}

impl Inner {
    fn close(&self) {
        let handle = self.sequencer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(handle) = handle else { return };
        // A full queue means that the sequencer is busy, not that it is gone.
        let closing = wait(self.jobs.send(Job::Close));
        if closing.is_err() {
            tracing::warn!("the sequencer had stopped before it was closed");
        }
        if handle.join().is_err() {
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

/// A command that has been handed over.
#[derive(Debug)]
pub struct Submitted {
    engine: Engine,
    answer: oneshot::Receiver<Reply>,
    earlier: Option<Outcome>,
}

impl Submitted {
    /// Its outcome, when it is durable.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub async fn outcome(mut self) -> Outcome {
        loop {
            if let Some(earlier) = self.earlier {
                return earlier;
            }
            match self.answer.await.map_err(|_| ExecuteError::Stopped)? {
                Reply::Outcome(outcome) => return outcome,
                Reply::LookAgain(pending, look) => {
                    self = self.engine.look_and_send(pending, look).await?;
                }
            }
        }
    }
}

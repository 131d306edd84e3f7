use super::Projection;
use crate::snapshot::{Folded, Snapshot, Snapshots, layout_of};
use crate::store::ReadError;
use crate::{DecodeError, EventStore, Position, RecordRef, codec};
use serde::Serialize;
use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

/// How a read model is doing.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It follows the log.
    #[default]
    Following,
    /// It met a record it cannot read, and stays before it. Commits go on.
    Failed {
        /// Which record.
        at: Position,
        /// Why.
        reason: String,
    },
}

/// How far a read model is behind.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Lag {
    /// The model.
    pub name: &'static str,
    /// The last position it has taken in.
    pub position: Position,
    /// How many records it has still to take in.
    pub behind: u64,
    /// How it is doing.
    pub health: Health,
}

/// A read model whose type does not matter.
trait AnyModel: Send + Sync {
    fn name(&self) -> &'static str;
    /// Takes records in, all or up to the first that it cannot read.
    fn apply(&self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)>;
    /// Up to which record.
    fn position(&self) -> Position;
    fn folded(&self) -> Folded;
    fn to_bytes(&self) -> Vec<u8>;
    fn restore(&self, snapshot: &Snapshot) -> Result<(), DecodeError>;
    /// Begins again before the first event.
    fn reset(&self);
    fn as_any(&self) -> &dyn Any;
}

/// A model, and up to which record it is true.
struct Model<P>(RwLock<(P, Position)>);

impl<P: Projection> AnyModel for Model<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn apply(&self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        // One lock for many records: whoever asks waits for a chunk at most.
        let mut model = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (model, position) = &mut *model;
        for record in records {
            if P::PROCESSES.contains(&record.process) {
                model.apply(record).map_err(|error| (record.position, error))?;
            }
            *position = record.position;
        }
        Ok(())
    }

    fn position(&self) -> Position {
        self.0.read().unwrap_or_else(PoisonError::into_inner).1
    }

    fn folded(&self) -> Folded {
        Folded { version: P::VERSION, layout: layout_of::<P>() }
    }

    fn to_bytes(&self) -> Vec<u8> {
        codec::to_bytes(&self.0.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    fn restore(&self, snapshot: &Snapshot) -> Result<(), DecodeError> {
        let restored = (codec::from_bytes(&snapshot.bytes)?, snapshot.position);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = restored;
        Ok(())
    }

    fn reset(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (P::default(), Position(0));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

struct Hosted {
    model: Box<dyn AnyModel>,
    folded: Folded,
    reached: Reached,
    health: Mutex<Health>,
    /// The position of its last snapshot.
    saved: Mutex<Position>,
}

/// How far a model is, and a bell that rings when it gets further.
struct Reached {
    position: Mutex<Position>,
    further: Condvar,
}

impl Reached {
    fn new(position: Position) -> Self {
        Self { position: Mutex::new(position), further: Condvar::new() }
    }

    fn get(&self) -> Position {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, position: Position) {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = position;
        self.further.notify_all();
    }

    /// Waits until it has got to `at_least`, or `stop` says that it will not, or the time is up.
    fn wait(&self, at_least: Position, most: Duration, stop: impl Fn() -> bool) -> Position {
        let position = self.position.lock().unwrap_or_else(PoisonError::into_inner);
        let behind = |position: &mut Position| *position < at_least && !stop();
        let waited = self.further.wait_timeout_while(position, most, behind);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Hosted {
    fn position(&self) -> Position {
        self.reached.get()
    }

    fn failed(&self, at: Position, error: &dyn std::fmt::Display) {
        let model = self.model.name();
        tracing::error!(model, position = %at, %error, "the read model stays behind");
        let failed = Health::Failed { at, reason: error.to_string() };
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = failed;
    }

    fn health(&self) -> Health {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn reset(&self) {
        self.model.reset();
        self.reached.set(Position(0));
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Position(0);
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = Health::Following;
    }

    fn save(&self, snapshots: &dyn Snapshots) {
        if self.health() != Health::Following {
            // Perhaps half of a record is in it.
            return;
        }
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let position = self.position();
        if *saved < position {
            let bytes = self.model.to_bytes();
            snapshots.save(self.model.name(), self.folded, Snapshot { position, bytes });
            *saved = position;
        }
    }
}

/// Says which read models there are to be.
pub struct FollowerBuilder {
    store: Arc<dyn EventStore>,
    snapshots: Arc<dyn Snapshots>,
    models: Vec<Hosted>,
}

impl FollowerBuilder {
    /// With the read model `P`, from its last snapshot if there is one that fits.
    #[must_use]
    pub fn with<P: Projection>(mut self) -> Self {
        let model: Box<dyn AnyModel> = Box::new(Model(RwLock::new((P::default(), Position(0)))));
        let folded = model.folded();
        let head = *self.store.head().borrow();
        let restored = self.snapshots.load(P::NAME, folded, head).filter(|snapshot| {
            let restored = model.restore(snapshot);
            restored
                .inspect_err(|error| tracing::warn!(model = P::NAME, %error, "built again"))
                .is_ok()
        });
        let position = restored.map_or(Position(0), |snapshot| snapshot.position);
        self.models.push(Hosted {
            model,
            folded,
            reached: Reached::new(position),
            health: Mutex::default(),
            saved: Mutex::new(position),
        });
        self
    }

    /// Reads what is there already, all stale models in one shared scan, then follows on a thread
    /// of its own.
    ///
    /// # Errors
    /// [`ReadError`], when the log cannot be read.
    pub fn start(self, progress: &mut dyn FnMut(Position)) -> Result<Follower, ReadError> {
        let Self { store, snapshots, models } = self;
        let (stop, again, bell) =
            (AtomicBool::new(false), AtomicBool::new(false), watch::Sender::new(()));
        let thread = Mutex::new(None);
        let shared = Arc::new(Shared { store, snapshots, models, stop, again, bell });
        shared.catch_up(progress)?;
        let following = Arc::clone(&shared);
        let spawned = std::thread::Builder::new()
            .name("pdca-projections".to_owned())
            .spawn(move || following.follow());
        match spawned {
            Ok(handle) => *thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle),
            Err(error) => tracing::error!(%error, "read models do not follow"),
        }
        Ok(Follower { shared, thread })
    }
}

/// The read models, following the log on one thread.
pub struct Follower {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    store: Arc<dyn EventStore>,
    snapshots: Arc<dyn Snapshots>,
    models: Vec<Hosted>,
    stop: AtomicBool,
    /// Asks the thread to begin again from the first event.
    again: AtomicBool,
    bell: watch::Sender<()>,
}

/// An answer, and the position it is true for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Queried<T> {
    /// The answer.
    pub answer: T,
    /// Up to and including which record.
    pub position: Position,
}

impl Follower {
    /// How many records apart snapshots are.
    pub const SNAPSHOT_EVERY: u64 = 1_000_000;
    /// How long a query waits for the position it asks for.
    pub const WAIT_MAX: Duration = Duration::from_secs(5);

    /// Read models over `store`.
    #[must_use]
    pub fn builder(store: Arc<dyn EventStore>, snapshots: Arc<dyn Snapshots>) -> FollowerBuilder {
        FollowerBuilder { store, snapshots, models: Vec::new() }
    }

    /// Asks the read model `P` once it has taken in `at_least`; waits for that, on a thread that
    /// may block, [`Follower::WAIT_MAX`] at most.
    ///
    /// # Errors
    /// [`super::QueryError`], when there is no such model, it has failed, or does not get there.
    pub fn query<P: Projection, T>(
        &self,
        at_least: Position,
        ask: impl FnOnce(&P) -> T,
    ) -> Result<Queried<T>, super::QueryError> {
        self.query_within(Self::WAIT_MAX, at_least, ask)
    }

    /// The same, waiting for `most` at most.
    ///
    /// # Errors
    /// As [`Follower::query`].
    pub fn query_within<P: Projection, T>(
        &self,
        most: Duration,
        at_least: Position,
        ask: impl FnOnce(&P) -> T,
    ) -> Result<Queried<T>, super::QueryError> {
        let found = self.shared.models.iter().find_map(|hosted| {
            let model: &Model<P> = hosted.model.as_any().downcast_ref()?;
            Some((hosted, model))
        });
        let (hosted, model) = found.ok_or(super::QueryError::Unknown(P::NAME))?;
        let stop = || hosted.health() != Health::Following;
        let reached = hosted.reached.wait(at_least, most, stop);
        if reached < at_least {
            return Err(match hosted.health() {
                Health::Failed { at, reason } => {
                    super::QueryError::Failed { model: P::NAME, at, reason }
                }
                Health::Following => {
                    super::QueryError::Behind { model: P::NAME, at_least, reached }
                }
            });
        }
        let model = model.0.read().unwrap_or_else(PoisonError::into_inner);
        let (model, position) = &*model;
        Ok(Queried { answer: ask(model), position: *position })
    }

    /// How far each model is behind.
    #[must_use]
    pub fn lags(&self) -> Vec<Lag> {
        let head = *self.shared.store.head().borrow();
        let lag = |hosted: &Hosted| {
            let position = hosted.position();
            let behind = head.0.saturating_sub(position.0);
            Lag { name: hosted.model.name(), position, behind, health: hosted.health() }
        };
        self.shared.models.iter().map(lag).collect()
    }

    /// Builds every model again from the first event, and waits until they are where the log was,
    /// on a thread that may block. A model that had failed gets another chance.
    pub fn rebuild(&self, progress: &mut dyn FnMut(Position)) {
        const MOMENT: Duration = Duration::from_millis(100);
        let head = *self.shared.store.head().borrow();
        self.shared.again.store(true, Ordering::SeqCst);
        self.shared.bell.send_replace(());
        for hosted in &self.shared.models {
            let ended = || self.shared.stop.load(Ordering::SeqCst);
            let failed = || hosted.health() != Health::Following;
            let begun = || !self.shared.again.load(Ordering::SeqCst);
            while !ended() && !(begun() && (failed() || hosted.position() >= head)) {
                progress(hosted.reached.wait(head, MOMENT, || begun() && failed()));
            }
        }
    }

    /// Stops following and keeps a snapshot of every model.
    pub fn close(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        self.shared.stop.store(true, Ordering::SeqCst);
        self.shared.bell.send_replace(());
        if thread.join().is_err() {
            tracing::error!("the read models panicked");
        }
        for hosted in &self.shared.models {
            hosted.save(&*self.shared.snapshots);
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn follow(&self) {
        let mut head = self.store.head();
        let mut bell = self.bell.subscribe();
        while !self.stop.load(Ordering::SeqCst) {
            if self.again.load(Ordering::SeqCst) {
                self.models.iter().for_each(Hosted::reset);
                self.again.store(false, Ordering::SeqCst);
            }
            if let Err(error) = self.catch_up(&mut |_| {}) {
                // Nothing behind it can be read by any.
                for hosted in self.following() {
                    hosted.failed(hosted.position().next(), &error);
                    hosted.reached.set(hosted.position());
                }
            }
            // With nothing to follow, only the bell is worth waiting for.
            let position = self.following().map(Hosted::position).min();
            let position = position.unwrap_or(Position(u64::MAX));
            let news = head.wait_for(|head| *head > position);
            if !crate::runtime::wait(crate::runtime::either(news, bell.changed())) {
                return;
            }
        }
    }

    fn following(&self) -> impl Iterator<Item = &Hosted> {
        self.models.iter().filter(|hosted| hosted.health() == Health::Following)
    }

    fn catch_up(&self, progress: &mut dyn FnMut(Position)) -> Result<(), ReadError> {
        let Some(from) = self.following().map(Hosted::position).min() else { return Ok(()) };
        let mut reading = self.store.read(from);
        while let Some(chunk) = reading.next_blocking()? {
            let records = chunk.stored().map(|(position, bytes)| {
                RecordRef::decode(position, bytes)
                    .map_err(|source| ReadError::Decode { position, source })
            });
            let records = records.collect::<Result<Vec<_>, _>>()?;
            let Some(last) = records.last().map(|record| record.position) else { continue };
            for hosted in self.following() {
                let position = hosted.position();
                let new = records.partition_point(|record| record.position <= position);
                if let Err((at, error)) = hosted.model.apply(records.get(new..).unwrap_or_default())
                {
                    hosted.failed(at, &error);
                }
                let reached = hosted.model.position();
                hosted.reached.set(reached);
                let saved = *hosted.saved.lock().unwrap_or_else(PoisonError::into_inner);
                if reached.0 >= saved.0 + Follower::SNAPSHOT_EVERY {
                    hosted.save(&*self.snapshots);
                }
            }
            progress(last);
            if self.stop.load(Ordering::SeqCst) || self.again.load(Ordering::SeqCst) {
                return Ok(());
            }
        }
        Ok(())
    }
}

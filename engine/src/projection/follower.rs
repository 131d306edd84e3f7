use super::hosted::{AnyModel, Health, Hosted, Model, Reached};
use super::{EntitySet, Projection, QueryError};
use crate::json::Value;
use crate::snapshot::Snapshots;
use crate::store::{Chunk, ReadError, Reading};
use crate::{EventStore, Position, StreamId};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{JoinHandle, Scope};
use std::time::Duration;
use tokio::sync::watch;

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
        let rebuilds = watch::Sender::new(0);
        let shared = Arc::new(Shared { store, snapshots, models, stop, again, bell, rebuilds });
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

/// The read models, following the log: on one thread, and on one each while there is much to catch
/// up with.
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
    /// Counts how often all was built again.
    rebuilds: watch::Sender<u64>,
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
    /// [`QueryError`], when there is no such model, it has failed, or does not get there.
    pub fn query<P: Projection, T>(
        &self,
        at_least: Position,
        ask: impl FnOnce(&P) -> T,
    ) -> Result<Queried<T>, QueryError> {
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
    ) -> Result<Queried<T>, QueryError> {
        let hosted = self.hosted(P::NAME)?;
        let model: Option<&Model<P>> = hosted.model.as_any().downcast_ref();
        let model = model.ok_or(QueryError::Unknown(P::NAME))?;
        hosted.answer(at_least, most, || model.ask(ask))
    }

    /// Everything that the read models tell of one by one.
    #[must_use]
    pub fn entity_sets(&self) -> Vec<EntitySet> {
        self.shared.models.iter().filter_map(|hosted| hosted.model.entity_set()).collect()
    }

    /// What a read model tells of these, once it has taken in `at_least`; waits as
    /// [`Follower::query`] does.
    ///
    /// # Errors
    /// As [`Follower::query`].
    pub fn entities(
        &self,
        set: &EntitySet,
        at_least: Position,
        streams: &[StreamId],
    ) -> Result<Queried<Vec<Option<Value>>>, QueryError> {
        let hosted = self.hosted(set.model)?;
        hosted.answer(at_least, Self::WAIT_MAX, || hosted.model.entities(streams))
    }

    /// Those that a read model tells of, in its order: that many at most after one of them. Waits as
    /// [`Follower::query`] does.
    ///
    /// # Errors
    /// As [`Follower::query`].
    pub fn entity_streams(
        &self,
        set: &EntitySet,
        at_least: Position,
        after: Option<&StreamId>,
        most: usize,
    ) -> Result<Queried<Vec<StreamId>>, QueryError> {
        let hosted = self.hosted(set.model)?;
        hosted.answer(at_least, Self::WAIT_MAX, || hosted.model.streams_after(after, most))
    }

    fn hosted(&self, model: &'static str) -> Result<&Hosted, QueryError> {
        let found = self.shared.models.iter().find(|hosted| hosted.model.name() == model);
        found.ok_or(QueryError::Unknown(model))
    }

    /// How often everything was built again on demand: who keeps a copy outside makes it anew then.
    #[must_use]
    pub fn rebuilds(&self) -> watch::Receiver<u64> {
        self.shared.rebuilds.subscribe()
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
        self.shared.rebuilds.send_modify(|count| *count += 1);
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

    /// Takes in what is there. If that is much, every model has a thread of its own, and one scan
    /// feeds them all.
    fn catch_up(&self, progress: &mut dyn FnMut(Position)) -> Result<(), ReadError> {
        const MUCH: u64 = 10_000;
        let Some(from) = self.following().map(Hosted::position).min() else { return Ok(()) };
        let mut reading = self.store.read(from);
        let snapshots = &*self.snapshots;
        if self.store.head().borrow().0 >= from.0 + MUCH {
            return std::thread::scope(|threads| {
                let feeds: Vec<_> =
                    self.following().map(|hosted| feed(threads, hosted, snapshots)).collect();
                self.scan(&mut reading, progress, |chunk| {
                    for feed in &feeds {
                        // A model that panicked: the scope tells.
                        let _ = feed.send(Arc::clone(chunk));
                    }
                })
            });
        }
        self.scan(&mut reading, progress, |chunk| {
            self.following().for_each(|hosted| hosted.take_in(chunk, snapshots));
        })
    }

    fn scan(
        &self,
        reading: &mut Reading,
        progress: &mut dyn FnMut(Position),
        take: impl Fn(&Arc<Chunk>),
    ) -> Result<(), ReadError> {
        // What was handed out, and has its memory back once all have taken it in.
        let mut out: VecDeque<Arc<Chunk>> = VecDeque::new();
        while reading.next_blocking()?.is_some() {
            let done = out.front_mut().is_some_and(|chunk| Arc::get_mut(chunk).is_some());
            let spare = if done { out.pop_front().and_then(Arc::into_inner) } else { None };
            let spare = spare.unwrap_or_default();
            let chunk = Arc::new(reading.exchange(spare));
            take(&chunk);
            out.push_back(chunk);
            progress(self.following().map(Hosted::position).min().unwrap_or_default());
            if self.stop.load(Ordering::SeqCst) || self.again.load(Ordering::SeqCst) {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// A thread on which a model takes in what it is fed.
fn feed<'scope>(
    threads: &'scope Scope<'scope, '_>,
    hosted: &'scope Hosted,
    snapshots: &'scope dyn Snapshots,
) -> SyncSender<Arc<Chunk>> {
    // So many that a model goes on while the thread that reads waits for its turn on a core.
    const CHUNKS_AHEAD: usize = 4;
    let (feed, chunks) = std::sync::mpsc::sync_channel::<Arc<Chunk>>(CHUNKS_AHEAD);
    threads.spawn(move || chunks.iter().for_each(|chunk| hosted.take_in(&chunk, snapshots)));
    feed
}

//! One node on its own disk: the log, the engine, the read models and what is derived, opened
//! together and closed in order.

mod error;
mod place;
mod process;
mod reader;
mod settings;
mod stats;

pub use error::{CallError, NodeError};
pub use place::refuse_foreign;
pub use process::Process;
pub use reader::Reader;
pub use settings::{Settings, SettingsError};
pub use stats::{Adapters, NodeStats};

use crate::catalogue::{catalogue, read_models};
use crate::derived::DerivedState;
use crate::founding;
use engine::outside::check_id;
use engine::projection::{Follower, FollowerBuilder, Lag, Queried, QueryError};
use engine::runtime::{Accepted, ExecuteError, OpenOptions, Outcome, PolicyRunner, Workers};
use engine::store::log::{LogOptions, LogStore, OpenReport};
use engine::{
    Actor, Caller, Catalogue, Clock, Door, Engine, EventStore, Key, Position, Projection, Request,
    StoreError, Subscription, SystemClock, Timestamp,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

/// A running node: execute commands, subscribe to events, query read models.
pub struct Node {
    settings: Settings,
    engine: Engine,
    log: Arc<LogStore>,
    reader: Reader,
    derived: Arc<DerivedState>,
    follower: Arc<Follower>,
    /// Policies, when no worker runs them.
    policies: Mutex<Option<PolicyRunner>>,
    workers: Mutex<Option<Workers>>,
    /// Held by whoever brings in another system's history: one at a time.
    importing: Mutex<()>,
    /// Who says how the adapter to NATS stands, and who tries dead letters again there.
    /// Whether there will be an adapter to NATS, or is one.
    joins_nats: AtomicBool,
    nats: Mutex<Option<(nats::Observer, nats::ingest::Retry)>>,
    report: OpenReport,
}

/// Says which read models a node has.
pub type ReadModels = fn(FollowerBuilder) -> FollowerBuilder;

impl Node {
    /// Opens the node in `dir`, which must hold a log.
    ///
    /// # Errors
    /// [`NodeError`], when it cannot be opened, or another process has it open.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, NodeError> {
        Self::open_with(Settings::of(dir.as_ref()), Arc::new(SystemClock), &mut |_, _, _| {})
    }

    /// Makes a log in `dir` that belongs to `owner`, and opens it.
    ///
    /// # Errors
    /// [`NodeError`], when there is a log already, or something else, or it cannot be made.
    pub fn create(dir: impl AsRef<Path>, owner: &Actor) -> Result<Self, NodeError> {
        Self::create_with(Settings::of(dir.as_ref()), Arc::new(SystemClock), owner)
    }

    /// As [`Node::create`], with settings and a clock.
    ///
    /// # Errors
    /// As [`Node::create`].
    pub fn create_with(
        settings: Settings,
        clock: Arc<dyn Clock>,
        owner: &Actor,
    ) -> Result<Self, NodeError> {
        place::check_owner(owner)?;
        place::refuse_occupied(&settings)?;
        create_private(&settings.data).map_err(|source| place::unusable(&settings.data, source))?;
        let node = Self::start((catalogue(), read_models), settings, clock, &mut |_, _, _| {})?;
        let mut repeated = true;
        for request in founding::requests(owner) {
            repeated &= match node.engine.execute_blocking(request) {
                Ok(accepted) => accepted.repeated,
                Err(ExecuteError::IdReused { .. }) => true,
                Err(error) => return Err(error.into()),
            };
        }
        if repeated {
            return Err(NodeError::Founded(node.settings.data.clone()));
        }
        node.settle()?;
        Ok(node)
    }

    /// As [`Node::open`], with settings, a clock and a listener to the progress: what is done, how
    /// far, of how much.
    ///
    /// # Errors
    /// As [`Node::open`].
    pub fn open_with(
        settings: Settings,
        clock: Arc<dyn Clock>,
        progress: &mut dyn FnMut(&str, u64, u64),
    ) -> Result<Self, NodeError> {
        Self::open_of(catalogue(), read_models, settings, clock, progress)
    }

    /// As [`Node::open_with`], with processes and read models of one's own.
    ///
    /// # Errors
    /// As [`Node::open`].
    pub fn open_of(
        catalogue: Catalogue,
        read_models: ReadModels,
        settings: Settings,
        clock: Arc<dyn Clock>,
        progress: &mut dyn FnMut(&str, u64, u64),
    ) -> Result<Self, NodeError> {
        place::refuse_unfounded(&settings)?;
        Self::start((catalogue, read_models), settings, clock, progress)
    }

    fn start(
        (catalogue, read_models): (Catalogue, ReadModels),
        settings: Settings,
        clock: Arc<dyn Clock>,
        progress: &mut dyn FnMut(&str, u64, u64),
    ) -> Result<Self, NodeError> {
        let derived_dir = settings.derived_dir();
        let options = LogOptions {
            segment_bytes: settings.segment_bytes(),
            archive: settings.archive.clone(),
            reached: Arc::new(move |log| {
                let (of, position) = DerivedState::known(&derived_dir)?;
                (of == log).then_some(position)
            }),
            ..LogOptions::default()
        };
        let shorter = |segment, head, known, kept: Option<&PathBuf>| NodeError::Shorter {
            path: settings.data.clone(),
            segment,
            kept: kept.cloned(),
            head,
            known,
        };
        let (log, report) = match LogStore::open(&settings.log_dir(), options) {
            Err(StoreError::Shorter { path, head, known }) => {
                return Err(shorter(path, head, known, None));
            }
            opened => opened?,
        };
        let log = Arc::new(log);
        let derived = Arc::new(DerivedState::open(&settings.derived_dir(), log.log_id()));
        let store: Arc<dyn EventStore> = Arc::clone(&log) as Arc<dyn EventStore>;
        let (head, known) = (*store.head().borrow(), derived.last_position());
        if known > head {
            let segment = settings.log_dir().join(&report.last);
            return Err(shorter(segment, head, known, report.kept.last()));
        }
        let options = OpenOptions {
            catalogue,
            store: Arc::clone(&store),
            clock,
            snapshots: Arc::clone(&derived) as _,
            cache_bytes_max: settings.cache_bytes(),
        };
        let engine = Engine::open(options, &mut |at| {
            progress("reading facts", at.position.0, at.head.0);
        })?;
        let head = engine.head();
        let builder = Follower::builder(store, Arc::clone(&derived) as _);
        let follower =
            read_models(builder).start(&mut |at| progress("building read models", at.0, head.0))?;
        let follower = Arc::new(follower);
        let policies = Mutex::new(Some(PolicyRunner::start(&engine)?));
        let (workers, importing) = (Mutex::new(None), Mutex::new(()));
        let reader = Reader::of(&engine, &log);
        Ok(Self {
            settings,
            engine,
            log,
            reader,
            derived,
            follower,
            policies,
            workers,
            importing,
            joins_nats: AtomicBool::new(false),
            nats: Mutex::default(),
            report,
        })
    }

    /// Starts the threads that let time pass and policies react. Without them, [`Node::settle`]
    /// does so.
    ///
    /// # Errors
    /// [`NodeError`], when the cursors of the policies cannot be read.
    pub fn start_workers(&self) -> Result<(), NodeError> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        if workers.is_none() {
            *workers = Some(Workers::start(&self.engine)?);
        }
        Ok(())
    }

    /// Lets the policies hear everything and fires what is due, until nothing is left to do.
    ///
    /// # Errors
    /// [`NodeError`], when the engine fails.
    pub fn settle(&self) -> Result<(), NodeError> {
        let mut policies = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(policies) = &mut *policies else { return Ok(()) };
        loop {
            let fired = self.engine.fire_due()?;
            let sent = policies.catch_up()?;
            if fired == 0 && sent == 0 {
                return Ok(());
            }
        }
    }

    /// The right to bring in another system's history, unless somebody has it.
    pub(crate) fn importing(&self) -> Option<MutexGuard<'_, ()>> {
        match self.importing.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// The settings it was opened with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What only reads.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The log.
    #[must_use]
    pub fn store(&self) -> &LogStore {
        &self.log
    }

    /// Sends a command in the name of `actor`, to `key` or to a new one, and waits for its outcome.
    ///
    /// `sent_as` is the sender's own id of it: sending it twice is as good as once.
    ///
    /// # Errors
    /// [`CallError`], when it cannot be read or is not accepted.
    pub fn execute(
        &self,
        actor: &str,
        sent_as: &str,
        process: &str,
        key: Option<&str>,
        command: &str,
        body: serde_json::Value,
    ) -> Result<Arc<Accepted>, CallError> {
        check_id(sent_as)?;
        let command = self.engine.catalogue().process(process)?.command(command, body)?;
        let key = key.map(Key::new).transpose()?;
        let actor = Actor::new(actor)?;
        let caller = Caller { door: Door::Library, principal: String::new(), actor };
        let outcome: Outcome =
            self.engine.execute_blocking(Request::new(caller, sent_as, key, command));
        Ok(outcome?)
    }

    /// Follows the log after a position.
    #[must_use]
    pub fn subscribe(&self, after: Position) -> Subscription {
        Subscription::new(&*self.log, after)
    }

    /// Asks a read model once it has taken in `at_least`.
    ///
    /// # Errors
    /// [`QueryError`], when it has failed or does not get there in time.
    pub fn query<P: Projection, T>(
        &self,
        at_least: Position,
        ask: impl FnOnce(&P) -> T,
    ) -> Result<Queried<T>, QueryError> {
        self.follower.query(at_least, ask)
    }

    /// A read model exactly as of a position.
    ///
    /// # Errors
    /// [`QueryError`], when the log cannot be read.
    pub fn as_of<P: Projection>(&self, until: Position) -> Result<Queried<P>, QueryError> {
        engine::projection::as_of(&*self.log, &*self.derived, until)
    }

    /// A read model of all that is known now of what had happened by `then`.
    ///
    /// # Errors
    /// [`QueryError`], when the log cannot be read.
    pub fn happened_by<P: Projection>(&self, then: Timestamp) -> Result<Queried<P>, QueryError> {
        engine::projection::happened_by(&*self.log, &*self.derived, then)
    }

    /// Builds everything derived again: the read models now, the snapshots as they are due. The log
    /// is not touched.
    ///
    /// # Errors
    /// The operating system's, when the snapshots cannot be removed, or there is no room for new
    /// ones: nothing is changed then.
    pub fn rebuild(&self, progress: &mut dyn FnMut(Position)) -> std::io::Result<()> {
        self.derived.clear()?;
        self.follower.rebuild(progress);
        Ok(())
    }

    /// The read models, for whoever keeps copies of what they tell of.
    #[must_use]
    pub fn read_models(&self) -> &Arc<Follower> {
        &self.follower
    }

    /// How far each read model is behind.
    #[must_use]
    pub fn lags(&self) -> Vec<Lag> {
        self.follower.lags()
    }

    /// Has who asks know that there will be an adapter to NATS.
    pub fn joins_nats(&self) {
        self.joins_nats.store(true, Ordering::Relaxed);
    }

    /// Whether there will be an adapter to NATS, or is one.
    #[must_use]
    pub fn is_joining_nats(&self) -> bool {
        self.joins_nats.load(Ordering::Relaxed)
    }

    /// Has the adapter to NATS say how it stands, in the figures, and try dead letters of other tools'
    /// events again.
    pub fn joined_nats(&self, observer: nats::Observer, retry: nats::ingest::Retry) {
        *self.nats.lock().unwrap_or_else(PoisonError::into_inner) = Some((observer, retry));
    }

    /// How the adapter to NATS stands, if there is one.
    #[must_use]
    pub fn nats(&self) -> Option<nats::Status> {
        let joined = self.nats.lock().unwrap_or_else(PoisonError::into_inner).clone();
        joined.map(|(observer, _)| observer.status())
    }

    /// Who tries dead letters again, on a node that is on NATS.
    #[must_use]
    pub fn ingest_retry(&self) -> Option<nats::ingest::Retry> {
        let joined = self.nats.lock().unwrap_or_else(PoisonError::into_inner).clone();
        joined.map(|(_, retry)| retry)
    }
}

impl Node {
    /// Ends what has been begun, makes it durable and releases the directory. Later commands fail;
    /// closing again does nothing.
    pub fn close(&self) {
        // Whoever sends commands first, then who takes them, then who reads what they caused.
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.engine.close();
        self.follower.close();
        self.derived.close();
        self.log.close();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.close();
    }
}

/// An empty log in a data directory that is made, or holds nothing yet.
///
/// # Errors
/// [`NodeError`], when there is a log already, or something else, or it cannot be made.
pub fn new_log(settings: &Settings) -> Result<LogStore, NodeError> {
    place::refuse_occupied(settings)?;
    create_private(&settings.data).map_err(|source| place::unusable(&settings.data, source))?;
    let options = LogOptions { segment_bytes: settings.segment_bytes(), ..LogOptions::default() };
    let (log, _) = LogStore::open(&settings.log_dir(), options)?;
    let is_empty = *log.head().borrow() == Position(0);
    if is_empty { Ok(log) } else { Err(NodeError::Founded(settings.data.clone())) }
}

/// Makes a directory that only its owner can read; one that is there stays as it is.
///
/// # Errors
/// The operating system's.
pub(crate) fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

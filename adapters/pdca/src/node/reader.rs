use crate::catalogue::catalogue;
use engine::outside::PublicRecord;
use engine::runtime::{self, AsOf, StreamView};
use engine::store::ReadError;
use engine::store::log::LogStore;
use engine::{
    Catalogue, Clock as _, Decider as _, DecodeError, Door, Engine, EventStore as _, Facts,
    Position, RecordRef, StoreError, StreamId, SystemClock, Timestamp,
};
use processes::agreement::Agreement;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What only reads: a node's log, or a copy of one that nobody holds.
pub struct Reader {
    catalogue: Catalogue,
    log: Arc<LogStore>,
    engine: Option<Engine>,
}

impl Reader {
    pub(super) fn of(engine: &Engine, log: &Arc<LogStore>) -> Self {
        let (catalogue, log) = (engine.catalogue().clone(), Arc::clone(log));
        Self { catalogue, log, engine: Some(engine.clone()) }
    }

    /// Opens a copy or a backup, without a lock; changes nothing there. `dir` is a data directory or
    /// holds the segments itself.
    ///
    /// # Errors
    /// [`StoreError`], when there is no log or it cannot be read.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let inner = dir.join("log");
        let dir = if inner.is_dir() { inner.as_path() } else { dir };
        let (log, _) = LogStore::open_read_only(dir, None)?;
        Ok(Self { catalogue: catalogue(), log: Arc::new(log), engine: None })
    }

    /// The processes.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &LogStore {
        &self.log
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.engine.as_ref().map_or_else(|| SystemClock.now(), Engine::now)
    }

    /// Whether records can still come.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.engine.is_some()
    }

    /// One thing as of some point; `None` if there was none.
    ///
    /// # Errors
    /// [`ReadError`], when its history cannot be read.
    pub fn view(&self, stream: &StreamId, as_of: AsOf) -> Result<Option<StreamView>, ReadError> {
        runtime::view(&self.catalogue, &*self.log, stream, as_of)
    }

    /// A record as people see it.
    ///
    /// # Errors
    /// [`DecodeError`], when its process cannot read it.
    pub fn public(&self, record: &RecordRef<'_>) -> Result<PublicRecord, DecodeError> {
        PublicRecord::of(&self.catalogue, &*self.log, record)
    }

    /// The last position whose record was made at `time` or before.
    ///
    /// # Errors
    /// [`ReadError`], when the log cannot be read.
    pub fn position_at(&self, time: Timestamp) -> Result<Position, ReadError> {
        runtime::position_at(&*self.log, time)
    }

    /// Whether the log holds the last thing that it is founded with.
    ///
    /// # Errors
    /// [`ReadError`], when the log cannot be read.
    pub fn is_founded(&self) -> Result<bool, ReadError> {
        let mut reading = self.log.read(Position(0));
        loop {
            let chunk = match reading.next_blocking() {
                // The first segment, which begins with it, was archived.
                Err(StoreError::Archived { .. }) => return Ok(true),
                chunk => chunk?,
            };
            let Some(chunk) = chunk else { return Ok(false) };
            for record in chunk.records() {
                let record = record?;
                let door = record.metadata.door;
                if door == Door::Founding && record.process == Agreement::NAME {
                    return Ok(true);
                }
                // Policies are noted before it and while it goes on.
                if !door.is_internal() {
                    return Ok(false);
                }
            }
        }
    }

    /// What decisions look up, as of now.
    ///
    /// # Errors
    /// [`ReadError`], when the log cannot be read.
    pub fn facts(&self) -> Result<Facts, ReadError> {
        if let Some(engine) = &self.engine
            && let Ok(facts) = runtime::wait(engine.facts(Facts::clone))
        {
            return Ok(facts);
        }
        let mut facts = self.catalogue.facts();
        self.log.read(Position(0)).for_each(|record| {
            let position = record.position;
            facts.apply(record).map_err(|source| ReadError::Decode { position, source })
        })?;
        Ok(facts)
    }

    /// Waits a moment for records after a position; false once the log is closed.
    #[must_use]
    pub fn wait_for_news(&self, after: Position) -> bool {
        const MOMENT: Duration = Duration::from_millis(200);
        let mut head = self.log.head();
        let news = runtime::wait_at_most(head.wait_for(|head| *head > after), MOMENT);
        news.is_none_or(|news| news.is_ok())
    }
}

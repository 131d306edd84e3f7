//! One read model, as its follower has it.

use super::{EntitySet, Follower, Projection, Queried, QueryError};
use crate::json::Value;
use crate::record::Beginning;
use crate::snapshot::{Folded, Snapshot, Snapshots, layout_of};
use crate::store::Chunk;
use crate::{DecodeError, Position, RecordRef, StreamId, codec};
use serde::Serialize;
use std::any::Any;
use std::sync::{Condvar, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// How many records a model takes in at a time: so many that their fields stay in the processor's
/// cache.
pub(super) const RECORDS_AT_ONCE: usize = 512;

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

/// A read model whose type does not matter.
pub(super) trait AnyModel: Send + Sync {
    fn name(&self) -> &'static str;
    /// Whether it takes in the events of that name of a process.
    fn takes(&self, process: &str, event: &str) -> bool;
    /// Takes in the records that it takes up to a position, all or up to the first that it cannot
    /// read.
    fn apply(
        &self,
        records: &[RecordRef<'_>],
        until: Position,
    ) -> Result<(), (Position, DecodeError)>;
    /// Up to which record.
    fn position(&self) -> Position;
    fn folded(&self) -> Folded;
    fn to_bytes(&self) -> Vec<u8>;
    fn restore(&self, snapshot: &Snapshot) -> Result<(), DecodeError>;
    /// Begins again before the first event.
    fn reset(&self);
    /// What it tells of one by one, if anything.
    fn entity_set(&self) -> Option<EntitySet>;
    /// What it tells of these; nothing of one that is not there.
    fn entities(&self, streams: &[StreamId]) -> Queried<Vec<Option<Value>>>;
    /// The keys of those that it tells of, that many at most after one of them.
    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Queried<Vec<StreamId>>;
    fn as_any(&self) -> &dyn Any;
}

/// A model, and up to which record it is true.
pub(super) struct Model<P>(pub(super) RwLock<(P, Position)>);

impl<P> Model<P> {
    /// What the model says, and the position that it is true for.
    pub(super) fn ask<T>(&self, ask: impl FnOnce(&P) -> T) -> Queried<T> {
        let model = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (model, position) = &*model;
        Queried { answer: ask(model), position: *position }
    }
}

impl<P: Projection> AnyModel for Model<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn takes(&self, process: &str, event: &str) -> bool {
        P::takes(process, event)
    }

    fn apply(
        &self,
        records: &[RecordRef<'_>],
        until: Position,
    ) -> Result<(), (Position, DecodeError)> {
        // One lock for many records: whoever asks waits for a chunk at most.
        let mut model = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (model, position) = &mut *model;
        let applied = model.apply_all(records);
        *position = match &applied {
            Ok(()) => until,
            Err((at, _)) => Position(at.0.saturating_sub(1)),
        };
        applied
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

    fn entity_set(&self) -> Option<EntitySet> {
        P::ENTITIES.map(|entities| entities.set())
    }

    fn entities(&self, streams: &[StreamId]) -> Queried<Vec<Option<Value>>> {
        self.ask(|model| {
            let one = |stream| P::ENTITIES.and_then(|entities| entities.one(model, stream));
            streams.iter().map(one).collect()
        })
    }

    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Queried<Vec<StreamId>> {
        self.ask(|model| {
            let streams = P::ENTITIES.map(|entities| entities.streams_after(model, after, most));
            streams.unwrap_or_default()
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

pub(super) struct Hosted {
    pub(super) model: Box<dyn AnyModel>,
    pub(super) folded: Folded,
    pub(super) reached: Reached,
    pub(super) health: Mutex<Health>,
    /// The position of its last snapshot.
    pub(super) saved: Mutex<Position>,
}

/// How far a model is, and a bell that rings when it gets further.
pub(super) struct Reached {
    position: Mutex<Position>,
    further: Condvar,
}

impl Reached {
    pub(super) fn new(position: Position) -> Self {
        Self { position: Mutex::new(position), further: Condvar::new() }
    }

    pub(super) fn get(&self) -> Position {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, position: Position) {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = position;
        self.further.notify_all();
    }

    /// Waits until it has got to `at_least`, or `stop` says that it will not, or the time is up.
    pub(super) fn wait(
        &self,
        at_least: Position,
        most: Duration,
        stop: impl Fn() -> bool,
    ) -> Position {
        let position = self.position.lock().unwrap_or_else(PoisonError::into_inner);
        let behind = |position: &mut Position| *position < at_least && !stop();
        let waited = self.further.wait_timeout_while(position, most, behind);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Hosted {
    pub(super) fn position(&self) -> Position {
        self.reached.get()
    }

    pub(super) fn failed(&self, at: Position, error: &dyn std::fmt::Display) {
        let model = self.model.name();
        tracing::error!(model, position = %at, %error, "the read model stays behind");
        let failed = Health::Failed { at, reason: error.to_string() };
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = failed;
    }

    pub(super) fn health(&self) -> Health {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What `ask` says once the model has taken in `at_least`; waits for that, for `most` at most.
    pub(super) fn answer<T>(
        &self,
        at_least: Position,
        most: Duration,
        ask: impl FnOnce() -> Queried<T>,
    ) -> Result<Queried<T>, QueryError> {
        let model = self.model.name();
        let failed = || self.health() != Health::Following;
        let mut reached = self.reached.wait(at_least, most, failed);
        if reached >= at_least {
            let queried = ask();
            reached = queried.position;
            // It may have begun again in between.
            if reached >= at_least {
                return Ok(queried);
            }
        }
        Err(match self.health() {
            Health::Failed { at, reason } => QueryError::Failed { model, at, reason },
            Health::Following => QueryError::Behind { model, at_least, reached },
        })
    }

    /// Takes a chunk in, what of it is new, and keeps a snapshot now and then.
    pub(super) fn take_in(&self, chunk: &Chunk, snapshots: &dyn Snapshots) {
        let mut records = Vec::with_capacity(chunk.len().min(RECORDS_AT_ONCE));
        let known = self.position();
        let mut stored = chunk.stored().skip_while(|(position, _)| *position <= known).peekable();
        while stored.peek().is_some() && self.health() == Health::Following {
            records.clear();
            let mut until = self.position();
            let read = stored.by_ref().take(RECORDS_AT_ONCE).try_for_each(|(position, bytes)| {
                let record = Beginning::decode(position, bytes).map_err(|why| (position, why))?;
                if self.model.takes(record.process, record.event) {
                    records.push(record.whole().map_err(|why| (position, why))?);
                }
                until = position;
                Ok(())
            });
            let failed = self.model.apply(&records, until).and(read).err();
            if let Some((at, error)) = failed {
                self.failed(at, &error);
            }
            self.reached.set(self.model.position());
        }
        let saved = *self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if self.position().0 >= saved.0 + Follower::SNAPSHOT_EVERY {
            self.save(snapshots);
        }
    }

    pub(super) fn reset(&self) {
        self.model.reset();
        self.reached.set(Position(0));
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Position(0);
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = Health::Following;
    }

    pub(super) fn save(&self, snapshots: &dyn Snapshots) {
        // Of a model that failed, perhaps half of a record is in it.
        if self.health() != Health::Following || !snapshots.keeps() {
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

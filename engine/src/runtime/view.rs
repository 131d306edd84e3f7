use super::cache::{Live, Weight};
use super::{Engine, Shared};
use crate::process::AnyState;
use crate::snapshot::Snapshot;
use crate::store::ReadError;
use crate::{Catalogue, EventStore, Position, Record, StreamId, Timestamp, Version};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// A point of the log to look from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOf {
    /// All there is.
    Head,
    /// Exactly up to this position.
    At(Position),
    /// What was recorded by then.
    KnownAt(Timestamp),
    /// What happened by then, with all that is known of it now.
    HappenedBy(Timestamp),
}

/// One thing, as it was.
#[derive(Debug)]
pub struct StreamView {
    /// Which.
    pub stream: StreamId,
    /// Its state.
    pub state: Box<dyn AnyState>,
    /// How many events it had.
    pub version: Version,
    /// The last position that was taken in.
    pub position: Position,
    /// Its events, oldest first.
    pub records: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    state: Vec<u8>,
    version: Version,
    first: Option<Timestamp>,
    last: Position,
    run: Option<u64>,
}

/// A stream with more events than this keeps snapshots of its state, so many events apart.
const SNAPSHOT_EVERY: u64 = 1_000;

impl Shared {
    /// The state of a stream as of a durable position.
    ///
    /// The stream's process must be in the catalogue.
    pub(super) async fn load(&self, stream: &StreamId, until: Position) -> Result<Live, ReadError> {
        let process = self.catalogue.process(&stream.process);
        let Ok(process) = process else { unreachable!("asked for before: {stream}") };
        let name = format!("state-{}-{}", stream.process, stream.key.as_escaped());
        let kept = || {
            let snapshot = self.snapshots.load(&name, process.folded(), until)?;
            let kept: Kept = crate::codec::from_bytes(&snapshot.bytes).ok()?;
            let state = process.restore(&kept.state).ok()?;
            let weight = Weight::of(&*state);
            let Kept { version, first, last, run, .. } = kept;
            Some(Live { state, version, first, last, run, due: None, weight })
        };
        // Only what is long has snapshots; the look-up costs less than what it saves.
        let mut live = kept().unwrap_or_else(|| Live::new(process));
        let from = live.version;
        let records = self.store.read_stream(stream, from);
        let visited = records.visit(|record| {
            let position = record.position;
            if position > until {
                return Ok(ControlFlow::Break(()));
            }
            live.apply(record).map_err(|source| ReadError::Decode { position, source })?;
            Ok::<_, ReadError>(ControlFlow::Continue(()))
        });
        visited.await?;
        if live.version.0 >= from.0 + SNAPSHOT_EVERY {
            let Live { version, first, last, run, .. } = live;
            let state = live.state.to_bytes();
            let bytes = crate::codec::to_bytes(&Kept { state, version, first, last, run });
            self.snapshots.save(&name, process.folded(), Snapshot { position: last, bytes });
        }
        Ok(live)
    }
}

impl Engine {
    /// The durable state of a stream.
    pub(super) async fn load(&self, stream: &StreamId) -> Result<Live, ReadError> {
        self.0.shared.load(stream, self.head()).await
    }

    /// One thing as of some point, with its events; `None` if there was none.
    ///
    /// # Errors
    /// [`ReadError`], when its history cannot be read.
    pub fn view(&self, stream: &StreamId, as_of: AsOf) -> Result<Option<StreamView>, ReadError> {
        view(self.catalogue(), &**self.store(), stream, as_of)
    }

    /// The last position whose record was made at `time` or before.
    ///
    /// # Errors
    /// [`ReadError`], when the log cannot be read.
    pub fn position_at(&self, time: Timestamp) -> Result<Position, ReadError> {
        position_at(&**self.store(), time)
    }
}

/// One thing in a log as of some point, with its events; `None` if there was none.
///
/// # Errors
/// [`ReadError`], when its history cannot be read.
pub fn view(
    catalogue: &Catalogue,
    store: &dyn EventStore,
    stream: &StreamId,
    as_of: AsOf,
) -> Result<Option<StreamView>, ReadError> {
    let Ok(process) = catalogue.process(&stream.process) else { return Ok(None) };
    let mut records = store.read_stream(stream, Version(0)).collect()?;
    records.retain(|record| match as_of {
        AsOf::Head => true,
        AsOf::At(position) => record.position() <= position,
        AsOf::KnownAt(time) => record.as_ref().metadata.recorded_at <= time,
        AsOf::HappenedBy(time) => record.as_ref().metadata.occurred_at <= time,
    });
    let Some(last) = records.last() else { return Ok(None) };
    let (version, position) = (Version(records.len() as u64), last.position());
    let mut state = process.state();
    for record in &records {
        let position = record.position();
        let evolved = state.evolve(&record.as_ref());
        evolved.map_err(|source| ReadError::Decode { position, source })?;
    }
    Ok(Some(StreamView { stream: stream.clone(), state, version, position, records }))
}

/// The last position of a log whose record was made at `time` or before.
///
/// # Errors
/// [`ReadError`], when the log cannot be read.
pub fn position_at(store: &dyn EventStore, time: Timestamp) -> Result<Position, ReadError> {
    let (mut known, mut unknown) = (0, store.head().borrow().0 + 1);
    // Recorded times never decrease along the log.
    while unknown - known > 1 {
        let middle = known + (unknown - known) / 2;
        let mut reading = store.read(Position(middle - 1));
        let chunk = reading.next_blocking()?;
        let Some(record) = chunk.and_then(|chunk| chunk.records().next()).transpose()? else {
            return Ok(Position(known));
        };
        let recorded_at = record.metadata.recorded_at;
        if recorded_at <= time { known = middle } else { unknown = middle }
    }
    Ok(Position(known))
}

use super::hosted::RECORDS_AT_ONCE;
use super::{Projection, Queried};
use crate::record::Beginning;
use crate::runtime::{AHEAD_MAX, position_at};
use crate::snapshot::{Folded, Snapshots, layout_of};
use crate::store::ReadError;
use crate::{EventStore, Position, RecordRef, Timestamp, codec};

/// A query that cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// No such read model runs here.
    #[error("there is no read model {0}")]
    Unknown(&'static str),
    /// The model met a record it cannot read.
    #[error("the read model {model} stays before position {at}: {reason}")]
    Failed {
        /// The model.
        model: &'static str,
        /// The record.
        at: Position,
        /// Why.
        reason: String,
    },
    /// The model does not get there in time. Worth asking again.
    #[error("the read model {model} has reached position {reached}, not yet {at_least}; ask again")]
    Behind {
        /// The model.
        model: &'static str,
        /// What was asked for.
        at_least: Position,
        /// Where it is.
        reached: Position,
    },
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// The read model `P` exactly as of `until`, from the last snapshot before it.
///
/// # Errors
/// [`QueryError`], when the log cannot be read.
pub fn as_of<P: Projection>(
    store: &dyn EventStore,
    snapshots: &dyn Snapshots,
    until: Position,
) -> Result<Queried<P>, QueryError> {
    let kept = last_snapshot(snapshots, until);
    Ok(folded(kept, store, until, |_| true)?)
}

/// The read model `P` of all that is known now of what had happened by `then`.
///
/// What was recorded by then had happened by then, so this goes on from a snapshot of that time; of
/// what was recorded later, only what had happened is read whole.
///
/// # Errors
/// [`QueryError`], when the log cannot be read.
pub fn happened_by<P: Projection>(
    store: &dyn EventStore,
    snapshots: &dyn Snapshots,
    then: Timestamp,
) -> Result<Queried<P>, QueryError> {
    // A sender may state what is a little ahead of our clock.
    let recorded = position_at(store, then - AHEAD_MAX)?;
    let kept = last_snapshot(snapshots, recorded);
    let head = *store.head().borrow();
    Ok(folded(kept, store, head, |record| record.metadata.occurred_at <= then)?)
}

/// The newest snapshot of `P` at `until` or before, or none of it all.
fn last_snapshot<P: Projection>(snapshots: &dyn Snapshots, until: Position) -> Queried<P> {
    let by = Folded { version: P::VERSION, layout: layout_of::<P>() };
    let kept = snapshots.load(P::NAME, by, until).and_then(|kept| {
        let answer = codec::from_bytes(&kept.bytes).ok()?;
        Some(Queried { answer, position: kept.position })
    });
    kept.unwrap_or_else(|| Queried { answer: P::default(), position: Position(0) })
}

/// The model with what counts of the log behind it, up to `until`.
fn folded<P: Projection>(
    Queried { answer: mut model, mut position }: Queried<P>,
    store: &dyn EventStore,
    until: Position,
    counts: impl Fn(&RecordRef<'_>) -> bool,
) -> Result<Queried<P>, ReadError> {
    let mut reading = store.read(position);
    while position < until {
        let Some(chunk) = reading.next_blocking()? else { break };
        let mut stored = chunk.stored().take_while(|(at, _)| *at <= until).peekable();
        let mut records = Vec::with_capacity(chunk.len().min(RECORDS_AT_ONCE));
        while stored.peek().is_some() {
            records.clear();
            for (at, bytes) in stored.by_ref().take(RECORDS_AT_ONCE) {
                let unreadable = |source| ReadError::Decode { position: at, source };
                let record = Beginning::decode(at, bytes).map_err(unreadable)?;
                if P::takes(record.process, record.event) {
                    let record = record.whole().map_err(unreadable)?;
                    records.extend(counts(&record).then_some(record));
                }
                position = at;
            }
            let taken = model.apply_all(&records);
            taken.map_err(|(position, source)| ReadError::Decode { position, source })?;
        }
    }
    Ok(Queried { answer: model, position })
}

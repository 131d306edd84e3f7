use super::{Projection, Queried};
use crate::snapshot::{Folded, Snapshots, layout_of};
use crate::store::ReadError;
use crate::{EventStore, Position, codec};

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
    let folded = Folded { version: P::VERSION, layout: layout_of::<P>() };
    let snapshot = snapshots.load(P::NAME, folded, until);
    let kept =
        snapshot.and_then(|kept| Some((codec::from_bytes(&kept.bytes).ok()?, kept.position)));
    let (mut model, mut position) = kept.unwrap_or_else(|| (P::default(), Position(0)));
    let mut reading = store.read(position);
    while position < until {
        let Some(chunk) = reading.next_blocking().map_err(ReadError::from)? else { break };
        for record in chunk.records() {
            let record = record?;
            if record.position > until {
                break;
            }
            if P::takes(record.process, record.event) {
                let position = record.position;
                let applied = model.apply(&record);
                applied.map_err(|source| ReadError::Decode { position, source })?;
            }
            position = record.position;
        }
    }
    Ok(Queried { answer: model, position })
}

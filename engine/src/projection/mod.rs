//! Read models: folds over the log, and nothing else. Disposable: to change one, change its code
//! and bump its version; it is then built again from the first event.

mod as_of;
mod entities;
mod follower;
mod hosted;
#[cfg(test)]
mod tests;

pub use as_of::{QueryError, as_of, happened_by};
pub use entities::{Entities, EntitySet, Tells, keys_after, of_one};
pub use follower::{Follower, FollowerBuilder, Lag, Queried};
pub use hosted::Health;

use crate::{DecodeError, Position, RecordRef};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

/// A read model.
///
/// It may wrap a [`Fact`](crate::Fact) as a field; it never copies one, and it never decides.
pub trait Projection:
    Default + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// Its name, in snake case: `service_levels`. Names its snapshots.
    const NAME: &'static str;
    /// Bumped when the fold or its layout changes.
    const VERSION: u16;
    /// The processes whose events it takes in.
    const PROCESSES: &'static [&'static str];
    /// What it tells of one by one, if anything: [`Entities::told`] where it [`Tells`].
    const ENTITIES: Option<Entities<Self>> = None;

    /// Whether it takes in the events of that name of a process. Of others, no more is read of a
    /// record than these two names.
    #[must_use]
    fn takes(process: &str, event: &str) -> bool {
        let _ = event;
        Self::PROCESSES.contains(&process)
    }

    /// Takes one event in that it [takes](Projection::takes). Total: a read model has no reason to
    /// refuse a fact.
    ///
    /// # Errors
    /// [`DecodeError`], when the record cannot be read; the model then stays where it is.
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError>;

    /// Takes many records in: all, or up to the first that cannot be read.
    ///
    /// The same as one after the other. A model that keeps things packed overrides it, to take each
    /// out only once.
    ///
    /// # Errors
    /// Where and why; the model is then as it was before that record.
    fn apply_all(&mut self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        let mut all = records.iter();
        all.try_for_each(|record| self.apply(record).map_err(|error| (record.position, error)))
    }
}

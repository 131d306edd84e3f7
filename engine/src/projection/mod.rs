//! Read models: folds over the log, and nothing else. Disposable: to change one, change its code
//! and bump its version; it is then built again from the first event.

mod as_of;
mod follower;
#[cfg(test)]
mod tests;

pub use as_of::{QueryError, as_of};
pub use follower::{Follower, FollowerBuilder, Health, Lag, Queried};

use crate::{DecodeError, RecordRef};
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

    /// Takes one event of one of its processes in. Total: a read model has no reason to refuse a
    /// fact.
    ///
    /// # Errors
    /// [`DecodeError`], when the record cannot be read; the model then stays where it is.
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError>;
}

//! An event-sourced process engine.
//!
//! **Invariant:** this crate knows no process and no transport.

mod authority;
mod catalogue;
mod clock;
pub mod codec;
mod decider;
pub mod facts;
mod gate;
mod ids;
pub mod json;
pub mod lifecycle;
pub mod measure;
mod name;
pub mod outside;
mod policy;
pub mod process;
pub mod projection;
mod record;
pub mod runtime;
mod sets;
pub mod snapshot;
mod spread;
pub mod store;
pub mod system;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use authority::{Authority, NotAuthorised, authorise};
pub use catalogue::Catalogue;
pub use clock::{Clock, LogicalClock, Span, SystemClock, TimeError, Timestamp};
pub use codec::DecodeError;
pub use decider::{
    CommandError, CommandSet, Context, Deadline, Decider, Effect, EventSet, Named, Refused,
    Rejection, Stamp, decide,
};
pub use facts::{Fact, Facts, NewFact};
pub use gate::{Permit, possible};
pub use ids::{Caller, CommandId, Door, digest};
pub use lifecycle::{Lifecycle, NotAllowed, Pdca, Role, To, phase, row};
pub use name::{Actor, Key, NAME_BYTES_MAX, NameError};
pub use policy::{Dispatch, Edge, Policy};
pub use process::{AnyCommand, AnyProcess, AnyState};
pub use projection::Projection;
pub(crate) use record::RecordKeys;
pub use record::{Metadata, Origin, Position, Record, RecordRef, StreamId, Version};
pub use runtime::{Engine, ExecuteError, Request};
pub use store::{EventStore, MemoryStore, StoreError, Subscription};

//! An event-sourced process engine.
//!
//! **Invariant:** this crate knows no process and no transport.

mod clock;
pub mod codec;
mod ids;
mod name;
mod record;
pub mod store;

pub use clock::{Clock, LogicalClock, Span, SystemClock, TimeError, Timestamp};
pub use codec::DecodeError;
pub use ids::{Caller, CommandId, Door, digest};
pub use name::{Actor, Key, NAME_BYTES_MAX, NameError};
pub use record::{Metadata, Origin, Position, Record, RecordRef, StreamId, Version};
pub use store::{EventStore, MemoryStore, StoreError, Subscription};

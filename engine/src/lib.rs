//! An event-sourced process engine.
//!
//! **Invariant:** this crate knows no process and no transport.

mod clock;
pub mod codec;

pub use clock::{Clock, LogicalClock, Span, SystemClock, TimeError, Timestamp};

//! Calendars: when a service is attended.

mod event;

pub use event::*;

/// The process's name.
pub const NAME: &str = "calendar";

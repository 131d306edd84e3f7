//! Roles: who may do what (ISO/IEC 20000-1, 4.1.3).

mod event;

pub use event::*;

/// The process's name.
pub const NAME: &str = "role";

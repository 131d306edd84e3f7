//! Agreements: what is promised, and whether it is kept (ISO/IEC 20000-1, 6.1).

mod event;
pub mod terms;

pub use event::*;
pub use terms::{Kind, Level, Priority, Terms};

/// The process's name.
pub const NAME: &str = "agreement";

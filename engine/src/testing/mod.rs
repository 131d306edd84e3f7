//! How processes are tested: by example, exhaustively, and against files.

mod disk;
mod examples;
mod explore;
mod files;

pub use disk::{Disk, say_aloud};
pub use examples::{Given, When, given};
pub use explore::{Explored, Explorer};
pub use files::{durable, golden};

use crate::lifecycle::Role;
use crate::{Actor, Caller, Door, Timestamp};

/// The instant at which tests happen unless they say otherwise: a Monday, 2026-01-05T09:00:00Z.
pub const NOW: Timestamp = Timestamp::from_seconds(1_767_603_600);

/// Someone who asks, in tests.
///
/// # Panics
/// If `actor` cannot be a name.
#[must_use]
pub fn caller(actor: &str) -> Caller {
    let actor = Actor::new(actor).expect("a name");
    Caller { door: Door::Library, principal: "test".to_owned(), actor }
}

/// The engine itself, in tests of what only it may do.
pub const ENGINE: Role = crate::lifecycle::SYSTEM;

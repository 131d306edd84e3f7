//! Incident management: restore agreed service as fast as possible and keep the customer informed
//! (ISO/IEC 20000-1, 8.1; major incidents 8.1.10 to 8.1.14).
//!
//! An incident is *logged*, *classified*, *prioritised*, *assigned*, *responded* to, *resolved* and,
//! once the user agrees or is silent, *closed*. What is known at once is recorded at once: one
//! `log` may take it as far as assigned, and every step stays in the log.
//!
//! A **major incident** is a facet: a life of its own ([`MAJOR`]) beside the incident's. In the
//! incident's table its commands lead nowhere (`To::Same`); where the facet does not allow one,
//! it is not possible now. An incident whose facet is open cannot end.
//!
//! The **clocks** (response, resolution) are time lines in the state, read by [`crate::clock`] under
//! the agreement's version they started with. Every event that touches them carries the instants at
//! which they have something to say ([`Dues`]), decided from facts and time line, so deadlines need
//! neither.
//!
//! | Part | In |
//! | --- | --- |
//! | logging, classification, priority, assignment | `triage` |
//! | work, holds, escalation, notices | `work` |
//! | resolution, closure and other ends | `resolution` |
//! | links and look-ups | `links` |
//! | clocks, misses, deadlines | `service_level` |
//! | major incident | `major` |
//! | another system's history | `adopt` |
#![doc = include_str!("lifecycle.md")]
#![doc = include_str!("major.md")]

mod adopt;
mod command;
mod deadlines;
mod deviation;
mod event;
mod evolve;
mod links;
mod major;
mod rejection;
mod resolution;
mod service_level;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod triage;
mod value;
mod work;

#[cfg(test)]
pub(crate) use tests::examples;

pub use command::*;
pub use event::*;
pub use major::{MAJOR, Major, MajorPhase};
pub use rejection::Rejection;
pub use service_level::{Miss, Missed};
pub use state::{Incident, Outcome, Phase};
pub use table::LIFECYCLE;
pub(crate) use triage::of_failure;
pub use value::*;

/// The process's name.
pub const NAME: &str = "incident";

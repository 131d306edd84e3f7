//! Services: what is offered, to whom, made of what; asked for, designed, handed over, interrupted
//! and removed (ISO/IEC 20000-1, 5, 6.1, 6.3.3, 7.1). Its key is its name.
//!
//! A service is one stream from the first need to its end. Its own phase is that of its **entry in
//! the catalogue**: *in pipeline* before there is one, *drafted*, *published*, under *revision*,
//! *retired*. Beside it live facets, each with a table of its own:
//!
//! | Facet | Table | How many |
//! | --- | --- | --- |
//! | requirements | [`REQUIREMENT`] | many, by name |
//! | design and transition | [`TRANSITION`] | one at a time |
//! | removal or transfer | [`REMOVAL`] | one at a time, and not beside a transition |
//! | outages | [`OUTAGE`] | many, by number |
//!
//! An accepted design begins a revision of what the catalogue says already, and a transition is not
//! complete before the catalogue and an agreement in force say what was designed. A removed service
//! leaves the catalogue before its removal is closed.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | one catalogue of all services | one entry per service | each has its own life; the catalogue is all of them |
//! | `catalogue.verify`, then `confirm_consistency` or `report_mismatch` | one command, both events | the engine can compare at once |
//! | a check after `update_limit` (5 days) | a revision that takes longer is on record as overdue | what changes an agreement begins a revision by itself |
//! | `on_hold_x` | one phase that knows where it came from | resuming skips nothing |
//! | a transferred service stays in the catalogue | it leaves it | who provides it says so in his own |
//! | `availability_plan.record_outage` | an outage of the service, begun and ended when it happens | plans and their tests are another process |
//! | an outage is over or not | planned or not, whole or a part, with weight and users | availability is measured by it |
//! | a planned one is no incident | it is one from when its plan is over | somebody has to see to it |
//! | what is live stays so | it can be taken back until its transition is closed | its change may be backed out |
//! | the notice period elapses | on record when it does, with a task | nobody need watch for it |
#![doc = include_str!("lifecycle.md")]
#![doc = include_str!("requirement.md")]
#![doc = include_str!("transition.md")]
#![doc = include_str!("removal.md")]
#![doc = include_str!("outage.md")]

mod catalogue;
mod command;
mod event;
mod linked;
mod outage;
mod rejection;
mod removal;
mod requirement;
mod rules;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod transition;

pub use catalogue::{Catalogue, Revision, UPDATE_LIMIT};
pub use command::*;
pub use event::*;
pub use outage::{OUTAGE, Outage, OutagePhase, Outages};
pub use rejection::Rejection;
pub use removal::{REMOVAL, Removal, RemovalPhase};
pub use requirement::{REQUIREMENT, Requirement, RequirementPhase, Requirements};
pub use state::{Phase, Service};
pub use table::LIFECYCLE;
pub use terms::*;
pub use transition::{TRANSITION, Transition, TransitionPhase};

/// The process's name.
pub const NAME: &str = "service";

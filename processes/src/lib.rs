//! The processes of a service management system, as pure state machines: one folder each, all of
//! one shape.
//!
//! | File | Holds |
//! | --- | --- |
//! | `mod.rs` | what the process is for, where it differs from the requirements, its lifecycle table |
//! | `command.rs` | what may be asked of it, and why it may refuse |
//! | `event.rs` | what may have happened: the durable contract |
//! | `state.rs` | what is true now, and the two functions `decide` and `evolve` |
//! | `tests.rs` | its rules, as given / when / then; every state there is; every event ever written |
//! | `lifecycle.md` | the table as a page, written by a test |
//! | `fixtures/` | every event ever written, append-only |
//!
//! [`facts`] is what decisions look up, [`RoleAuthority`] who may, [`founding`](mod@founding) what
//! a log begins with, [`processes`] the list of all.
//!
//! **Invariant:** nothing here is async, reads a clock, makes an id or touches a disk.

pub mod agreement;
pub mod attest;
pub mod audit;
mod authority;
pub mod calendar;
mod catalog;
pub mod change;
pub mod change_model;
pub mod clock;
pub mod complaint;
pub mod configuration_audit;
pub mod configuration_item;
pub mod digest;
pub mod facts;
pub mod founding;
pub mod incident;
pub mod interval;
pub mod kpi;
pub mod limits;
pub mod nonconformity;
pub mod personal;
pub mod policies;
pub mod problem;
pub mod release;
pub mod risk;
pub mod role;
pub mod roles;
pub mod security_incident;
pub mod service;
pub mod service_level;
pub mod service_request;
pub mod supplier;
pub mod task;
pub mod vulnerability;
pub mod window;

pub use authority::RoleAuthority;
pub use catalog::processes;

#[cfg(test)]
mod links;
#[cfg(test)]
mod obligations;
#[cfg(test)]
mod schemas;
#[cfg(test)]
pub(crate) mod testing;

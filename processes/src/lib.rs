//! The processes of a service management system, as pure state machines.
//!
//! **Invariant:** nothing here is async, reads a clock, makes an id or touches a disk.

pub mod agreement;
pub mod attest;
mod authority;
pub mod calendar;
mod catalog;
pub mod clock;
pub mod facts;
pub mod founding;
pub mod incident;
pub mod interval;
pub mod limits;
mod named;
pub mod personal;
pub mod role;
pub mod roles;

pub use authority::RoleAuthority;
pub use catalog::processes;

#[cfg(test)]
pub(crate) mod testing;

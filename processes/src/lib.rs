//! The processes of a service management system, as pure state machines.
//!
//! **Invariant:** nothing here is async, reads a clock, makes an id or touches a disk.

pub mod agreement;
pub mod attest;
pub mod calendar;
pub mod clock;
pub mod facts;
pub mod incident;
pub mod interval;
pub mod limits;
pub mod personal;
pub mod role;
pub mod roles;

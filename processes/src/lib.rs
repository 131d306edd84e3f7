//! The processes of a service management system, as pure state machines.

pub mod clock;

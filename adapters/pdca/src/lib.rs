//! A service management system's process engine, to embed and to run.
//!
//! **Invariant:** this crate decides nothing: rules are in the processes, order is the engine's.

mod catalogue;
pub mod derived;
pub mod import;
pub mod node;
pub mod operation;
pub mod socket;

pub use catalogue::catalogue;
pub use node::Node;

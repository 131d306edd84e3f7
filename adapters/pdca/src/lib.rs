//! A service management system's process engine, to embed and to run.
//!
//! ```
//! use engine::{Actor, Position};
//! use pdca::Node;
//! use projections::Incidents;
//! use serde_json::json;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let dir = dir.path().join("data");
//! let node = Node::create(&dir, &Actor::new("ada")?)?; // later: Node::open(&dir)
//! let incident = json!({ "summary": "mail is down", "service": "mail", "monitor": "probe 7" });
//! let done = node.execute("ada", "probe 7, 12:00", "incident", None, "log", incident)?;
//! assert_eq!(done.stream.key.to_string(), "INC0000001");
//!
//! let mut events = node.subscribe(Position(0));
//! let first = engine::runtime::wait(events.next())?.and_then(|chunk| chunk.last());
//! assert!(first.is_some());
//!
//! let phases = node.query(done.position, |incidents: &Incidents| incidents.phases().clone())?;
//! assert_eq!(phases.answer["logged"], 1);
//! # Ok(())
//! # }
//! ```
//!
//! **Invariant:** this crate decides nothing: rules are in the processes, order is the engine's.

mod catalogue;
pub mod derived;
mod founding;
pub mod import;
pub mod monitor;
pub mod node;
pub mod operation;
pub mod scenario;
pub mod simulate;
pub mod socket;
mod stage;

pub use catalogue::{catalogue, entity_sets, read_models};
pub use node::Node;

//! Scenarios: what people and tools do and what should come of it, step by step, in a file. They are
//! played on a logical clock against a fresh node, so the same file always comes to the same end, and
//! documents what it shows. The node is in memory, unless what was played is to be kept.
//!
//! `pdca scenario --help` says what such a file may hold.

mod file;
mod play;
#[cfg(test)]
mod tests;

pub use file::{FILE_BYTES_MAX, ROLES_MAX, STEPS_MAX, Scenario, ScenarioError};
pub use play::{Expectation, FIRINGS_MAX, KeepError, Played, PlayedStep};

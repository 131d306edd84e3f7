//! What the engine records about itself, as processes like any other.

pub mod import;
pub mod intake;
pub mod outcome;
pub mod policy;

use crate::process::{AnyProcess, process};

/// The engine's own processes: part of every catalogue.
#[must_use]
pub fn processes() -> [&'static dyn AnyProcess; 4] {
    [
        process::<outcome::CommandOutcome>(),
        process::<policy::PolicyRun>(),
        process::<import::ImportRun>(),
        process::<intake::Intake>(),
    ]
}

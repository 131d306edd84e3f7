//! Why a simulation did not come to its end.

use engine::Timestamp;
use engine::outside::Problem;

/// Why a simulation did not come to its end: a defect, of it or of what it tries.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stopped {
    /// A command was refused that should not have been.
    #[error("at {at} {actor} was refused {process} {key} {command} {body}: {}: {}", problem.code, problem.detail)]
    Refused {
        /// When.
        at: Timestamp,
        /// Who sent it.
        actor: String,
        /// The kind of process.
        process: String,
        /// Which one.
        key: String,
        /// The command.
        command: String,
        /// Its body.
        body: String,
        /// Why.
        problem: Box<Problem>,
    },
    /// The engine, the policies or the log failed.
    #[error("at {at}: {}: {}", problem.code, problem.detail)]
    Failed {
        /// When.
        at: Timestamp,
        /// Why.
        problem: Box<Problem>,
    },
    /// What was looked at is not as it has to be.
    #[error("at {at}: {what}")]
    Unexpected {
        /// When.
        at: Timestamp,
        /// What.
        what: String,
    },
}

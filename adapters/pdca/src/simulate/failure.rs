//! Why a simulation did not come to its end.

use engine::Timestamp;
use engine::outside::Problem;

/// Why a simulation did not come to its end: a defect, of it or of what it tries.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stopped {
    /// A command was refused that should not have been.
    #[error(transparent)]
    Refused(Box<RefusedCommand>),
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

/// A command that was refused, and should not have been.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "at {at} {actor} was refused {process} {key} {command} {body}: {}: {}",
    problem.code,
    problem.detail
)]
pub struct RefusedCommand {
    /// When.
    pub at: Timestamp,
    /// Who sent it.
    pub actor: String,
    /// The kind of process.
    pub process: String,
    /// Which one.
    pub key: String,
    /// The command.
    pub command: String,
    /// Its body.
    pub body: String,
    /// Why.
    pub problem: Problem,
}

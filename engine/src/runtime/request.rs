use crate::lifecycle::NotAllowed;
use crate::process::Encoded;
use crate::store::{BatchError, ReadError};
use crate::system::outcome::Refusal;
use crate::{
    AnyCommand, Caller, CommandId, DecodeError, Key, NotAuthorised, Origin, Position, StoreError,
    StreamId, Timestamp, Version,
};
use smol_str::SmolStr;
use std::sync::Arc;

/// A command, addressed and signed.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks, and how that is known.
    pub caller: Caller,
    /// Its identity: sending it twice is as good as once.
    pub command_id: CommandId,
    /// To which one; `None` makes a new one, with the next number or a key derived from the id.
    pub key: Option<Key>,
    /// What is asked.
    pub command: AnyCommand,
    /// When it happened, if that is not now.
    pub occurred_at: Option<Timestamp>,
    /// Live, or an import run, which goes on only with what an import began: another system's number
    /// may be one of ours.
    pub origin: Origin,
    /// What led to it, if that was a record.
    pub cause: Option<Cause>,
}

/// The record that led to a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cause {
    /// Where it lies.
    pub position: Position,
    /// The first command of its chain.
    pub correlation: CommandId,
    /// The command that caused it.
    pub command: CommandId,
    /// How long the chain is with this command.
    pub depth: u8,
}

impl Request {
    /// A command that the sender calls `sent_as`, to `key` or to a new one.
    #[must_use]
    pub fn new(caller: Caller, sent_as: &str, key: Option<Key>, command: AnyCommand) -> Self {
        let command_id = CommandId::derive(caller.door, &caller.principal, sent_as);
        let (occurred_at, origin, cause) = (None, Origin::Live, None);
        Self { caller, command_id, key, command, occurred_at, origin, cause }
    }

    /// Having happened at this time.
    #[must_use]
    pub fn occurred_at(mut self, at: Option<Timestamp>) -> Self {
        self.occurred_at = at;
        self
    }

    /// A digest of all that the sender chose: the same id with another content is refused.
    pub(super) fn content(&self) -> u64 {
        let key = self.key.as_ref().map(Key::as_escaped).unwrap_or_default();
        let at = self.occurred_at.map(|at| at.as_nanos().to_be_bytes()).unwrap_or_default();
        let (process, name) = (self.command.process(), self.command.name());
        let body = self.command.to_json_text();
        let actor = self.caller.actor.as_escaped().as_bytes();
        let parts = [actor, process.as_bytes(), key.as_bytes(), name.as_bytes(), &body, &at];
        (crate::digest(&parts) >> 64) as u64
    }
}

/// A command was accepted, and what it caused is durable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Accepted {
    /// Whom it was about.
    pub stream: StreamId,
    /// How many events that one has now.
    pub version: Version,
    /// Where the log stood then: a query that waits for this position sees the outcome.
    pub position: Position,
    /// When it was decided.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The position at which the facts stood that it was decided on.
    pub basis: Position,
    /// The events it caused, now or the first time it was sent; none if it was already satisfied.
    pub events: Vec<Encoded>,
    /// Whether this is the outcome of an earlier time.
    pub repeated: bool,
}

/// A command was not accepted.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ExecuteError {
    /// Its lifecycle does not allow it now.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The actor may not.
    #[error(transparent)]
    NotAuthorised(#[from] NotAuthorised),
    /// A rule of the process.
    #[error("{detail}")]
    Rejected {
        /// The rule's code, for programs.
        code: &'static str,
        /// What would make it acceptable, for people.
        detail: String,
        /// The commands that are possible now.
        possible: Vec<&'static str>,
    },
    /// It was refused the first time it was sent, through a door whose refusals are recorded.
    #[error("refused at {recorded_at}: {}", refusal.detail)]
    RefusedBefore {
        /// When.
        recorded_at: Timestamp,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// Its id is in the log with another content.
    #[error(
        "the command id was used before, for something else (position {position}); choose a new one"
    )]
    IdReused {
        /// Where.
        position: Position,
    },
    /// No such process in the catalogue.
    #[error("there is no process {0:?}")]
    UnknownProcess(&'static str),
    /// It is said to have happened in the future.
    #[error(
        "{stated} is in the future; it is {now}, and at most {} ahead is taken",
        super::AHEAD_MAX
    )]
    InTheFuture {
        /// What was said.
        stated: Timestamp,
        /// The engine's time.
        now: Timestamp,
    },
    /// It is said to have happened before there was anything it could happen to.
    #[error("{stated} is before the first event of {stream}, at {first}")]
    BeforeTheFirst {
        /// What was said.
        stated: Timestamp,
        /// Whom it is about.
        stream: StreamId,
        /// When its first event happened.
        first: Timestamp,
    },
    /// An import tells of what began here.
    #[error("{stream} began here; an import goes on only with what an import began")]
    BegunHere {
        /// Whom it is about.
        stream: StreamId,
    },
    /// Only a recorder may tell of what happened so long ago.
    #[error("{stated} is more than {limit} ago; only the role {} may record that", super::RECORDER)]
    TooLongAgo {
        /// What was said.
        stated: Timestamp,
        /// How far back everybody may go.
        limit: crate::Span,
    },
    /// A chain of policies does not end.
    #[error(
        "the chain of commands that began with {correlation} is longer than {}",
        super::DEPTH_MAX
    )]
    ChainTooDeep {
        /// The first command.
        correlation: CommandId,
    },
    /// The principal is too long.
    #[error("the principal takes {bytes} bytes; at most {} fit", Caller::PRINCIPAL_BYTES_MAX)]
    PrincipalTooLong {
        /// What it takes.
        bytes: usize,
    },
    /// A fold that decisions look up is full.
    #[error("the fact {name} takes {bytes} bytes, more than its bound of {bytes_max}")]
    FactFull {
        /// The fold.
        name: &'static str,
        /// What it takes.
        bytes: usize,
        /// What it may take.
        bytes_max: usize,
    },
    /// What it causes is too large.
    #[error(transparent)]
    TooLarge(#[from] BatchError),
    /// The history cannot be read. The operator's concern.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A record just decided cannot be read back. A defect.
    #[error("position {position} cannot be read back: {error}")]
    Defect {
        /// Where.
        position: Position,
        /// Why.
        error: DecodeError,
    },
    /// The store failed. The operator's concern.
    #[error(
        "{0}; whether the command is on record is not known before it is opened again: send it then with the same id"
    )]
    Store(#[from] StoreError),
    /// The engine has been closed, or has stopped.
    #[error(
        "the engine has stopped; whether the command is on record is not known before it is opened again: send it then with the same id"
    )]
    Stopped,
}

impl ExecuteError {
    /// A code that programs can tell apart, and that never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed(_) => "not_allowed",
            Self::NotAuthorised(_) => "not_authorised",
            Self::Rejected { code, .. } => code,
            Self::RefusedBefore { .. } => "refused_before",
            Self::IdReused { .. } => "id_reused",
            Self::UnknownProcess(_) => "unknown_process",
            Self::InTheFuture { .. } => "in_the_future",
            Self::BeforeTheFirst { .. } => "before_the_first",
            Self::BegunHere { .. } => "begun_here",
            Self::TooLongAgo { .. } => "too_long_ago",
            Self::ChainTooDeep { .. } => "chain_too_deep",
            Self::PrincipalTooLong { .. } => "principal_too_long",
            Self::FactFull { .. } => "fact_full",
            Self::TooLarge(_) => "too_large",
            Self::Read(_) => "unreadable",
            Self::Defect { .. } => "defect",
            Self::Store(_) => "store_failed",
            Self::Stopped => "stopped",
        }
    }

    /// Whether it is an answer to the command, rather than a failure to answer.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::NotAllowed(_)
            | Self::NotAuthorised(_)
            | Self::Rejected { .. }
            | Self::RefusedBefore { .. }
            | Self::IdReused { .. }
            | Self::UnknownProcess(_)
            | Self::InTheFuture { .. }
            | Self::BeforeTheFirst { .. }
            | Self::BegunHere { .. }
            | Self::TooLongAgo { .. }
            | Self::ChainTooDeep { .. }
            | Self::PrincipalTooLong { .. }
            | Self::FactFull { .. }
            | Self::TooLarge(_) => true,
            Self::Read(_) | Self::Defect { .. } | Self::Store(_) | Self::Stopped => false,
        }
    }

    /// Why, for people: no longer than a record may be.
    pub(super) fn detail(&self) -> SmolStr {
        const CHARS_MAX: usize = 4096;
        self.to_string().chars().take(CHARS_MAX).collect()
    }

    /// The commands that are possible instead.
    #[must_use]
    pub fn possible(&self) -> &[&'static str] {
        if let Self::NotAllowed(NotAllowed { possible, .. }) | Self::Rejected { possible, .. } =
            self
        {
            return possible;
        }
        &[]
    }
}

/// The outcome of a command.
pub type Outcome = Result<Arc<Accepted>, ExecuteError>;

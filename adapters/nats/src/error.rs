use crate::connect::ConnectError;
use crate::ingest::RulesError;
use crate::server::least;
use engine::outside::Problem;
use engine::projection::QueryError;
use engine::store::ReadError;
use engine::{DecodeError, ExecuteError, Position, StoreError};

/// A part of the adapter cannot work. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The first connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A stream would take the commands, and answer instead of the node.
    #[error(
        "the stream {stream} covers {subject}: whoever sends a command would get the stream's acknowledgement for an answer; delete the stream or change its subjects"
    )]
    Covered {
        /// The stream.
        stream: String,
        /// What it must not cover.
        subject: String,
    },
    /// The account works for another log.
    #[error(
        "the account works for log {found}, and this is log {ours}: two would share each other's commands; give this one an account of its own or, if that log is gone for good, delete the stream PDCA_LOG"
    )]
    OtherLog {
        /// The log that the account works for.
        found: String,
        /// This one.
        ours: String,
    },
    /// The account cannot be worked with any more.
    #[error("it has stopped: {0}")]
    Shut(String),
    /// It would not take events as they are sent.
    #[error("the server is of version {found}; it takes one of {} or later", least())]
    OldServer {
        /// Its version, as it says.
        found: String,
    },
    /// Nothing that lasts without JetStream.
    #[error("JetStream is off for this account; switch it on in the server's configuration")]
    NoJetStream,
    /// A stream that is there is another one than is needed.
    #[error("the stream {stream} is not as it must be: {reason}; rename it or change it")]
    WrongStream {
        /// The stream.
        stream: String,
        /// What is wrong.
        reason: String,
    },
    /// The stream knows more than the log, or something else.
    #[error(
        "the stream {stream} ends with event {found}, which is not in the log (its position {position} is {expected}): the log was restored or is another one; nothing is published until the stream is moved away"
    )]
    Ahead {
        /// The stream.
        stream: String,
        /// The last event in it.
        found: String,
        /// The position that it says it has.
        position: Position,
        /// What the log has there.
        expected: String,
    },
    /// A bucket knows more than the log, or something else.
    #[error(
        "the bucket {bucket} is made up to event {found} at position {position}, which is not in the log: the log was restored or is another one; nothing is written until the bucket is moved away, or made anew by: pdca rebuild"
    )]
    BucketAhead {
        /// The bucket.
        bucket: String,
        /// Up to which event it was made.
        found: String,
        /// The position that it says that one has.
        position: Position,
    },
    /// Somebody else has written to a bucket.
    #[error("somebody else has written to the bucket {bucket}: that is undone")]
    BucketChanged {
        /// The bucket.
        bucket: String,
    },
    /// A read model does not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// NATS did not do something.
    #[error("cannot {action}")]
    Nats {
        /// What.
        action: &'static str,
        /// Why not.
        #[source]
        source: async_nats::Error,
    },
    /// JetStream did not take a batch of events.
    #[error("the stream {stream} did not take a batch: {reason}")]
    Batch {
        /// The stream.
        stream: String,
        /// Why not.
        reason: String,
    },
    /// Somebody else has written to a stream.
    #[error("somebody else has written to the stream {stream}: what is not of the log is removed")]
    Written {
        /// The stream.
        stream: String,
        /// The last sequence number that it has given, if it says so.
        last: Option<u64>,
    },
    /// Somebody else has removed something from a stream.
    #[error(
        "somebody else has removed messages from the stream {stream}: they are published again"
    )]
    Removed {
        /// The stream.
        stream: String,
    },
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The engine has stopped.
    #[error(transparent)]
    Engine(#[from] ExecuteError),
    /// The rules for other tools' events.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The engine could not decide what a message asks for.
    #[error("cannot decide what a message asks for")]
    Undecided(#[source] Problem),
    /// The server handed something out of a queue that has not come here.
    #[error("the server has handed out what was not seen here: that is fetched")]
    Unseen,
    /// The connection was made anew.
    #[error("begins anew with a new connection")]
    Reconnected,
    /// A task ended by itself.
    #[error("a task of the adapter panicked")]
    Panicked,
}

impl Error {
    /// NATS did not do `action`.
    pub(crate) fn nats<E: Into<async_nats::Error>>(action: &'static str) -> impl Fn(E) -> Self {
        move |source| Self::Nats { action, source: source.into() }
    }
}

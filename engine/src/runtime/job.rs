use super::Shared;
use super::cache::Live;
use super::request::{ExecuteError, Outcome, Request};
use super::tally::{Counting, Started};
use crate::{CommandId, Facts, Position, StreamId};
use std::fmt;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What the sequencer is asked.
pub(super) enum Job {
    /// To decide a command.
    Execute(Pending),
    /// To show what it knows between two decisions.
    Inspect(Inspect),
    /// To finish what is queued and stop.
    Close,
}

/// Looks at the facts; what it returns is called when those are durable, or never will be.
pub(super) type Inspect = Box<dyn FnOnce(&Facts) -> Told + Send>;
pub(super) type Told = Box<dyn FnOnce(Result<(), ExecuteError>) + Send>;

/// A command.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) request: Box<Request>,
    /// The digest of its content.
    pub(super) content: u64,
    /// How far the log was durable when the caller looked whether it had been sent before.
    pub(super) as_of: Position,
}

/// A command, and what its caller has looked up for it.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) asked: Asked,
    /// The stream it is for, unless that is to have a number.
    pub(super) stream: Option<StreamId>,
    /// The state, if it was not cached then.
    pub(super) loaded: Option<Box<Live>>,
    pub(super) answer: Answer,
}

/// Where the outcome goes.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) reply: oneshot::Sender<Reply>,
    pub(super) started: Started,
}

/// What a caller hears.
pub(super) enum Reply {
    Outcome(Outcome),
    /// The same command was on its way already.
    InTheLog(InTheLog),
}

/// An outcome that is read where it is recorded: hardly anybody asks twice at once.
pub(super) struct InTheLog {
    pub(super) shared: Arc<Shared>,
    pub(super) id: CommandId,
    pub(super) content: u64,
    pub(super) started: Started,
}

impl Reply {
    pub(super) async fn outcome(self) -> Outcome {
        match self {
            Self::Outcome(outcome) => outcome,
            Self::InTheLog(InTheLog { shared, id, content, started }) => {
                let outcome = match shared.earlier(id, content).await {
                    Ok(Some(outcome)) => outcome,
                    Ok(None) => unreachable!("the outcome of {id} is durable"),
                    Err(error) => Err(error.into()),
                };
                shared.tally.count(started, &outcome);
                outcome
            }
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome(outcome) => outcome.fmt(f),
            Self::InTheLog(InTheLog { id, .. }) => write!(f, "the outcome of {id} in the log"),
        }
    }
}

/// What is told when a batch is durable, or never will be.
pub(super) enum Tell {
    Reply(Reply, Answer),
    Seen(Told),
}

impl Tell {
    /// Counts the command that is to be told of, if that is known by now.
    pub(super) fn count(&self, is_durable: bool, count: &mut Counting<'_>) {
        if let Self::Reply(Reply::Outcome(outcome), answer) = self {
            count.add(answer.started, is_durable, outcome);
        }
    }

    pub(super) fn tell(self, durable: Result<(), ExecuteError>) {
        match self {
            Self::Reply(reply, answer) => {
                answer.send(durable.map_or_else(|error| Reply::Outcome(Err(error)), |()| reply));
            }
            Self::Seen(told) => told(durable),
        }
    }
}

impl Answer {
    pub(super) fn send(self, reply: Reply) {
        // Whoever asked may be gone; the outcome stands all the same.
        let _ = self.reply.send(reply);
    }
}

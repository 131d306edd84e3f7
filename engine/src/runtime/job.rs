use super::cache::Live;
use super::request::{ExecuteError, Outcome, Request};
use crate::{Facts, Position, StreamId};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// What the sequencer is asked.
pub(super) enum Job {
    /// To decide a command.
    Execute(Box<Pending>),
    /// To show what it knows between two decisions.
    Inspect(Inspect, OwnedSemaphorePermit),
    /// To finish what is queued and stop.
    Close,
}

/// Looks at the facts; what it returns is called when those are durable, or never will be.
pub(super) type Inspect = Box<dyn FnOnce(&Facts) -> Told + Send>;
pub(super) type Told = Box<dyn FnOnce(Result<(), ExecuteError>) + Send>;

/// A command.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) request: Request,
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
    pub(super) loaded: Option<Live>,
    pub(super) answer: Answer,
}

/// Where the outcome goes. Keeps its place in the queue until then.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) reply: oneshot::Sender<Outcome>,
    pub(super) place: OwnedSemaphorePermit,
}

/// What is told when a batch is durable, or never will be.
pub(super) enum Tell {
    Outcome(Outcome, Answer),
    Seen(Told, OwnedSemaphorePermit),
}

impl Tell {
    pub(super) fn tell(self, durable: Result<(), ExecuteError>) {
        match self {
            Self::Outcome(outcome, answer) => answer.send(durable.and(outcome)),
            Self::Seen(told, place) => {
                drop(place);
                told(durable);
            }
        }
    }
}

impl Answer {
    pub(super) fn send(self, outcome: Outcome) {
        drop(self.place);
        // Whoever asked may be gone; the outcome stands all the same.
        let _ = self.reply.send(outcome);
    }
}

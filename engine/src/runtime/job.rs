use super::cache::Live;
use super::request::{ExecuteError, Outcome, Request};
use crate::{Facts, Position};
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

/// A command, and what its caller has looked up for it.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) request: Request,
    pub(super) content: u64,
    /// How far the log was durable when the caller looked.
    pub(super) as_of: Position,
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

impl Answer {
    pub(super) fn send(self, outcome: Outcome) {
        drop(self.place);
        // Whoever asked may be gone; the outcome stands all the same.
        let _ = self.reply.send(outcome);
    }
}

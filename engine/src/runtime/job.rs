use super::cache::Live;
use super::request::{Outcome, Request};
use crate::{Facts, Position};
use tokio::sync::oneshot;

/// What the sequencer is asked.
pub(super) enum Job {
    /// To decide a command.
    Execute(Box<Pending>, oneshot::Sender<Reply>),
    /// To show what it knows between two decisions.
    Inspect(Box<dyn FnOnce(&Facts) + Send>),
    /// To finish what is queued and stop.
    Close,
}

/// A command, and what its caller has looked up for it.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) request: Request,
    pub(super) content: u64,
    /// How far the log was durable when the caller looked.
    pub(super) as_of: Position,
    /// The state, if the sequencer asked for it.
    pub(super) loaded: Option<Live>,
}

/// What the sequencer answers.
#[derive(Debug)]
pub(super) enum Reply {
    /// The outcome, durable.
    Outcome(Outcome),
    /// The caller is to look again.
    LookAgain(Box<Pending>, Look),
}

/// At what the caller is to look.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Look {
    /// Whether the log has an outcome of the command by now.
    Log,
    /// At the state, which is not in the cache.
    State,
}

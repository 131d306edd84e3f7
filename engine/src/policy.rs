//! Reactions across processes: "whenever this, then that".

use crate::process::AnyCommand;
use crate::{
    CommandId, Decider, DecodeError, Door, Facts, Key, NewFact, Position, RecordRef, StreamId,
};

/// Whenever an event of one process, then commands to another.
///
/// A policy is stateless and pure. One that must remember asks a fact, or is a process of its own.
/// It never reads a projection: what it sees must be the same at every replay.
pub trait Policy: Send + Sync {
    /// A sentence, in kebab case: `missed-target-escalates`. Names its stream in the log.
    fn name(&self) -> &'static str;

    /// The processes whose events it hears.
    fn processes(&self) -> &'static [&'static str];

    /// What it looks up.
    fn facts(&self) -> Vec<NewFact> {
        Vec::new()
    }

    /// Whether it reaches out of the engine, to people or tools: such a policy skips imported
    /// history.
    fn is_outward(&self) -> bool {
        false
    }

    /// The commands this record calls for; `facts` stand exactly as of it.
    ///
    /// # Errors
    /// [`DecodeError`], when the record cannot be read; the operator's concern.
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError>;
}

/// A command and its addressee.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// To which one; `None` makes a new one.
    pub key: Option<Key>,
    /// What it is told.
    pub command: AnyCommand,
}

impl Dispatch {
    /// To the `P` called `key`.
    pub fn to<P: Decider>(key: Key, command: impl Into<P::Command>) -> Self {
        Self { key: Some(key), command: AnyCommand::of::<P>(command.into()) }
    }

    /// To a new `P`.
    pub fn new<P: Decider>(command: impl Into<P::Command>) -> Self {
        Self { key: None, command: AnyCommand::of::<P>(command.into()) }
    }

    /// Its command id: (policy, position, target stream, command name), so that hearing an event
    /// twice is as good as once.
    #[must_use]
    pub fn command_id(&self, policy: &str, position: Position) -> CommandId {
        let target = match &self.key {
            Some(key) => StreamId::new(self.command.process(), key.clone()).to_string(),
            None => format!("{} new", self.command.process()),
        };
        let sent_as = format!("{position} {target} {}", self.command.name());
        CommandId::derive(Door::Policy, policy, &sent_as)
    }
}

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

    /// All that it may do. It hears no other events, and sends no other commands.
    fn edges(&self) -> Vec<Edge>;

    /// What it looks up.
    fn facts(&self) -> Vec<NewFact> {
        Vec::new()
    }

    /// Whether it reaches out of the engine, to people or tools: such a policy skips imported
    /// history.
    fn is_outward(&self) -> bool {
        false
    }

    /// The commands that this record of an event it hears calls for; `facts` stand exactly as of it.
    ///
    /// # Errors
    /// [`DecodeError`], when the record cannot be read; the operator's concern.
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError>;
}

/// One thing that a policy may do: hear an event, and then send a command.
///
/// Declared, so that it can be shown that no chain of policies goes round for ever.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Edge {
    /// The process and the event that it hears.
    pub heard: (&'static str, &'static str),
    /// The process and the command that it then sends.
    pub sent: (&'static str, &'static str),
    /// What else must be so, in words; `None` if it always sends it.
    pub only_if: Option<&'static str>,
}

impl Edge {
    /// Whenever `heard`, then `sent`.
    #[must_use]
    pub const fn always(
        heard: (&'static str, &'static str),
        sent: (&'static str, &'static str),
    ) -> Self {
        Self { heard, sent, only_if: None }
    }

    /// Whenever `heard` and `only_if`, then `sent`.
    #[must_use]
    pub const fn when(
        heard: (&'static str, &'static str),
        only_if: &'static str,
        sent: (&'static str, &'static str),
    ) -> Self {
        Self { heard, sent, only_if: Some(only_if) }
    }

    /// Whether it is about the event of that record.
    #[must_use]
    pub fn hears(&self, record: &RecordRef<'_>) -> bool {
        self.heard == (record.process, record.event)
    }
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
    /// twice is as good as once; and how many of that name went there `before` for the same event, if
    /// any did, for each of them counts.
    #[must_use]
    pub fn command_id(&self, policy: &str, position: Position, before: usize) -> CommandId {
        let target = match &self.key {
            Some(key) => StreamId::new(self.command.process(), key.clone()).to_string(),
            None => format!("{} new", self.command.process()),
        };
        let name = self.command.name();
        let sent_as = match before {
            0 => format!("{position} {target} {name}"),
            _ => format!("{position} {target} {name} {}", before + 1),
        };
        CommandId::derive(Door::Policy, policy, &sent_as)
    }
}

//! The shape of a process.

use crate::facts::{Facts, NewFact};
use crate::gate::permit;
use crate::lifecycle::{Lifecycle, NotAllowed, Stage};
use crate::{Caller, DecodeError, Key, Position, Timestamp, Version};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use std::convert::Infallible;
use std::fmt::Debug;

/// A process, as a pure state machine.
///
/// The implementing type *is* the state; its [`Default`] is the state before the first event.
///
/// - [`decide`](Self::decide) is where every business rule lives. It may say no.
/// - [`evolve`](Self::evolve) is where no business rule lives. It may not: an event is a fact, and
///   today's rules have no say over yesterday's facts.
///
/// Both are synchronous and free of side effects, so that a process can be tested, replayed and
/// explored without a runtime, a clock or a disk. The engine asks the lifecycle tables and the
/// authority first; `decide` need not.
pub trait Decider:
    Clone + Debug + Default + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// Everything that may happen.
    const LIFECYCLE: &'static Lifecycle<Self::Phase>;
    /// The kind of process, singular and lower case: `incident`.
    const NAME: &'static str = Self::LIFECYCLE.process;
    /// Bumped when `evolve`, `deadlines` or the state's layout changes: snapshots of states and of
    /// timers are then discarded.
    const FOLD: u16 = 1;
    /// What human numbers begin with (`INC` makes `INC0000123`); `None` where keys are given names.
    const NUMBERS: Option<&'static str> = None;
    /// Where it is in its life.
    type Phase: Copy + Debug + Eq + Send + Sync + 'static;
    /// A request in the imperative: `Resolve`.
    type Command: CommandSet;
    /// A fact in the past tense: `Resolved`.
    type Event: EventSet;
    /// Why a command was refused; [`Infallible`] where none ever is.
    type Rejection: Rejection;

    /// Where its facets are, the parts that have a lifecycle of their own beside it: what a facet's
    /// table knows must be allowed by that table too.
    #[must_use]
    fn facets(&self) -> impl Iterator<Item = Stage> {
        std::iter::empty()
    }

    /// What its decisions look up, besides the state.
    #[must_use]
    fn facts() -> Vec<NewFact> {
        Vec::new()
    }

    /// Which roles may see it; empty for everybody.
    #[must_use]
    fn visible_to() -> &'static [crate::lifecycle::Role] {
        &[]
    }

    /// Where it is now.
    fn phase(&self) -> Self::Phase;

    /// Answers a command with the events it causes, or with the reason it is refused.
    ///
    /// No events means that the command is already satisfied.
    ///
    /// # Errors
    /// The rejection, when a rule forbids the command in this state.
    fn decide(
        &self,
        command: &Self::Command,
        context: &Context<'_>,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Takes an event in. Total: every recorded event applies to every state.
    fn evolve(&mut self, event: &Self::Event, stamp: &Stamp<'_>);

    /// What time alone will do: the instants are in the state, several may run at once.
    ///
    /// Timers are derived, never stored: there is nothing to schedule, cancel or lose.
    fn deadlines(&self) -> Vec<Deadline<Self::Command>> {
        Vec::new()
    }

    /// Whether an event leaves the deadlines as they are, whatever the state. Saying no is always
    /// right; saying yes of what happens most spares looking. Checked wherever assertions are.
    #[must_use]
    fn keeps_deadlines(_event: &Self::Event) -> bool {
        false
    }
}

/// All that a decision may know besides the state and the command.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// When the decision is taken. Authority, windows and separation of duties go by it.
    pub recorded_now: Timestamp,
    /// When it happened, as the sender states; measured durations go by it.
    pub occurred_at: Timestamp,
    /// Who asks, and how that is known.
    pub caller: &'a Caller,
    /// Which one of its kind.
    pub key: &'a Key,
    /// How many events it has.
    pub version: Version,
    /// Where the log stands: the first event will be at the next position.
    pub head: Position,
    /// What else is known.
    pub facts: &'a Facts,
}

impl Context<'_> {
    /// The stamp that the event number `index` (from 0) of this decision will bear.
    #[must_use]
    pub fn stamp(&self, index: usize) -> Stamp<'_> {
        let index = index as u64 + 1;
        Stamp {
            position: Position(self.head.0 + index),
            version: Version(self.version.0 + index),
            recorded_at: self.recorded_now,
            occurred_at: self.occurred_at,
            actor: self.caller.actor.as_escaped(),
        }
    }
}

/// Where and when an event was recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stamp<'a> {
    /// Its place in the log.
    pub position: Position,
    /// Its place in its stream.
    pub version: Version,
    /// When it was decided.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// In whose name, escaped.
    pub actor: &'a str,
}

impl<'a> From<&crate::RecordRef<'a>> for Stamp<'a> {
    fn from(record: &crate::RecordRef<'a>) -> Self {
        Self {
            position: record.position,
            version: record.version,
            recorded_at: record.metadata.recorded_at,
            occurred_at: record.metadata.occurred_at,
            actor: record.metadata.actor,
        }
    }
}

/// A command that falls due.
#[derive(Clone, Copy, Debug)]
pub struct Deadline<C> {
    /// Which one, unique within the state.
    pub name: &'static str,
    /// When.
    pub at: Timestamp,
    /// What is then sent. Made only then: every command asks what is due, hardly ever is anything.
    pub command: fn() -> C,
    /// What it does.
    pub effect: Effect,
}

/// What a deadline does when it fires.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, serde::Deserialize, JsonSchema)]
pub enum Effect {
    /// It records that something is so: a missed target, a warning.
    Records,
    /// It moves the state, or turns to people. Silent in imported history, for the source decides
    /// its own lifecycle and has told whom it told: also after the run what fell due by its end.
    Moves,
}

/// A variant name: on the wire, in the lifecycle table, in logs and in diagrams.
pub trait Named {
    /// The name in snake case: `declare_major`.
    fn name(&self) -> &'static str;
}

/// A process that refuses nothing.
impl Named for Infallible {
    fn name(&self) -> &'static str {
        match *self {}
    }
}

/// Why a command was refused: an error with a code that programs can tell apart.
pub trait Rejection: std::error::Error + Named + Send + Sync + 'static {}

impl<R: std::error::Error + Named + Send + Sync + 'static> Rejection for R {}

/// All commands of a process. Written by [`commands!`](crate::commands).
pub trait CommandSet: Clone + Debug + Named + Serialize + Send + Sync + 'static {
    /// Their names.
    const NAMES: &'static [&'static str];

    /// Reads one: its name, and its body as JSON.
    ///
    /// # Errors
    /// [`CommandError`], naming what is wrong with it.
    fn from_json(name: &str, body: serde_json::Value) -> Result<Self, CommandError>;

    /// Its body as JSON.
    fn to_json(&self) -> serde_json::Value;

    /// The JSON schema of the body of each.
    fn schemas() -> Vec<(&'static str, schemars::Schema)>;
}

/// All events of a process. Written by [`events!`](crate::events).
pub trait EventSet: Clone + Debug + Named + PartialEq + Send + Sync + 'static {
    /// Their names, and the schema written today.
    const KINDS: &'static [(&'static str, u16)];

    /// The schema that it is written with.
    fn schema(&self) -> u16;

    /// Its payload.
    fn encode(&self) -> Vec<u8>;

    /// Reads any schema ever written.
    ///
    /// # Errors
    /// [`DecodeError`], when name or schema is unknown or the bytes do not fit it.
    fn decode(name: &str, schema: u16, payload: &[u8]) -> Result<Self, DecodeError>;

    /// Its payload as JSON.
    fn to_json(&self) -> serde_json::Value;

    /// The JSON schema of the payload of each.
    fn schemas() -> Vec<(&'static str, schemars::Schema)>;
}

/// A command that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CommandError {
    /// No process of that name.
    #[error("there is no process {name:?}; there are: {}", known.join(", "))]
    UnknownProcess {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<&'static str>,
    },
    /// No command of that name.
    #[error("there is no command {name:?}; {}", commands(known))]
    UnknownCommand {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<&'static str>,
    },
    /// No command or event of that name.
    #[error(
        "{process} has no command and no event {name:?}; commands: {}; events: {}",
        names(commands),
        names(events)
    )]
    UnknownSchema {
        /// The process.
        process: &'static str,
        /// What was asked for.
        name: String,
        /// The commands there are.
        commands: Vec<&'static str>,
        /// The events there are.
        events: Vec<&'static str>,
    },
    /// The body does not fit.
    #[error("the body of {command} does not fit: {reason}")]
    Body {
        /// The command.
        command: &'static str,
        /// What is wrong.
        reason: String,
    },
}

fn names(known: &[&str]) -> String {
    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
}

fn commands(known: &[&str]) -> String {
    if known.is_empty() {
        return "this process takes none: only the engine itself writes it".to_owned();
    }
    format!("there are: {}", known.join(", "))
}

/// What a pure process answers, its lifecycle tables asked first.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refused<R: std::error::Error> {
    /// Not in this phase.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// A rule of the process.
    #[error(transparent)]
    Rejected(R),
}

/// Decides, with the lifecycle tables as the gate: the one way that the engine and the tests take.
///
/// # Errors
/// [`Refused`], by the table or by a rule.
pub fn decide<P: Decider>(
    state: &P,
    command: &P::Command,
    context: &Context<'_>,
) -> Result<Vec<P::Event>, Refused<P::Rejection>> {
    permit(state, command.name())?;
    state.decide(command, context).map_err(Refused::Rejected)
}

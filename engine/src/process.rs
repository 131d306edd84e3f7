//! A process whose type does not matter: what the engine, the command line and every adapter work
//! with, so that a new process is reachable without a line in any of them.

use crate::lifecycle::{Possible, Role, Table};
use crate::snapshot::Folded;
use crate::store::BatchError;
use crate::{
    CommandError, CommandSet as _, Context, Deadline, Decider, DecodeError, Effect, EventSet as _,
    Named as _, NewFact, NotAllowed, Permit, RecordRef, Rejection, Stamp, Timestamp, codec, gate,
    json, snapshot,
};
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A command to some process.
#[derive(Clone)]
pub struct AnyCommand {
    process: &'static str,
    name: &'static str,
    body: Arc<dyn Any + Send + Sync>,
    json: fn(&(dyn Any + Send + Sync)) -> json::Value,
    text: fn(&(dyn Any + Send + Sync)) -> Vec<u8>,
}

impl AnyCommand {
    /// A command to a `P`.
    #[must_use]
    pub fn of<P: Decider>(command: P::Command) -> Self {
        Self {
            process: P::NAME,
            name: command.name(),
            body: Arc::new(command),
            json: |body| body.downcast_ref().map(P::Command::to_json).unwrap_or_default(),
            text: |body| body.downcast_ref().map(json::text_of::<P::Command>).unwrap_or_default(),
        }
    }

    /// Its body as JSON text: what is digested. Built without a tree, for it is in the path of
    /// every command.
    pub(crate) fn to_json_text(&self) -> Vec<u8> {
        (self.text)(&*self.body)
    }

    /// The process it is for.
    #[must_use]
    pub fn process(&self) -> &'static str {
        self.process
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its body as JSON.
    #[must_use]
    pub fn to_json(&self) -> json::Value {
        (self.json)(&*self.body)
    }

    fn downcast<P: Decider>(&self) -> Option<&P::Command> {
        self.body.downcast_ref()
    }
}

impl fmt::Debug for AnyCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} {}", self.process, self.name, self.to_json())
    }
}

/// An event, encoded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Encoded {
    /// Its name.
    pub event: &'static str,
    /// The layout of the payload.
    pub schema: u16,
    /// The payload.
    pub payload: Vec<u8>,
}

/// What a command caused.
#[derive(Debug)]
pub struct Decided {
    /// The events, in order.
    pub events: Vec<Encoded>,
    /// Whether the deadlines surely are what they were.
    pub keeps_deadlines: bool,
}

/// Why a process said no.
#[derive(Debug, thiserror::Error)]
pub enum AnyRefusal {
    /// A rule of the process.
    #[error("{0}")]
    Rejected(Box<dyn Rejection>),
    /// What it causes does not fit.
    #[error(transparent)]
    TooLarge(BatchError),
}

/// A deadline of some process.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AnyDeadline {
    /// Which one, unique within the state.
    pub name: &'static str,
    /// When.
    pub at: Timestamp,
    /// What it does.
    pub effect: Effect,
}

/// A process.
pub trait AnyProcess: Send + Sync {
    /// [`Decider::NAME`].
    fn name(&self) -> &'static str;
    /// [`Decider::NUMBERS`].
    fn numbers(&self) -> Option<&'static str>;
    /// [`Decider::LIFECYCLE`].
    fn table(&self) -> &'static dyn Table;
    /// [`Decider::facts`].
    fn facts(&self) -> Vec<NewFact>;
    /// [`Decider::visible_to`].
    fn visible_to(&self) -> &'static [Role];
    /// Which fold its state snapshots are of.
    fn folded(&self) -> Folded;
    /// The state before the first event.
    fn state(&self) -> Box<dyn AnyState>;
    /// The state in a snapshot.
    ///
    /// # Errors
    /// [`DecodeError`], when it cannot be read.
    fn restore(&self, bytes: &[u8]) -> Result<Box<dyn AnyState>, DecodeError>;
    /// Reads a command.
    ///
    /// # Errors
    /// [`CommandError`], naming what is wrong with it.
    fn command(&self, name: &str, body: json::Value) -> Result<AnyCommand, CommandError>;
    /// The payload of one of its events as JSON.
    ///
    /// # Errors
    /// [`DecodeError`], when it cannot be read.
    fn event_json(&self, record: &RecordRef<'_>) -> Result<json::Value, DecodeError>;
    /// The names of its events.
    fn event_kinds(&self) -> Vec<&'static str>;
    /// The JSON schema of the body of each command.
    fn command_schemas(&self) -> Vec<(&'static str, json::Schema)>;
    /// The JSON schema of the payload of each event.
    fn event_schemas(&self) -> Vec<(&'static str, json::Schema)>;
}

impl fmt::Debug for dyn AnyProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl dyn AnyProcess {
    /// The JSON schema of the body of a command, or of the payload of an event, by its name: what
    /// every door checks against.
    ///
    /// # Errors
    /// [`CommandError::UnknownSchema`], listing what there is.
    pub fn schema(&self, name: &str) -> Result<json::Schema, CommandError> {
        self.schemas().get(name).cloned()
    }

    /// All its schemas. To make them takes time: who is asked often keeps them.
    #[must_use]
    pub fn schemas(&self) -> Schemas {
        let (commands, events) = (self.command_schemas(), self.event_schemas());
        Schemas { process: self.name(), commands, events }
    }
}

/// What the commands of a process take, and what its events say.
#[derive(Debug)]
pub struct Schemas {
    process: &'static str,
    commands: Vec<(&'static str, json::Schema)>,
    events: Vec<(&'static str, json::Schema)>,
}

impl Schemas {
    /// The JSON schema of the body of a command, or of the payload of an event, by its name.
    ///
    /// # Errors
    /// [`CommandError::UnknownSchema`], listing what there is.
    pub fn get(&self, name: &str) -> Result<&json::Schema, CommandError> {
        let mut all = self.commands.iter().chain(&self.events);
        let found = all.find(|(known, _)| *known == name).map(|(_, schema)| schema);
        let names = |of: &[(&'static str, _)]| of.iter().map(|(name, _)| *name).collect();
        found.ok_or_else(|| CommandError::UnknownSchema {
            process: self.process,
            name: name.to_owned(),
            commands: names(&self.commands),
            events: names(&self.events),
        })
    }
}

/// The state of some process.
pub trait AnyState: fmt::Debug + Send + Sync {
    /// The name of the phase it is in.
    fn phase(&self) -> &'static str;
    /// The commands that are possible now.
    fn possible(&self) -> Vec<Possible>;
    /// Asks the lifecycle tables whether a command may happen now, and by whom.
    ///
    /// # Errors
    /// [`NotAllowed`], when nobody may.
    fn permit(&self, command: &'static str) -> Result<Permit, NotAllowed>;
    /// [`Decider::decide`], and then [`Decider::evolve`] with what was decided, if `admit` takes it:
    /// otherwise the state is as it was. The tables have been asked, of the same state.
    ///
    /// # Errors
    /// [`AnyRefusal`], by a rule or by `admit`.
    fn decide(
        &mut self,
        permit: Permit,
        command: &AnyCommand,
        context: &Context<'_>,
        admit: &mut dyn FnMut(&[Encoded]) -> Result<(), BatchError>,
    ) -> Result<Decided, AnyRefusal>;
    /// [`Decider::evolve`].
    ///
    /// # Errors
    /// [`DecodeError`], when the record cannot be read.
    fn evolve(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError>;
    /// [`Decider::deadlines`].
    fn deadlines(&self) -> Vec<AnyDeadline>;
    /// The command of the deadline of that name and time, if there is one.
    fn due(&self, name: &str, at: Timestamp) -> Option<AnyCommand>;
    /// For people.
    fn to_json(&self) -> json::Value;
    /// For a snapshot.
    fn to_bytes(&self) -> Vec<u8>;
    /// A copy.
    fn clone_box(&self) -> Box<dyn AnyState>;
    /// Itself, for whoever knows its type.
    fn as_any(&self) -> &dyn Any;
    /// How much memory it takes, in bytes, without what it points to.
    fn size(&self) -> usize;
}

/// The process `P`, as a line in a catalogue: `process::<Incident>()`.
#[must_use]
pub fn process<P: Decider>() -> &'static dyn AnyProcess {
    /// Has no data of its own, so one for all.
    struct Process<P>(PhantomData<fn() -> P>);

    impl<P: Decider> AnyProcess for Process<P> {
        fn name(&self) -> &'static str {
            P::NAME
        }
        fn numbers(&self) -> Option<&'static str> {
            P::NUMBERS
        }
        fn table(&self) -> &'static dyn Table {
            P::LIFECYCLE
        }
        fn facts(&self) -> Vec<NewFact> {
            P::facts()
        }
        fn visible_to(&self) -> &'static [Role] {
            P::visible_to()
        }
        fn folded(&self) -> Folded {
            Folded { version: P::FOLD, layout: snapshot::layout_of::<P>() }
        }
        fn state(&self) -> Box<dyn AnyState> {
            Box::new(State(P::default()))
        }
        fn restore(&self, bytes: &[u8]) -> Result<Box<dyn AnyState>, DecodeError> {
            Ok(Box::new(State(codec::from_bytes::<P>(bytes)?)))
        }
        fn command(&self, name: &str, body: json::Value) -> Result<AnyCommand, CommandError> {
            P::Command::from_json(name, body).map(AnyCommand::of::<P>)
        }
        fn event_json(&self, record: &RecordRef<'_>) -> Result<json::Value, DecodeError> {
            Ok(P::Event::decode(record.event, record.schema, record.payload)?.to_json())
        }
        fn event_kinds(&self) -> Vec<&'static str> {
            P::Event::KINDS.iter().map(|(name, _)| *name).collect()
        }
        fn command_schemas(&self) -> Vec<(&'static str, json::Schema)> {
            P::Command::schemas()
        }
        fn event_schemas(&self) -> Vec<(&'static str, json::Schema)> {
            P::Event::schemas()
        }
    }

    &Process::<P>(PhantomData)
}

#[derive(Clone, Debug)]
struct State<P>(P);

impl<P: Decider> AnyState for State<P> {
    fn phase(&self) -> &'static str {
        P::LIFECYCLE.name_of(self.0.phase())
    }

    fn possible(&self) -> Vec<Possible> {
        gate::possible(&self.0)
    }

    fn permit(&self, command: &'static str) -> Result<Permit, NotAllowed> {
        gate::permit(&self.0, command)
    }

    fn decide(
        &mut self,
        permit: Permit,
        command: &AnyCommand,
        context: &Context<'_>,
        admit: &mut dyn FnMut(&[Encoded]) -> Result<(), BatchError>,
    ) -> Result<Decided, AnyRefusal> {
        let typed = command.downcast::<P>();
        let typed = typed.unwrap_or_else(|| unreachable!("{command:?} sent to {}", P::NAME));
        assert_eq!(permit.command(), command.name(), "permitted is another command");
        let events = self.0.decide(typed, context);
        let events = events.map_err(|rejection| AnyRefusal::Rejected(Box::new(rejection)))?;
        let encode = |event: &P::Event| {
            let (event, schema, payload) = (event.name(), event.schema(), event.encode());
            Encoded { event, schema, payload }
        };
        let encoded: Vec<_> = events.iter().map(encode).collect();
        admit(&encoded).map_err(AnyRefusal::TooLarge)?;
        let keeps_deadlines = events.iter().all(P::keeps_deadlines);
        let before = (cfg!(debug_assertions) && keeps_deadlines).then(|| self.deadlines());
        for (index, event) in events.iter().enumerate() {
            self.0.evolve(event, &context.stamp(index));
        }
        debug_assert!(before.is_none_or(|before| before == self.deadlines()), "{events:?}");
        Ok(Decided { events: encoded, keeps_deadlines })
    }

    fn evolve(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = P::Event::decode(record.event, record.schema, record.payload)?;
        self.0.evolve(&event, &Stamp::from(record));
        Ok(())
    }

    fn deadlines(&self) -> Vec<AnyDeadline> {
        let any = |Deadline { name, at, effect, .. }: Deadline<_>| AnyDeadline { name, at, effect };
        self.0.deadlines().into_iter().map(any).collect()
    }

    fn due(&self, name: &str, at: Timestamp) -> Option<AnyCommand> {
        let mut deadlines = self.0.deadlines().into_iter();
        let due = deadlines.find(|deadline| deadline.name == name && deadline.at == at)?;
        Some(AnyCommand::of::<P>((due.command)()))
    }

    fn to_json(&self) -> json::Value {
        json::of(&self.0)
    }

    fn to_bytes(&self) -> Vec<u8> {
        codec::to_bytes(&self.0)
    }

    fn clone_box(&self) -> Box<dyn AnyState> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> &dyn Any {
        &self.0
    }

    fn size(&self) -> usize {
        size_of::<P>()
    }
}

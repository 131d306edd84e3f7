//! A small catalogue: tasks with numbers and deadlines, freezes that bar them, and two policies.

#![expect(unreachable_pub, reason = "the macros write sets that are public")]

use crate::lifecycle::{Lifecycle, Pdca, SYSTEM, To, phase, row};
use crate::process::{AnyProcess, process};
use crate::{
    Actor, Authority, Catalogue, Context, Deadline, Decider, DecodeError, Dispatch, Edge, Effect,
    EventSet as _, Fact, Facts, Key, NewFact, Policy, RecordRef, Span, Stamp, Timestamp, commands,
    events, named,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Open {
    pub slot: Option<u64>,
    pub remind_at: Option<Timestamp>,
    pub every: Span,
    pub expire_at: Option<Timestamp>,
    pub stubborn: bool,
    /// How many notes follow at once.
    pub lines: u32,
    pub sibling: Option<String>,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub text: String,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Touch {}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remind {}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expire {}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Close {}

commands! {
    pub enum Command {
        Open = "open",
        Note = "note",
        Touch = "touch",
        Remind = "remind",
        Expire = "expire",
        Close = "close",
    }
}

pub type Opened = Open;
pub type Noted = Note;
pub type Closed = Close;
pub type Expired = Expire;
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reminded {
    pub missed: i64,
}

events! {
    pub enum Event {
        Opened = "opened", 1,
        Noted = "noted", 1,
        Reminded = "reminded", 1,
        Expired = "expired", 1,
        Closed = "closed", 1,
    }
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    #[default]
    New,
    Open,
    Done,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    phase: Phase,
    pub notes: Vec<String>,
    pub count: u64,
    remind_at: Option<Timestamp>,
    every: Span,
    expire_at: Option<Timestamp>,
    stubborn: bool,
}

#[rustfmt::skip]
const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "task",
    phases: &[
        phase(Phase::New, "new", Pdca::Plan),
        phase(Phase::Open, "open", Pdca::Do),
        phase(Phase::Done, "done", Pdca::Act),
    ],
    rows: &[
        row(&[Phase::New],  "open",   "opened",   To::Phase(Phase::Open), &["user"]),
        row(&[Phase::Open], "note",   "noted",    To::Same,               &["user", SYSTEM]),
        row(&[Phase::Open], "touch",  "noted",    To::Same,               &["user"]),
        row(&[Phase::Open], "remind", "reminded", To::Same,               &[SYSTEM]),
        row(&[Phase::Open], "expire", "expired",  To::Phase(Phase::Done), &[SYSTEM]),
        row(&[Phase::Open], "close",  "closed",   To::Phase(Phase::Done), &["user"]),
    ],
    attested: &[],
};

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Rejection {
    #[error("slot {0} is taken")]
    Taken(u64),
    #[error("no")]
    Stubborn,
}

named! { Rejection { Taken = "taken", Stubborn = "stubborn" } }

impl Decider for Task {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("TSK");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![NewFact::of::<Slots>()]
    }
    fn phase(&self) -> Phase {
        self.phase
    }
    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let event = match command {
            Command::Open(open) => {
                let slots = &context.facts.get::<Slots>().taken;
                if let Some(slot) = open.slot.filter(|slot| slots.contains_key(slot)) {
                    return Err(Rejection::Taken(slot));
                }
                let notes = (0..open.lines).map(|line| Note { text: line.to_string() }.into());
                return Ok(std::iter::once(open.clone().into()).chain(notes).collect());
            }
            Command::Note(note) if note.text == "bad" => return Err(Rejection::Stubborn),
            Command::Note(note) => note.clone().into(),
            Command::Touch(_) => return Ok(Vec::new()),
            Command::Remind(_) if self.stubborn => return Err(Rejection::Stubborn),
            Command::Remind(_) => {
                let due = self.remind_at.unwrap_or_default();
                let late = context.recorded_now.since(due).as_nanos();
                Reminded { missed: late.checked_div(self.every.as_nanos()).unwrap_or(0) }.into()
            }
            Command::Expire(expire) => expire.clone().into(),
            Command::Close(close) => close.clone().into(),
        };
        Ok(vec![event])
    }
    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::Opened(open) => {
                self.phase = Phase::Open;
                (self.remind_at, self.every) = (open.remind_at, open.every);
                (self.expire_at, self.stubborn) = (open.expire_at, open.stubborn);
            }
            Event::Noted(note) => {
                self.count += 1;
                self.stubborn &= note.text != "yield";
                self.notes.push(note.text.clone());
                let more = self.notes.len().saturating_sub(4);
                self.notes.drain(..more);
            }
            Event::Reminded(Reminded { missed }) => {
                let step = Span::from_nanos(self.every.as_nanos() * (missed + 1));
                let next = self.remind_at.map(|at| at + step);
                self.remind_at = next.filter(|_| self.every > Span::ZERO);
            }
            Event::Expired(_) | Event::Closed(_) => self.phase = Phase::Done,
        }
    }
    fn deadlines(&self) -> Vec<Deadline<Command>> {
        if self.phase != Phase::Open {
            return Vec::new();
        }
        let remind = self.remind_at.map(|at| Deadline {
            name: "remind",
            at,
            command: || Remind {}.into(),
            effect: Effect::Records,
        });
        let expire = self.expire_at.map(|at| Deadline {
            name: "expire",
            at,
            command: || Expire {}.into(),
            effect: Effect::Moves,
        });
        remind.into_iter().chain(expire).collect()
    }
}

/// Bars a slot, unless a task has it.
pub mod freeze {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Begin {
        pub slot: u64,
    }
    pub type Begun = Begin;
    commands! { pub enum Command { Begin = "begin" } }
    events! { pub enum Event { Begun = "begun", 1 } }

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Freeze {}

    const LIFECYCLE: Lifecycle<()> = Lifecycle {
        process: "freeze",
        phases: &[phase((), "on", Pdca::Do)],
        rows: &[row(&[()], "begin", "begun", To::Same, &["user", SYSTEM])],
        attested: &[],
    };

    impl Decider for Freeze {
        const LIFECYCLE: &'static Lifecycle<()> = &LIFECYCLE;
        type Phase = ();
        type Command = Command;
        type Event = Event;
        type Rejection = Rejection;
        fn facts() -> Vec<NewFact> {
            vec![NewFact::of::<Slots>()]
        }
        fn phase(&self) {}
        fn decide(&self, command: &Command, now: &Context<'_>) -> Result<Vec<Event>, Rejection> {
            let Command::Begin(begin) = command;
            if now.facts.get::<Slots>().taken.contains_key(&begin.slot) {
                return Err(Rejection::Taken(begin.slot));
            }
            Ok(vec![begin.clone().into()])
        }
        fn evolve(&mut self, _: &Event, _: &Stamp<'_>) {}
    }
}

/// Which slots are taken, and where in the log that happened.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Slots {
    pub taken: BTreeMap<u64, u64>,
}

impl Slots {
    pub const HEAVY: u64 = 1 << 40;
}

impl Fact for Slots {
    const NAME: &'static str = "slots";
    const BYTES_MAX: usize = 16 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &["task", "freeze"];
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let slot = match record.event {
            "opened" => {
                let event = Event::decode(record.event, record.schema, record.payload)?;
                let Event::Opened(opened) = event else { return Ok(()) };
                opened.slot
            }
            "begun" => {
                let event = freeze::Event::decode(record.event, record.schema, record.payload)?;
                let freeze::Event::Begun(begun) = event;
                Some(begun.slot)
            }
            _ => None,
        };
        self.taken.extend(slot.map(|slot| (slot, record.position.0)));
        Ok(())
    }
    fn bytes(&self) -> usize {
        let heavy = self.taken.contains_key(&Self::HEAVY);
        if heavy { Self::BYTES_MAX + 1 } else { 16 * self.taken.len() }
    }
}

/// Notes at a task's sibling how many slots were taken just then.
struct TellTheSibling;

impl Policy for TellTheSibling {
    fn name(&self) -> &'static str {
        "tell-the-sibling"
    }
    fn edges(&self) -> Vec<Edge> {
        vec![Edge::when(("task", "opened"), "it has a sibling", ("task", "note"))]
    }
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        assert_eq!(facts.position(), record.position, "exactly as of the record");
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Opened(Opened { sibling: Some(sibling), .. }) = event else {
            return Ok(Vec::new());
        };
        let text = format!("{} slots at {}", facts.get::<Slots>().taken.len(), record.position);
        // Several, one of them perhaps more than once.
        let keys = sibling.split('+').map(|name| Key::new(name).expect("a key"));
        Ok(keys.map(|key| Dispatch::to::<Task>(key, Note { text: text.clone() })).collect())
    }
}

/// Answers every ping with a ping.
struct PingPong;

impl Policy for PingPong {
    fn name(&self) -> &'static str {
        "ping-pong"
    }
    fn edges(&self) -> Vec<Edge> {
        let heard = [("task", "noted"), ("policy", "refusal_noted"), ("outcome", "refused")];
        heard.map(|heard| Edge::when(heard, "it is about a ping", ("task", "note"))).into()
    }
    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let note = || Note { text: "ping".into() };
        if record.process != "task" {
            // Even what the engine notes about a refusal would be answered.
            let key = Key::new("TSK0000001").expect("a key");
            return Ok(vec![Dispatch::to::<Task>(key, note())]);
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let ping = matches!(event, Event::Noted(Noted { text }) if text == "ping");
        let key = Key::from_escaped(record.key).expect("a key");
        Ok(if ping { vec![Dispatch::to::<Task>(key, note())] } else { vec![] })
    }
}

/// Everybody is a user, Rita a recorder.
struct Everybody;

impl Authority for Everybody {
    fn holds(&self, _: &Facts, actor: &Actor, role: crate::lifecycle::Role, _: Timestamp) -> bool {
        role == "user" || (role == crate::runtime::RECORDER && actor.to_string() == "rita")
    }
    fn holders(&self, _: &Facts, _: crate::lifecycle::Role, _: Timestamp) -> Vec<Actor> {
        Vec::new()
    }
}

pub fn catalogue() -> Catalogue {
    let processes: [&'static dyn AnyProcess; 2] = [process::<Task>(), process::<freeze::Freeze>()];
    let policies: [Box<dyn Policy>; 2] = [Box::new(TellTheSibling), Box::new(PingPong)];
    Catalogue::new(processes, policies, Everybody)
}

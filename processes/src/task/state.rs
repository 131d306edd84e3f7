//! What is true of a task now.

use super::{
    AskedAgain, Assigned, Cancelled, Command, Complete, Completed, ESCALATE_EVERY, ESCALATE_TO,
    Escalate, Escalated, Event, LIFECYCLE, Open, Opened, Rejection, Released, Reschedule,
    Rescheduled, Subject,
};
use crate::authority;
use crate::facts::{OnRecord, Roles};
use crate::limits::{Label, Text, label};
use crate::roles::{EVERYBODY, purpose};
use engine::{
    Actor, Context, Deadline, Decider, Effect, Lifecycle, NewFact, Span, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many of those who may are named to whom may not.
const HOLDERS_SHOWN: usize = 3;

/// What is true of a task now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// Where it is in its life.
    pub phase: Phase,
    /// What is asked for.
    pub asked: Option<Opened>,
    /// Who asked for it.
    pub opened_by: Option<Actor>,
    /// When.
    pub opened_at: Option<Timestamp>,
    /// By when it is to be done.
    pub due: Option<Timestamp>,
    /// Who has it.
    pub assignee: Option<Actor>,
    /// How many roles were called in since it is due when it is.
    pub level: u16,
    /// How often the same was asked for again while it was open.
    pub asked_again: u32,
    /// How it ended last.
    pub outcome: Option<Outcome>,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// When.
    pub at: Timestamp,
    /// Who said so.
    pub by: Option<Actor>,
    /// What was done, or why it need not be.
    pub note: Option<Text>,
    /// Where that can be looked up.
    pub reference: Option<Label>,
}

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody asked for anything.
    #[default]
    Unopened,
    /// Whoever holds its role may take it.
    Open,
    /// Somebody has it.
    Assigned,
    /// It was done.
    Done,
    /// It need not be done.
    Cancelled,
}

impl Phase {
    /// Whether something is left to do.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Assigned)
    }
}

impl Decider for Task {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("TSK");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![NewFact::of::<OnRecord>(), NewFact::of::<Roles>()]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Open(open) => self.open(open, context),
            Command::Assign(assign) => {
                self.is_for(&context.caller.actor, context)?;
                let person = assign.person.as_ref().unwrap_or(&context.caller.actor);
                self.is_for(person, context)?;
                if self.assignee.as_ref() == Some(person) {
                    return Ok(vec![]);
                }
                Ok(vec![Assigned { person: person.clone() }.into()])
            }
            Command::Release(release) => {
                self.is_for(&context.caller.actor, context)?;
                let (person, reason) = (self.assignee.clone(), release.reason.clone());
                Ok(vec![Released { person, reason }.into()])
            }
            Command::Reschedule(Reschedule { due, reason }) => {
                self.is_overseen_by(&context.caller.actor, context)?;
                is_ahead(*due, context)?;
                if self.due == Some(*due) {
                    return Ok(vec![]);
                }
                Ok(vec![Rescheduled { due: *due, reason: reason.clone() }.into()])
            }
            Command::Escalate(Escalate {}) => {
                let next = self.next_step();
                let reached = next.clone().filter(|(at, _)| *at <= context.recorded_now);
                let late = || Rejection::NotLate { next: next.map(|(at, _)| at) };
                Ok(vec![reached.ok_or_else(late)?.1.into()])
            }
            Command::Complete(Complete { note, reference }) => {
                if !context.caller.door.is_internal() {
                    self.is_for(&context.caller.actor, context)?;
                }
                if note.is_none() && reference.is_none() {
                    return Err(Rejection::NothingToShow);
                }
                Ok(vec![Completed { note: note.clone(), reference: reference.clone() }.into()])
            }
            Command::Cancel(cancel) => {
                if !context.caller.door.is_internal() {
                    self.is_overseen_by(&context.caller.actor, context)?;
                }
                Ok(vec![Cancelled { reason: cancel.reason.clone() }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let by = || Actor::from_escaped(stamp.actor).ok();
        match event {
            Event::Opened(opened) => {
                *self = Self {
                    phase: Phase::Open,
                    asked: Some(opened.clone()),
                    opened_by: by(),
                    opened_at: Some(stamp.recorded_at),
                    due: Some(opened.due),
                    ..Self::default()
                };
            }
            Event::AskedAgain(AskedAgain { due, .. }) => {
                self.due = self.due.min(Some(*due)).or(Some(*due));
                self.asked_again += 1;
            }
            Event::Assigned(Assigned { person }) => {
                self.phase = Phase::Assigned;
                self.assignee = Some(person.clone());
            }
            Event::Released(_) => {
                self.phase = Phase::Open;
                self.assignee = None;
            }
            Event::Rescheduled(Rescheduled { due, .. }) => {
                self.due = Some(*due);
                self.level = 0;
            }
            Event::Escalated(Escalated { level, .. }) => self.level = *level,
            Event::Completed(Completed { note, reference }) => {
                self.phase = Phase::Done;
                let (note, reference) = (note.clone(), reference.clone());
                self.outcome = Some(Outcome { at: stamp.recorded_at, by: by(), note, reference });
            }
            Event::Cancelled(Cancelled { reason }) => {
                self.phase = Phase::Cancelled;
                let (note, reference) = (Some(reason.clone()), None);
                self.outcome = Some(Outcome { at: stamp.recorded_at, by: by(), note, reference });
            }
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let escalation = self.next_step().map(|(at, _)| Deadline {
            name: "escalation",
            at,
            command: || Escalate {}.into(),
            effect: Effect::Moves,
        });
        escalation.into_iter().collect()
    }
}

impl Task {
    /// The roles that were called in because it is late.
    #[must_use]
    pub fn escalated_to(&self) -> &[Label] {
        let roles = self.asked.as_ref().map(|asked| &*asked.escalate_to).unwrap_or_default();
        roles.get(..usize::from(self.level)).unwrap_or(roles)
    }

    fn open(&self, open: &Open, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let internal = context.caller.door.is_internal();
        let known: Vec<_> = crate::processes().iter().map(|process| process.name()).collect();
        if !known.contains(&&*open.about.process) {
            return Err(Rejection::UnknownProcess { process: open.about.process.clone(), known });
        }
        // Whoever opened the task of a rule first would say whose it is.
        let number = Self::NUMBERS.and_then(|prefix| context.key.as_escaped().strip_prefix(prefix));
        let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit());
        if !internal && !number.is_some_and(is_number) {
            return Err(Rejection::NameOfRule { key: context.key.clone() });
        }
        // A rule asks about what it has heard of, or about what it could not make.
        let Subject { process, key } = &open.about;
        if !internal && !context.facts.get::<OnRecord>().has(process, key) {
            return Err(Rejection::NotOnRecord { process: process.clone(), key: key.clone() });
        }
        let escalate_to = open.escalate_to.clone().unwrap_or_else(|| ESCALATE_TO.map(label).into());
        let escalate_every = open.escalate_every.unwrap_or(ESCALATE_EVERY);
        let roles = context.facts.get::<Roles>();
        let unknown = |role: &&Label| {
            let known = purpose(role).is_some() || EVERYBODY.contains(&&***role);
            !known && !roles.is_defined(role)
        };
        if let Some(role) = [&open.role].into_iter().chain(&escalate_to).find(unknown) {
            return Err(Rejection::UnknownRole { role: role.clone() });
        }
        if escalate_to.is_empty() {
            return Err(Rejection::NobodyToEscalateTo);
        }
        if escalate_every <= Span::ZERO {
            return Err(Rejection::NoEscalationStep);
        }
        // What a rule asks for late, because the node was away, is late and not refused.
        if !internal {
            is_ahead(open.due, context)?;
        }
        if self.phase.is_open() {
            return Ok(vec![AskedAgain { ask: open.ask.clone(), due: open.due }.into()]);
        }
        let opened = Opened {
            about: open.about.clone(),
            ask: open.ask.clone(),
            command: open.command.clone(),
            role: open.role.clone(),
            due: open.due,
            escalate_to,
            escalate_every,
        };
        let mut events = Vec::new();
        if let Some(person) = &open.assignee {
            let needed = [&opened.role].into_iter().chain(&opened.escalate_to);
            in_role(person, needed, context)?;
            events.push(Assigned { person: person.clone() }.into());
        }
        events.insert(0, opened.into());
        Ok(events)
    }

    /// Whether a person holds its role, or one that it escalates to.
    fn is_for(&self, person: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
        let asked = self.asked.iter();
        let roles = asked.flat_map(|asked| [&asked.role].into_iter().chain(&asked.escalate_to));
        in_role(person, roles, context)
    }

    /// Whether a person opened it, or holds a role that it escalates to.
    fn is_overseen_by(&self, person: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
        if self.opened_by.as_ref() == Some(person) {
            return Ok(());
        }
        in_role(person, self.asked.iter().flat_map(|asked| &asked.escalate_to), context)
    }

    /// Who is called in next when it is late, and from when on it is.
    fn next_step(&self) -> Option<(Timestamp, Escalated)> {
        let (asked, due) = (self.asked.as_ref()?, self.due?);
        let to = asked.escalate_to.get(usize::from(self.level))?.clone();
        let waited = asked.escalate_every.as_nanos().saturating_mul(self.level.into());
        let at = due + Span::from_nanos(waited);
        let next = (at, Escalated { level: self.level + 1, to, due });
        self.phase.is_open().then_some(next)
    }
}

fn is_ahead(due: Timestamp, context: &Context<'_>) -> Result<(), Rejection> {
    if due <= context.recorded_now { Err(Rejection::DuePassed { due }) } else { Ok(()) }
}

/// Whether a person holds one of the roles now, himself or as a deputy.
fn in_role<'a>(
    person: &Actor,
    roles: impl Iterator<Item = &'a Label> + Clone,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let (facts, now) = (context.facts.get::<Roles>(), context.recorded_now);
    if roles.clone().any(|role| authority::holds(facts, person, role, now)) {
        return Ok(());
    }
    let mut holders: Vec<Actor> = Vec::new();
    for holder in roles.clone().flat_map(|role| authority::holders(facts, role, now)) {
        if holders.len() < HOLDERS_SHOWN && !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    Err(Rejection::NotInRole { person: person.clone(), roles: roles.cloned().collect(), holders })
}

//! Rules that end at a person: "whenever this, ask a role to do that within so long".

use super::task_of_cause;
use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Role, Span, StreamId,
};

/// A rule that asks a person, as data: a file of a few lines each.
///
/// The task bears the name of its cause, so one is open at a time. It is completed by itself when
/// what it asks for is on record, and cancelled when it is moot. Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// A sentence, in kebab case.
    pub name: &'static str,
    /// The process and the event that calls for it; the task is about the event's stream.
    pub whenever: (&'static str, &'static str),
    /// What else must be so.
    pub only_if: Option<Condition>,
    /// Who is asked.
    pub role: Role,
    /// What is to be done.
    pub ask: &'static str,
    /// The command that does it: its process and its name.
    pub command: (&'static str, &'static str),
    /// How long there is for it.
    pub within: Span,
    /// The events of the stream that show that it is done.
    pub done_by: &'static [&'static str],
    /// The events of the stream after which nobody need do it.
    pub moot_by: &'static [&'static str],
}

/// What must be so besides an event.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// In words.
    pub says: &'static str,
    /// What it looks up.
    pub fact: fn() -> NewFact,
    /// Whether it is so of this one.
    pub holds: fn(&Key, &Facts) -> bool,
}

impl Ask {
    fn open(&self, record: &RecordRef<'_>, key: &Key) -> Open {
        let (process, command) = self.command;
        let about = Subject::of(record.process, key.clone());
        let command = label(&format!("{process}.{command}"));
        let due = record.metadata.recorded_at + self.within;
        Open::for_role(self.role, about, text(self.ask), command, due)
    }
}

impl Policy for Ask {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        let (process, opened) = (self.whenever.0, (task::NAME, "open"));
        let only_if = self.only_if.map(|condition| condition.says);
        let asks = Edge { heard: self.whenever, sent: opened, only_if };
        let ends = |events: &'static [&'static str], command| {
            let edge = move |event: &&'static str| {
                Edge::when((process, *event), "its task is open", (task::NAME, command))
            };
            events.iter().map(edge)
        };
        let ends = ends(self.done_by, "complete").chain(ends(self.moot_by, "cancel"));
        std::iter::once(asks).chain(ends).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        let condition = self.only_if.map(|condition| (condition.fact)());
        std::iter::once(NewFact::of::<OpenTasks>()).chain(condition).collect()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let StreamId { process, key } = record.stream()?;
        let cause = task::cause(&process, &key, self.command.1);
        if record.event == self.whenever.1 {
            let asks = self.only_if.is_none_or(|condition| (condition.holds)(&key, facts));
            let open = || Dispatch::to::<Task>(cause, self.open(record, &key));
            return Ok(asks.then(open).into_iter().collect());
        }
        let done = self.done_by.contains(&record.event);
        let end = if done { task_of_cause::done_by } else { task_of_cause::moot_by };
        Ok(end(record, cause, facts).into_iter().collect())
    }
}

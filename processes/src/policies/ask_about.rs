//! Rules that end at a person elsewhere: "whenever this happens to one thing, ask a role to do that
//! with another one within so long".

use super::task_of_cause;
use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Role, Span, StreamId,
};

/// A rule that asks a person to do something with what an event is not about, as data; where it is
/// about that, it is an [`Ask`](super::Ask).
///
/// There is a task for each, and it bears the name of its cause, so one is open at a time. It is
/// completed by itself when what it asks for is on record there, and cancelled when it is moot.
/// Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct AskAbout {
    /// A sentence, in kebab case.
    pub name: &'static str,
    /// The process and the event that calls for it; where there are several, each of them.
    pub whenever: &'static [(&'static str, &'static str)],
    /// What else must be so, in words.
    pub only_if: Option<&'static str>,
    /// What it looks up.
    pub facts: &'static [fn() -> NewFact],
    /// The process of what is to be dealt with ...
    pub about: &'static str,
    /// ... and which they are, by the record and the key of its stream.
    pub which: Which,
    /// Who is asked.
    pub role: Role,
    /// What is to be done.
    pub ask: &'static str,
    /// The command that does it: its process and its name.
    pub command: (&'static str, &'static str),
    /// What its tasks are called after; the command, but where another rule asks for the same.
    pub cause: &'static str,
    /// How long there is for it.
    pub within: Span,
    /// The events of that process that show that it is done.
    pub done_by: &'static [&'static str],
    /// The events of that process after which nobody need do it.
    pub moot_by: &'static [&'static str],
}

/// Which things are to be dealt with, by a record and the key of its stream.
pub type Which = fn(&RecordRef<'_>, &Key, &Facts) -> Result<Vec<Key>, DecodeError>;

impl Policy for AskAbout {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        let (sent, only_if) = ((task::NAME, "open"), self.only_if);
        let asks = self.whenever.iter().map(|heard| Edge { heard: *heard, sent, only_if });
        let ends = |events: &'static [&'static str], command| {
            let edge = move |event: &&'static str| {
                Edge::when((self.about, *event), "its task is open", (task::NAME, command))
            };
            events.iter().map(edge)
        };
        let ends = ends(self.done_by, "complete").chain(ends(self.moot_by, "cancel"));
        asks.chain(ends).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        let looked_up = self.facts.iter().map(|fact| fact());
        std::iter::once(NewFact::of::<OpenTasks>()).chain(looked_up).collect()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let StreamId { process, key } = record.stream()?;
        if self.whenever.contains(&(&*process, record.event)) {
            let which = (self.which)(record, &key, facts)?;
            return Ok(which.into_iter().map(|key| self.asked(record, key)).collect());
        }
        let done = self.done_by.contains(&record.event);
        let end = if done { task_of_cause::done_by } else { task_of_cause::moot_by };
        Ok(end(record, self.cause(&key), facts).into_iter().collect())
    }
}

impl AskAbout {
    fn cause(&self, key: &Key) -> Key {
        task::cause(self.about, key, self.cause)
    }

    fn asked(&self, record: &RecordRef<'_>, key: Key) -> Dispatch {
        let cause = self.cause(&key);
        let about = Subject::of(self.about, key);
        let (process, command) = self.command;
        let command = label(&format!("{process}.{command}"));
        let due = record.metadata.recorded_at + self.within;
        Dispatch::to::<Task>(cause, Open::for_role(self.role, about, text(self.ask), command, due))
    }
}

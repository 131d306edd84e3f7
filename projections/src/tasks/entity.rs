//! A task as it is told to whoever keeps a copy of it: nothing here becomes wrong by time alone.

use super::Tasks;
use engine::projection::{Tells, of_one};
use engine::{Actor, Key, StreamId, Timestamp};
use processes::limits::{Label, Text};
use processes::task::{self, LIFECYCLE, Outcome, Subject, Task};
use schemars::JsonSchema;
use serde::Serialize;

/// A task.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Entity {
    /// Its number, or the name of its cause.
    pub task: Key,
    /// What it is about.
    pub about: Option<Subject>,
    /// What is to be done.
    pub ask: Option<Text>,
    /// The command that does it, if it is one.
    pub command: Option<Label>,
    /// Whoever holds this role is asked.
    pub role: Option<Label>,
    /// By when.
    pub due: Option<Timestamp>,
    /// Where it is in its life. One that is over stays, and says so.
    pub phase: &'static str,
    /// Who has it.
    pub assignee: Option<Actor>,
    /// The roles that were called in because it is late.
    pub escalated_to: Vec<Label>,
    /// Who asked for it.
    pub opened_by: Option<Actor>,
    /// When.
    pub opened_at: Option<Timestamp>,
    /// How often the same was asked for again while it was open.
    pub asked_again: u32,
    /// How it ended, once it has.
    pub outcome: Option<Outcome>,
}

impl Tells for Tasks {
    const PROCESS: &'static str = task::NAME;
    type Entity = Entity;

    fn changes(_: &str, _: &str) -> bool {
        true
    }

    fn entity(&self, stream: &StreamId) -> Option<Entity> {
        let key = &stream.key;
        Some(told(key, &*self.both().get(key)?))
    }

    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Vec<StreamId> {
        of_one::<Self>(after, |after| self.both().keys_after(after, most))
    }
}

pub(super) fn told(key: &Key, task: &Task) -> Entity {
    let asked = task.asked.as_ref();
    Entity {
        task: key.clone(),
        about: asked.map(|asked| asked.about.clone()),
        ask: asked.map(|asked| asked.ask.clone()),
        command: asked.and_then(|asked| asked.command.clone()),
        role: asked.map(|asked| asked.role.clone()),
        due: task.due,
        phase: LIFECYCLE.name_of(task.phase),
        assignee: task.assignee.clone(),
        escalated_to: task.escalated_to().to_vec(),
        opened_by: task.opened_by.clone(),
        opened_at: task.opened_at,
        asked_again: task.asked_again,
        outcome: task.outcome.clone(),
    }
}

//! Asking for a page of the list.

use super::Tasks;
use super::entity::{Entity, told};
use crate::page::Page;
use engine::{Actor, Key, Span, Timestamp};
use processes::limits::Label;
use processes::task::Task;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which tasks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those with something left to do.
    #[default]
    Open,
    /// Those of them that are late.
    Overdue,
    /// All there ever were.
    All,
}

/// What is asked for: all that is given must be so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Which.
    pub which: Which,
    /// For this role.
    pub role: Option<Label>,
    /// With this person.
    pub assignee: Option<Actor>,
    /// About something of this process.
    pub process: Option<Label>,
    /// About this one.
    pub key: Option<Key>,
}

/// A task in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What is true of it whatever the time is.
    #[serde(flatten)]
    pub task: Entity,
    /// For how long it is late, if it is and something is left to do.
    pub late_by: Option<Span>,
}

impl Tasks {
    /// A page of the list at `now`: at most `limit` rows (and at most
    /// [`PAGE_MAX`](crate::PAGE_MAX)) after the first `skip` ones, what is due first before the
    /// others.
    #[must_use]
    pub fn page(&self, filter: &Filter, skip: usize, limit: usize, now: Timestamp) -> Page<Row> {
        let chosen = self.both().all(filter.which == Which::All);
        let chosen = chosen.filter(|(_, task)| fits(filter, task, now));
        // Only what they are sorted by is held for all of them.
        let found = chosen.map(|(key, task)| (task.due, key)).collect();
        Page::sorted(found, skip, limit, |(_, key)| {
            let task = self.both().get(key)?;
            Some(Row { task: told(key, &task), late_by: late_by(&task, now) })
        })
    }
}

fn fits(filter: &Filter, task: &Task, now: Timestamp) -> bool {
    let Some(asked) = &task.asked else { return false };
    (filter.which != Which::Overdue || late_by(task, now).is_some())
        && filter.role.as_ref().is_none_or(|role| *role == asked.role)
        && (filter.assignee.is_none() || filter.assignee == task.assignee)
        && filter.process.as_ref().is_none_or(|process| *process == asked.about.process)
        && filter.key.as_ref().is_none_or(|key| *key == asked.about.key)
}

fn late_by(task: &Task, now: Timestamp) -> Option<Span> {
    let due = task.due.filter(|due| *due <= now && task.phase.is_open())?;
    Some(now.since(due))
}

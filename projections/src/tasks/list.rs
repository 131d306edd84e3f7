//! Asking for a page of the list.

use super::entity::{Entity, told};
use super::{Packed, Tasks};
use engine::{Actor, Key, Span, Timestamp};
use processes::limits::Label;
use processes::task::Task;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The longest page, in rows.
pub const PAGE_MAX: usize = 500;

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

/// Part of the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    /// The rows, what is due first before the others.
    pub rows: Vec<Row>,
    /// How many there are on all pages together.
    pub total: usize,
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
    /// A page of the list at `now`: at most `limit` rows (and at most [`PAGE_MAX`]) after the first
    /// `skip` ones, what is due first before the others.
    #[must_use]
    pub fn page(&self, filter: &Filter, skip: usize, limit: usize, now: Timestamp) -> Page {
        let open = self.open.iter().map(|(key, task)| (key, Cow::Borrowed(&**task)));
        let over = self.over.iter().filter(|_| filter.which == Which::All);
        let unpacked =
            |(key, packed): (_, &Packed<Task>)| Some((key, Cow::Owned(packed.open().ok()?)));
        let chosen = open.chain(over.filter_map(unpacked));
        // Only what they are sorted by is held for all of them.
        let chosen = chosen.filter(|(_, task)| fits(filter, task, now));
        let mut found: Vec<_> = chosen.map(|(key, task)| (task.due, key)).collect();
        found.sort_unstable();
        let total = found.len();
        let chosen = found.into_iter().skip(skip).take(limit.min(PAGE_MAX));
        let rows = chosen.filter_map(|(_, key)| self.row(key, now));
        Page { rows: rows.collect(), total }
    }

    fn row(&self, key: &Key, now: Timestamp) -> Option<Row> {
        let task = match self.open.get(key) {
            Some(open) => Cow::Borrowed(&**open),
            None => Cow::Owned(self.over.get(key)?.open().ok()?),
        };
        Some(Row { task: told(key, &task), late_by: late_by(&task, now) })
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

//! One entry, and what it is related to.

use super::Cmdb;
use engine::Key;
use processes::configuration_item::{End, Item, LIFECYCLE, Since, TypeDefinition};
use processes::limits::Label;
use processes::{incident, problem};
use serde::Serialize;

/// An item or a type of items.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Which.
    pub key: Key,
    /// Where it is in its life: its status.
    pub status: &'static str,
    /// Why it is there.
    pub status_since: Option<Since>,
    /// What it is, if it is a type.
    pub definition: Option<TypeDefinition>,
    /// What it is, if it is an item; its relations are below.
    pub item: Option<Item>,
    /// To what it is related, and what is related to it.
    pub relations: Relations,
    /// The changes that are to alter it, or were, and those that cover what was done to it.
    pub changes: Vec<Key>,
    /// The incidents that are linked to it.
    pub incidents: Vec<Key>,
    /// The problems that concern it.
    pub problems: Vec<Key>,
    /// Those of them that the service desk sees as known errors.
    pub known_errors: Vec<Key>,
}

/// Relations of one end.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Relations {
    /// Those that begin at it: in the order of their names.
    pub from: Vec<Related>,
    /// Those that end at it.
    pub to: Vec<Related>,
    /// How many there are of both.
    pub total: usize,
}

/// One relation, seen from one of its ends.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Related {
    /// Which.
    pub relation: Label,
    /// The other end.
    pub end: End,
}

impl Entry {
    /// Without what is linked to it and of a process that is `hidden`.
    #[must_use]
    pub fn without(mut self, hidden: &[&str]) -> Self {
        if hidden.contains(&incident::NAME) {
            self.incidents.clear();
        }
        if hidden.contains(&problem::NAME) {
            self.problems.clear();
            self.known_errors.clear();
        }
        self
    }
}

impl Cmdb {
    /// An item or a type, with at most so many relations each way.
    #[must_use]
    pub fn entry(&self, key: &Key, most: usize) -> Option<Entry> {
        let known = self.open(key)?;
        Some(Entry {
            key: key.clone(),
            status: LIFECYCLE.name_of(known.phase),
            status_since: known.since,
            definition: known.definition,
            item: known.item.map(|item| *item),
            relations: self.relations(&End::Item(key.clone()), most),
            changes: self.links.changes(key),
            incidents: self.links.incidents(key),
            problems: self.links.problems(key),
            known_errors: self.links.known_errors(key),
        })
    }

    /// The relations of an end: at most so many each way.
    #[must_use]
    pub fn relations(&self, end: &End, most: usize) -> Relations {
        let sorted = |found: Vec<(&Label, &End)>| {
            let told = found
                .into_iter()
                .map(|(relation, end)| Related { relation: relation.clone(), end: end.clone() });
            let mut told: Vec<_> = told.collect();
            told.sort_unstable();
            told
        };
        let mut from = sorted(self.facts.relations_from(end).collect());
        let mut to = sorted(self.facts.relations_to(end).collect());
        let total = from.len() + to.len();
        from.truncate(most);
        to.truncate(most);
        Relations { from, to, total }
    }
}

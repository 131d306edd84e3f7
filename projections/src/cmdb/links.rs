//! To what changes, incidents, problems and known errors items are linked.

use engine::{DecodeError, EventSet as _, Key, RecordRef};
use processes::incident::Link;
use processes::{change, incident, problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The events of other processes that say to which items they are linked.
const OF_INCIDENTS: [&str; 3] = ["logged", "ci_linked", "unlinked"];
const OF_CHANGES: [&str; 8] =
    ["requested", "revised", "adopted", "closed", "cancelled", "withdrawn", "rejected", "merged"];
const OF_PROBLEMS: [&str; 5] =
    ["identified", "updated", "known_error_published", "cancelled", "merged"];

/// All links.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Links {
    of: BTreeMap<Key, OfItem>,
    /// The problems that there are, and which items they are about.
    problems: BTreeMap<Key, About>,
    /// The items that each change which is not over is to alter.
    planned: BTreeMap<Key, BTreeSet<Key>>,
}

/// The links of one item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct OfItem {
    /// The changes that something was done to it under.
    changes: BTreeSet<Key>,
    /// The changes that are to alter it, or were.
    planned: BTreeSet<Key>,
    incidents: BTreeSet<Key>,
    problems: BTreeSet<Key>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct About {
    items: BTreeSet<Key>,
    /// Whether the service desk sees it as a known error.
    known_error: bool,
}

impl Links {
    /// Whether an event of another process says to which items it is linked.
    pub(super) fn takes(process: &str, event: &str) -> bool {
        match process {
            incident::NAME => OF_INCIDENTS.contains(&event),
            problem::NAME => OF_PROBLEMS.contains(&event),
            _ => false,
        }
    }

    /// The changes that are about an item: to alter it, or what was done to it is covered by them.
    pub(super) fn changes(&self, item: &Key) -> Vec<Key> {
        let of = self.of.get(item);
        of.into_iter().flat_map(|of| of.changes.union(&of.planned)).cloned().collect()
    }

    /// The incidents that affect it.
    pub(super) fn incidents(&self, item: &Key) -> Vec<Key> {
        self.of.get(item).into_iter().flat_map(|of| &of.incidents).cloned().collect()
    }

    /// The problems that concern it, known errors or not.
    pub(super) fn problems(&self, item: &Key) -> Vec<Key> {
        self.of.get(item).into_iter().flat_map(|of| &of.problems).cloned().collect()
    }

    /// Those of them that the service desk sees as known errors.
    pub(super) fn known_errors(&self, item: &Key) -> Vec<Key> {
        let known = |problem: &Key| self.problems.get(problem).is_some_and(|it| it.known_error);
        self.problems(item).into_iter().filter(known).collect()
    }

    /// Something was done to an item under a change.
    pub(super) fn cover(&mut self, item: Key, change: &Key) {
        self.of.entry(item).or_default().changes.insert(change.clone());
    }

    /// Takes in a record of another process.
    pub(super) fn take_in(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let key = Key::from_escaped(record.key)?;
        if record.process == change::NAME {
            if OF_CHANGES.contains(&record.event) {
                let event = change::Event::decode(record.event, record.schema, record.payload)?;
                self.change(key, &event);
            }
        } else if record.process == problem::NAME {
            let event = problem::Event::decode(record.event, record.schema, record.payload)?;
            self.problem(key, &event);
        } else {
            let event = incident::Event::decode(record.event, record.schema, record.payload)?;
            self.incident(key, event);
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn incident(&mut self, incident: Key, event: incident::Event) {
        match event {
            incident::Event::Logged(logged) => {
                if let Some(item) = logged.configuration_item {
                    self.of.entry(item).or_default().incidents.insert(incident);
                }
            }
            incident::Event::CiLinked(linked) => {
                self.of.entry(linked.configuration_item).or_default().incidents.insert(incident);
            }
            incident::Event::Unlinked(unlinked) => {
                if let Link::ConfigurationItem(item) = unlinked.link {
                    self.remove(&item, |of| of.incidents.remove(&incident));
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn problem(&mut self, problem: Key, event: &problem::Event) {
        match event {
            problem::Event::Identified(it) => self.about(&problem, &it.configuration_items),
            problem::Event::Updated(it) => self.about(&problem, &it.configuration_items),
            problem::Event::KnownErrorPublished(_) => {
                self.problems.entry(problem).or_default().known_error = true;
            }
            // What was none, and what is another one, concerns nothing.
            problem::Event::Cancelled(_) | problem::Event::Merged(_) => {
                let items = self.problems.remove(&problem).unwrap_or_default().items;
                for item in items {
                    self.remove(&item, |of| of.problems.remove(&problem));
                }
            }
            _ => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "hears few of many events, see `OF_CHANGES`"
    )]
    fn change(&mut self, change: Key, event: &change::Event) {
        let content = match event {
            change::Event::Requested(event) => &event.content,
            change::Event::Revised(event) => &event.content,
            change::Event::Adopted(event) => &event.content,
            // What it was about stays so; nothing more comes.
            _ => {
                self.planned.remove(&change);
                return;
            }
        };
        let now: BTreeSet<Key> = content.configuration_items.iter().cloned().collect();
        for item in self.planned.remove(&change).unwrap_or_default().difference(&now) {
            self.remove(item, |of| of.planned.remove(&change));
        }
        for item in &now {
            self.of.entry(item.clone()).or_default().planned.insert(change.clone());
        }
        self.planned.insert(change, now);
    }

    fn about(&mut self, problem: &Key, items: &[Key]) {
        let about = self.problems.entry(problem.clone()).or_default();
        for item in items {
            about.items.insert(item.clone());
            self.of.entry(item.clone()).or_default().problems.insert(problem.clone());
        }
    }

    fn remove(&mut self, item: &Key, remove: impl FnOnce(&mut OfItem) -> bool) {
        if let Some(of) = self.of.get_mut(item) {
            remove(of);
            if of == &OfItem::default() {
                self.of.remove(item);
            }
        }
    }
}

//! What is other at one position than at another.

use super::Cmdb;
use engine::{Key, Position};
use processes::configuration_item::{ConfigurationItem, End, Item, Known, LIFECYCLE};
use processes::limits::Label;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// How many differences are told at most.
pub const MOST: usize = 10_000;

/// What is other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// By item, at most [`MOST`].
    pub differences: Vec<Difference>,
    /// How many there are.
    pub total: usize,
}

/// Something that is other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Of which item or type.
    pub key: Key,
    /// What: `status`, `version`, `name`, `description`, `location`, `owner`, `relation NAME` or
    /// `attribute NAME`.
    pub what: String,
    /// What it was and is.
    #[serde(flatten)]
    pub change: Change,
    /// The event that says what is so now, if that is known of it.
    pub position: Option<Position>,
    /// The change that covered it.
    pub covered_by: Option<Key>,
}

/// What something was and is; one of them at least.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// A value, the event that says so and the change that covered it.
type Told = (String, Option<Position>, Option<Key>);

impl Cmdb {
    /// What is other here than in an earlier state of the model; of one item only, if it is named.
    #[must_use]
    pub fn since(&self, earlier: &Self, only: Option<&Key>) -> Diff {
        let mut diff = Diff { differences: Vec::new(), total: 0 };
        let keys: BTreeSet<&Key> = match only {
            Some(key) => [key].into(),
            None => earlier.known.keys().chain(self.known.keys()).collect(),
        };
        for key in keys {
            let (before, after) = (earlier.told(key), self.told(key));
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for what in names {
                diff.tell(key, what, before.get(what), after.get(what));
            }
        }
        diff
    }

    /// Everything that is said of an item, by its name.
    fn told(&self, key: &Key) -> BTreeMap<String, Told> {
        let mut told = BTreeMap::new();
        let Some(ConfigurationItem { phase, since, definition, item }) = self.open(key) else {
            return told;
        };
        let plain = |text: String| (text, None, None);
        let (position, change) = since.map(|it| (it.position, it.change)).unzip();
        let status = (LIFECYCLE.name_of(phase).to_owned(), position, change.flatten());
        told.insert("status".to_owned(), status);
        if let Some(definition) = definition {
            told.insert("version".to_owned(), plain(definition.version.to_string()));
        }
        if let Some(item) = item {
            tell_item(&item, &mut told);
        }
        for (relation, end) in self.facts.relations_from(&End::Item(key.clone())) {
            told.insert(format!("relation {relation} {end}"), plain(end.to_string()));
        }
        told
    }
}

fn tell_item(item: &Item, told: &mut BTreeMap<String, Told>) {
    fn tell<T: Display>(what: &str, known: Option<&Known<T>>, told: &mut BTreeMap<String, Told>) {
        if let Some(known) = known {
            let why = (known.content.to_string(), Some(known.position), known.change.clone());
            told.insert(what.to_owned(), why);
        }
    }
    told.insert("version".to_owned(), (item.version.to_string(), None, None));
    tell("name", item.name.as_ref(), told);
    tell("description", item.description.as_ref(), told);
    tell("location", item.location.as_ref(), told);
    tell("owner", item.owner.as_ref(), told);
    let attributes: Vec<(&Label, _)> = item.attributes.iter().collect();
    for (name, known) in attributes {
        tell(&format!("attribute {name}"), Some(known), told);
    }
}

impl Diff {
    fn tell(&mut self, key: &Key, what: &str, before: Option<&Told>, after: Option<&Told>) {
        let value = |told: Option<&Told>| told.map(|(text, ..)| text.clone());
        let change = Change { before: value(before), after: value(after) };
        if change.before == change.after {
            return;
        }
        self.total += 1;
        if self.differences.len() < MOST {
            let (position, covered_by) =
                after.map(|(_, position, change)| (*position, change.clone())).unwrap_or_default();
            let (key, what) = (key.clone(), what.to_owned());
            self.differences.push(Difference { key, what, change, position, covered_by });
        }
    }
}

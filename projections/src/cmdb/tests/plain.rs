//! The same as the database says, by a slow and obvious computation from the records alone.

use super::super::{Cmdb, Filter, Related};
use super::CI;
use engine::{EventSet as _, Position, Record};
use processes::configuration_item::{Event, Known};
use processes::facts::Direction;
use processes::limits::Label;
use processes::{change, incident, problem};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// What is so, by which event, from which source and under which change.
pub(super) type Value = (String, Position, Option<String>, Option<String>);

/// An item, in the plainest words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plain {
    pub(super) status: String,
    pub(super) version: u64,
    pub(super) name: Option<Value>,
    pub(super) location: Option<Value>,
    pub(super) owner: Option<Value>,
    pub(super) cpus: Option<Value>,
    /// By their names and ends, such as `item a`.
    pub(super) relations: BTreeSet<(String, String)>,
    /// Those that end at it: by their names and the items that they begin at.
    pub(super) from: BTreeSet<(String, String)>,
    pub(super) baseline: Option<(String, Position)>,
    pub(super) updates_refused: u64,
    pub(super) used: bool,
    pub(super) changes: BTreeSet<String>,
    pub(super) incidents: BTreeSet<String>,
    pub(super) problems: BTreeSet<String>,
    pub(super) known_errors: BTreeSet<String>,
}

impl Plain {
    fn hear(&mut self, event: &str, json: &Json, at: Position) {
        let status = match event {
            "corrected" if json["active"] == true => "in_service",
            "restored" => json["to"].as_str().unwrap(),
            "identified" => "identified",
            "registered" | "corrected" => "registered",
            "discrepancy_found" => "discrepant",
            "flagged_idle" => "idle",
            "activated"
            | "reinstated"
            | "found"
            | "released_from_quarantine"
            | "maintenance_ended" => "in_service",
            "reported_missing" => "missing",
            "maintenance_started" => "under_maintenance",
            "quarantined" | "retired" | "merged" | "rejected" => event,
            _ => &self.status,
        };
        self.status = status.to_owned();
        let text = |json: &Json| json.as_str().map(ToOwned::to_owned);
        let cover = [&json["cover"]["change"], &json["evidence"]["change"]["change"]];
        let cover = cover.into_iter().find_map(text);
        self.changes.extend(cover.clone());
        let source = text(&json["source"]).or_else(|| text(&json["evidence"]["audit"]));
        let value = |json: &Json| {
            let content = text(json).unwrap_or_else(|| json.to_string());
            (content, at, source.clone(), cover.clone())
        };
        let said = |known: &mut Option<Value>, json: &Json| {
            if !json.is_null() {
                *known = Some(value(json));
            }
        };
        let relation = || {
            let end = json["to"].as_object().unwrap().iter().next().unwrap();
            (text(&json["relation"]).unwrap(), format!("{} {}", end.0, text(end.1).unwrap()))
        };
        match event {
            "identified" => self.name = Some(value(&json["name"])),
            "registered" => {
                self.version = 1;
                said(&mut self.location, &json["location"]);
                said(&mut self.owner, &json["owner"]);
            }
            "updated" | "corrected" => {
                self.version += 1;
                let changes = &json["changes"];
                said(&mut self.location, &changes["location"]);
                said(&mut self.owner, &changes["owner"]);
                if let Some(cpus) = changes["attributes"].get("cpus") {
                    self.cpus = Some(value(cpus)).filter(|_| !cpus.is_null());
                }
            }
            "update_refused" => self.updates_refused += 1,
            "baseline_captured" => self.baseline = Some((text(&json["name"]).unwrap(), at)),
            "use_recorded" => self.used = true,
            "related" => {
                self.relations.insert(relation());
            }
            "unrelated" => {
                self.relations.remove(&relation());
            }
            _ => {}
        }
    }
}

/// What is so, from the records alone, one after the other.
pub(super) fn plain(records: &[Record]) -> BTreeMap<String, Plain> {
    let mut items: BTreeMap<String, Plain> = BTreeMap::new();
    let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Each change, and what it is about.
    let mut planned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Each problem that there is: its items, and whether it is a known error.
    let mut problems: BTreeMap<String, (BTreeSet<String>, bool)> = BTreeMap::new();
    for record in records {
        let (record, stream) = (record.as_ref(), record.stream());
        let (at, key) = (record.position, stream.key.to_string());
        if record.process == "incident" {
            let event = incident::Event::decode(record.event, record.schema, record.payload);
            let json = event.unwrap().to_json();
            match (record.event, &json["configuration_item"], &json["link"]["configuration_item"]) {
                ("logged" | "ci_linked", Json::String(item), _) => {
                    links.entry(item.clone()).or_default().insert(key);
                }
                ("unlinked", _, Json::String(item)) => {
                    links.entry(item.clone()).or_default().remove(&key);
                }
                _ => {}
            }
            continue;
        }
        if record.process == change::NAME {
            let event = change::Event::decode(record.event, record.schema, record.payload);
            let json = event.unwrap().to_json();
            if let Some(named) = json["content"]["configuration_items"].as_array() {
                let named = named.iter().map(|item| item.as_str().unwrap().to_owned());
                planned.insert(key, named.collect());
            }
            continue;
        }
        if record.process == problem::NAME {
            let event = problem::Event::decode(record.event, record.schema, record.payload);
            let json = event.unwrap().to_json();
            let items = json["configuration_items"].as_array().cloned().unwrap_or_default();
            let about = problems.entry(key.clone()).or_default();
            about.0.extend(items.iter().map(|item| item.as_str().unwrap().to_owned()));
            about.1 |= record.event == "known_error_published";
            if ["cancelled", "merged"].contains(&record.event) {
                problems.remove(&key);
            }
            continue;
        }
        if record.process != CI || record.event.starts_with("type_") {
            continue;
        }
        let event = Event::decode(record.event, record.schema, record.payload).unwrap();
        items.entry(key).or_default().hear(record.event, &event.to_json(), at);
    }
    let begin = items.iter().map(|(key, item)| (key.clone(), item.relations.clone()));
    for (from, relations) in begin.collect::<Vec<_>>() {
        for (relation, end) in relations {
            if let Some(item) = end.strip_prefix("item ").and_then(|name| items.get_mut(name)) {
                item.from.insert((relation, from.clone()));
            }
        }
    }
    for (key, item) in &mut items {
        let about = planned.iter().filter(|(_, items)| items.contains(key));
        item.changes.extend(about.map(|(change, _)| change.clone()));
        item.incidents = links.get(key).cloned().unwrap_or_default();
        let about = problems.iter().filter(|(_, (items, _))| items.contains(key));
        item.problems = about.clone().map(|(problem, _)| problem.clone()).collect();
        let known = about.filter(|(_, (_, known))| *known);
        item.known_errors = known.map(|(problem, _)| problem.clone()).collect();
    }
    items
}

fn value<T: Display>(known: &Known<T>) -> Value {
    let [source, change] = [
        known.source.as_ref().map(ToString::to_string),
        known.change.as_ref().map(ToString::to_string),
    ];
    (known.content.to_string(), known.position, source, change)
}

/// The same, as the model tells it.
pub(super) fn told(model: &Cmdb) -> BTreeMap<String, Plain> {
    let page = model.page(&Filter::default(), 0, 100);
    assert_eq!(page.rows.len(), page.total);
    let told = page.rows.into_iter().map(|row| {
        let entry = model.entry(&row.key, 100).unwrap();
        let item = entry.item.unwrap();
        assert_eq!((row.status, row.version), (entry.status, item.version));
        assert_eq!(item.relations, BTreeSet::new());
        let names = |keys: &[engine::Key]| keys.iter().map(ToString::to_string).collect();
        let end = |it: &Related| (it.relation.to_string(), it.end.to_string());
        let item_of = |it: &Related| (it.relation.to_string(), it.end.key().to_string());
        let cpus: Label = "cpus".parse().unwrap();
        let plain = Plain {
            status: entry.status.to_owned(),
            version: item.version,
            name: item.name.as_ref().map(value),
            location: item.location.as_ref().map(value),
            owner: item.owner.as_ref().map(value),
            cpus: item.attributes.get(&cpus).map(value),
            relations: entry.relations.from.iter().map(end).collect(),
            from: entry.relations.to.iter().map(item_of).collect(),
            baseline: item.baseline.map(|it| (it.name.to_string(), it.position)),
            updates_refused: item.updates_refused,
            used: item.idle.last_used.is_some(),
            changes: names(&entry.changes),
            incidents: names(&entry.incidents),
            problems: names(&entry.problems),
            known_errors: names(&entry.known_errors),
        };
        (row.key.to_string(), plain)
    });
    told.collect()
}

/// What suffers when something fails, or what it rests on, by trying all pairs again and again. Ends
/// are named as relations name them.
pub(super) fn reached(
    items: &BTreeMap<String, Plain>,
    start: &str,
    direction: Direction,
) -> BTreeMap<String, u32> {
    let item = |end: &str| end.strip_prefix("item ").map(|name| items.get(name));
    let lives = |end: &str| {
        let over = ["identified", "retired", "merged", "rejected", "disposed"];
        item(end).is_none_or(|item| item.is_some_and(|item| !over.contains(&item.status.as_str())))
    };
    let has = |from: &str, relation: &str, to: &str| {
        let known = (relation.to_owned(), to.to_owned());
        item(from).flatten().is_some_and(|item| item.relations.contains(&known))
    };
    let hurts = |from: &str, to: &str| {
        lives(from) && lives(to) && (has(to, "runs_on", from) || has(from, "part_of", to))
    };
    let related = items.values().flat_map(|item| &item.relations).map(|(_, end)| end.clone());
    let ends: BTreeSet<String> =
        items.keys().map(|name| format!("item {name}")).chain(related).collect();
    let mut far = BTreeMap::from([(start.to_owned(), 0)]);
    for hops in (1..).take(ends.len()) {
        let reached = far.clone();
        for to in ends.iter().filter(|to| !reached.contains_key(*to)) {
            let one_hop = |from: &str| match direction {
                Direction::Up => hurts(from, to),
                Direction::Down => hurts(to, from),
            };
            if reached.iter().any(|(from, at)| *at == hops - 1 && one_hop(from)) {
                far.insert(to.clone(), hops);
            }
        }
    }
    far.remove(start);
    far
}

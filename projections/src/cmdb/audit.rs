//! Records held against a discovered state.

use super::Cmdb;
use super::diff::MOST;
use engine::{Actor, Key, Span, Timestamp};
use processes::configuration_audit::{Deficiency, Kind};
use processes::configuration_item::{
    ConfigurationItem, Content, End, Item, Known, LIFECYCLE, Relation,
};
use processes::limits::{Label, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// How long a record may go without anybody looking whether it is right, unless said otherwise: a
/// year, an assumption.
const STALE_AFTER: Span = Span::from_days(365);

/// What a discovery has found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discovered {
    /// The types of the items that it looked for; of all types, where none is named.
    #[serde(default)]
    pub types: Vec<Key>,
    /// What is there.
    pub items: Vec<Seen>,
    /// How long a record may go without anybody looking; a year unless said otherwise.
    #[serde(default)]
    pub stale_after: Option<Span>,
}

/// An item that was found, and what was seen of it. What was not looked at is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Which.
    pub key: Key,
    /// Of which type it is.
    #[serde(default)]
    pub item_type: Option<Key>,
    /// Where it is in its life, such as `in_service`.
    #[serde(default)]
    pub status: Option<Label>,
    /// What it is called.
    #[serde(default)]
    pub name: Option<Label>,
    /// Where it is.
    #[serde(default)]
    pub location: Option<Label>,
    /// Who is accountable for it.
    #[serde(default)]
    pub owner: Option<Actor>,
    /// What it has; null where it was looked for and is not there.
    #[serde(default)]
    pub attributes: BTreeMap<Label, Option<Content>>,
    /// To what it is related: all of that, where it was looked at.
    #[serde(default)]
    pub relations: Option<BTreeSet<Relation>>,
    /// The change that is said to cover what is other than the record; whether it does is looked up.
    #[serde(default)]
    pub change: Option<Key>,
}

/// Records held against a discovered state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Audit {
    /// The items that are as their records say, at most 10,000, by key.
    pub matches: Vec<Key>,
    /// How many of these there are.
    pub matching: usize,
    /// In what the others differ, at most 10,000, in the order of the items: what
    /// `configuration_audit.record_deficiencies` takes.
    pub deficiencies: Vec<Deficiency>,
    /// How many there are.
    pub total: usize,
    /// How many of each kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// The items that are gone, new or altered, and that no change covers.
    pub unauthorised: BTreeSet<Key>,
}

impl Cmdb {
    /// Holds the records, as this model has them, against what was discovered; what is stale is so
    /// at `now`.
    #[must_use]
    pub fn audit(&self, discovered: &Discovered, now: Timestamp) -> Audit {
        let mut audit = Audit {
            matches: Vec::new(),
            matching: 0,
            deficiencies: Vec::new(),
            total: 0,
            kinds: BTreeMap::new(),
            unauthorised: BTreeSet::new(),
        };
        let mut seen: BTreeMap<&Key, Vec<&Seen>> = BTreeMap::new();
        for item in &discovered.items {
            seen.entry(&item.key).or_default().push(item);
        }
        let recorded = self.in_scope(discovered, &seen);
        let twins = twins(&recorded);
        for (key, item) in &recorded {
            let before = audit.total;
            match seen.get(key).map(Vec::as_slice) {
                None => self.differs(plain(key, Kind::Missing), &mut audit),
                Some(found) => {
                    let mut differences = Vec::new();
                    for difference in found.iter().flat_map(|one| self.compare(item, one)) {
                        if !differences.contains(&difference) {
                            differences.push(difference);
                        }
                    }
                    for difference in differences {
                        self.differs(difference, &mut audit);
                    }
                    if found.len() > 1 {
                        let twice = plain(key, Kind::Duplicate);
                        audit.tell(Deficiency { what: said("found"), ..twice });
                    }
                }
            }
            if let Some(twin) = twins.get(key) {
                let found = Text::new(&twin.to_string()).ok();
                let what = said("recorded as");
                audit.tell(Deficiency { what, found, ..plain(key, Kind::Duplicate) });
            }
            let since = looked_at(item);
            if since.is_some_and(|at| at + discovered.stale_after.unwrap_or(STALE_AFTER) <= now) {
                let recorded = since.and_then(|at| Text::new(&at.to_string()).ok());
                let what = said("looked at");
                audit.tell(Deficiency { what, recorded, ..plain(key, Kind::Stale) });
            }
            if audit.total == before {
                audit.matching += 1;
                if audit.matches.len() < MOST {
                    audit.matches.push((*key).clone());
                }
            }
        }
        let unknown = seen.iter().filter(|(key, _)| !self.is_live(key));
        for (key, seen) in unknown {
            let change = seen.iter().find_map(|seen| seen.change.clone());
            self.differs(Deficiency { change, ..plain(key, Kind::Unknown) }, &mut audit);
        }
        audit
    }

    /// The items on record, and not at their end, that a discovery looked for, or has found: one may
    /// be recorded as of a type that nobody looked for.
    fn in_scope(
        &self,
        discovered: &Discovered,
        seen: &BTreeMap<&Key, Vec<&Seen>>,
    ) -> BTreeMap<&Key, Item> {
        let wanted = |key: &Key, item: &Item| {
            let item_type = item.item_type.as_ref();
            discovered.types.is_empty()
                || item_type.is_some_and(|item_type| discovered.types.contains(item_type))
                || seen.contains_key(key)
        };
        let live = self.known.iter().filter_map(|(key, packed)| {
            let ConfigurationItem { phase, item, .. } = packed.open().ok()?;
            Some((key, *item.filter(|_| phase.is_live())?))
        });
        live.filter(|(key, item)| wanted(key, item)).collect()
    }

    fn is_live(&self, key: &Key) -> bool {
        self.open(key).is_some_and(|known| known.item.is_some() && known.phase.is_live())
    }

    /// Everything in which a record and what was seen differ.
    fn compare(&self, item: &Item, seen: &Seen) -> Vec<Deficiency> {
        let mut differences = Vec::new();
        let mut tell = |what: &str, known: Option<String>, found: Option<String>| {
            if known == found {
                return;
            }
            let (item, kind, change) = (seen.key.clone(), Kind::Differing, seen.change.clone());
            let text = |said: Option<String>| said.and_then(|said| Text::new(&said).ok());
            let (what, recorded, found) = (said(what), text(known), text(found));
            differences.push(Deficiency { item, kind, what, recorded, found, change });
        };
        let phase = self.facts.phase_of(&seen.key);
        if let Some(item_type) = &seen.item_type {
            let known = item.item_type.as_ref().map(ToString::to_string);
            tell("type", known, Some(item_type.to_string()));
        }
        if let Some(status) = &seen.status {
            let known = phase.map(|phase| LIFECYCLE.name_of(phase).to_owned());
            tell("status", known, Some(status.to_string()));
        }
        if let Some(name) = &seen.name {
            tell("name", content(item.name.as_ref()), Some(name.to_string()));
        }
        if let Some(location) = &seen.location {
            tell("location", content(item.location.as_ref()), Some(location.to_string()));
        }
        if let Some(owner) = &seen.owner {
            tell("owner", content(item.owner.as_ref()), Some(owner.to_string()));
        }
        for (name, found) in &seen.attributes {
            let known = content(item.attributes.get(name));
            tell(&format!("attribute {name}"), known, found.as_ref().map(ToString::to_string));
        }
        let Some(found) = &seen.relations else { return differences };
        let here = End::Item(seen.key.clone());
        let known = self.facts.relations_from(&here);
        let known: BTreeSet<Relation> = known
            .map(|(relation, to)| Relation { relation: relation.clone(), to: to.clone() })
            .collect();
        for other in known.symmetric_difference(found) {
            let (what, to) = (format!("relation {} {}", other.relation, other.to), &other.to);
            let to = Some(to.to_string());
            let (recorded, found) = if known.contains(other) { (to, None) } else { (None, to) };
            tell(&what, recorded, found);
        }
        differences
    }

    /// Something that is gone, new or altered. Where the item is under change control, or nothing is
    /// on record of it, that is unauthorised unless a change covers it: the one that is named, if its
    /// record says so, or else any that does.
    fn differs(&self, deficiency: Deficiency, audit: &mut Audit) {
        let item = &deficiency.item;
        let covered = match &deficiency.change {
            Some(change) if self.changes.cover(change, item) => Some(change.clone()),
            Some(_) | None => self.changes.covering(item).cloned(),
        };
        let definition = self.facts.type_of(item).and_then(|it| self.facts.definition(it));
        if covered.is_none() && definition.is_none_or(|it| it.control.by_change) {
            audit.unauthorised.insert(item.clone());
        }
        let change = covered.or_else(|| deficiency.change.clone());
        audit.tell(Deficiency { change, ..deficiency });
    }
}

fn content<T: Display>(known: Option<&Known<T>>) -> Option<String> {
    known.map(|known| known.content.to_string())
}

fn plain(key: &Key, kind: Kind) -> Deficiency {
    let item = key.clone();
    Deficiency { item, kind, what: None, recorded: None, found: None, change: None }
}

fn said(what: &str) -> Option<Label> {
    Label::new(what).ok()
}

/// When anybody last looked whether a record is right, or wrote it.
fn looked_at(item: &Item) -> Option<Timestamp> {
    let written = [
        item.name.as_ref().map(|known| known.at),
        item.location.as_ref().map(|known| known.at),
        item.owner.as_ref().map(|known| known.at),
    ];
    let attributes = item.attributes.values().map(|known| known.at);
    written.into_iter().flatten().chain(attributes).chain(item.verified_at).max()
}

/// The items that are on record more than once, each with another that is it: of the same type,
/// with the same name, place and attributes.
fn twins<'a>(recorded: &BTreeMap<&'a Key, Item>) -> BTreeMap<&'a Key, &'a Key> {
    let mut same: BTreeMap<String, Vec<&'a Key>> = BTreeMap::new();
    for (key, item) in recorded {
        let attributes: Vec<_> =
            item.attributes.iter().map(|(name, known)| (name, known.content.to_string())).collect();
        let (name, location) = (content(item.name.as_ref()), content(item.location.as_ref()));
        let print = format!("{:?} {name:?} {location:?} {attributes:?}", item.item_type);
        same.entry(print).or_default().push(key);
    }
    let groups = same.into_values().filter(|keys| keys.len() > 1);
    groups
        .flat_map(|keys| {
            let others = keys.clone().into_iter().skip(1).chain(keys.first().copied());
            keys.into_iter().zip(others.collect::<Vec<_>>())
        })
        .collect()
}

impl Audit {
    fn tell(&mut self, deficiency: Deficiency) {
        self.total += 1;
        *self.kinds.entry(deficiency.kind).or_default() += 1;
        if self.deficiencies.len() < MOST {
            self.deficiencies.push(deficiency);
        }
    }
}

//! Which items and types of items there are, and what is related to what.

mod ahead;
mod graph;
mod impact;
#[cfg(test)]
mod tests;

pub use ahead::Ahead;
pub use impact::{Bounds, Direction, Nothing, Reach, Reached, Truncated};

use super::ENTRY_BYTES;
use crate::clock::ServiceHours;
use crate::configuration_item::{self, Definition, End, Event, Impact, Phase};
use crate::limits::Label;
use engine::{DecodeError, Fact, Key, Named as _, Position, RecordRef};
use graph::Graph;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All items with their types and relations.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ConfigurationItems {
    graph: Graph,
    types: Vec<ItemType>,
    type_numbers: BTreeMap<Key, u32>,
    relations: Vec<RelationType>,
    relation_numbers: BTreeMap<Label, u32>,
    maintenance: BTreeMap<Key, ServiceHours>,
    bytes: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct ItemType {
    key: Key,
    phase: Phase,
    /// What it is to say once it is published.
    drafted: Option<Definition>,
    published: Option<Definition>,
    /// How many items of it are not at their end.
    items: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct RelationType {
    name: Label,
    /// As the type says that was published last.
    impact: Impact,
}

impl ConfigurationItems {
    /// What a type says, as published last.
    #[must_use]
    pub fn definition(&self, item_type: &Key) -> Option<&Definition> {
        self.item_type(item_type)?.published.as_ref()
    }

    /// Whether new items may have the type.
    #[must_use]
    pub fn is_published(&self, item_type: &Key) -> bool {
        self.item_type(item_type).is_some_and(|known| known.phase == Phase::TypePublished)
    }

    /// The types that new items may have.
    pub fn published(&self) -> impl Iterator<Item = (&Key, &Definition)> {
        let published = self.types.iter().filter(|known| known.phase == Phase::TypePublished);
        published.filter_map(|known| Some((&known.key, known.published.as_ref()?)))
    }

    /// The types that say what is so of the items that have them, whether or not new ones may:
    /// all that were published, and are not retired.
    pub fn in_use(&self) -> impl Iterator<Item = (&Key, &Definition)> {
        let in_use = self.types.iter().filter(|known| known.phase != Phase::TypeRetired);
        in_use.filter_map(|known| Some((&known.key, known.published.as_ref()?)))
    }

    /// How many items of a type are not at their end.
    #[must_use]
    pub fn items_of(&self, item_type: &Key) -> u64 {
        self.item_type(item_type).map_or(0, |known| known.items)
    }

    /// The type of an item.
    #[must_use]
    pub fn type_of(&self, item: &Key) -> Option<&Key> {
        let number = self.graph.item_type(self.node(item)?)?;
        Some(&self.types.get(usize::try_from(number).ok()?)?.key)
    }

    /// Where an item is in its life.
    #[must_use]
    pub fn phase_of(&self, item: &Key) -> Option<Phase> {
        self.graph.phase(self.node(item)?)
    }

    /// Whether it is retired: under a change, where its type asks for one.
    #[must_use]
    pub fn is_retired(&self, item: &Key) -> bool {
        matches!(self.phase_of(item), Some(Phase::Retired | Phase::Disposed))
    }

    /// Whether an end is known and not over; of components and services, whether anything is
    /// related to them.
    #[must_use]
    pub fn is_live(&self, end: &End) -> bool {
        self.graph.number(end).is_some_and(|number| self.graph.is_live(number))
    }

    /// When an item may be maintained, if that is agreed.
    #[must_use]
    pub fn maintenance_windows(&self, item: &Key) -> Option<&ServiceHours> {
        self.maintenance.get(item)
    }

    /// The relations that begin at an end: which, and where to.
    pub fn relations_from(&self, end: &End) -> impl Iterator<Item = (&Label, &End)> {
        let number = self.graph.number(end);
        number.into_iter().flat_map(|number| self.graph.from(number)).filter_map(|it| self.told(it))
    }

    /// The relations that end at an end: which, and where from.
    pub fn relations_to(&self, end: &End) -> impl Iterator<Item = (&Label, &End)> {
        let number = self.graph.number(end);
        number.into_iter().flat_map(|number| self.graph.to(number)).filter_map(|it| self.told(it))
    }

    /// Which end of a relation of that name suffers when the other fails.
    #[must_use]
    pub fn impact_along(&self, relation: &Label) -> Option<Impact> {
        self.relation_numbers.get(relation).map(|number| self.impact_of(*number))
    }

    /// How many relations there are.
    #[must_use]
    pub fn relations(&self) -> u64 {
        self.graph.relations()
    }

    fn node(&self, item: &Key) -> Option<u32> {
        self.graph.number(&End::Item(item.clone()))
    }

    fn item_type(&self, key: &Key) -> Option<&ItemType> {
        self.types.get(usize::try_from(*self.type_numbers.get(key)?).ok()?)
    }

    fn told(&self, (relation, other): (u32, u32)) -> Option<(&Label, &End)> {
        Some((self.relation_name(relation)?, self.graph.end(other)?))
    }

    fn relation(&self, number: u32) -> Option<&RelationType> {
        self.relations.get(usize::try_from(number).ok()?)
    }

    fn relation_name(&self, number: u32) -> Option<&Label> {
        self.relation(number).map(|relation| &relation.name)
    }

    fn impact_of(&self, number: u32) -> Impact {
        self.relation(number).map_or(Impact::None, |relation| relation.impact)
    }

    /// Whether any relation type carries impact.
    fn carries_impact(&self) -> bool {
        self.relations.iter().any(|relation| relation.impact != Impact::None)
    }

    fn relation_number(&mut self, name: &Label) -> u32 {
        if let Some(known) = self.relation_numbers.get(name) {
            return *known;
        }
        let number = u32::try_from(self.relations.len()).unwrap_or(u32::MAX);
        self.relations.push(RelationType { name: name.clone(), impact: Impact::None });
        self.relation_numbers.insert(name.clone(), number);
        number
    }

    fn type_number(&mut self, key: &Key) -> u32 {
        if let Some(known) = self.type_numbers.get(key) {
            return *known;
        }
        let number = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
        let (key, phase) = (key.clone(), Phase::Unknown);
        self.type_numbers.insert(key.clone(), number);
        self.types.push(ItemType { key, phase, drafted: None, published: None, items: 0 });
        number
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "reads few of many events, see `READ`")]
    fn take_in(&mut self, key: &Key, event: &Event) {
        match event {
            Event::TypeDrafted(drafted) => self.draft(key, &drafted.definition),
            Event::TypeRevised(revised) => self.draft(key, &revised.definition),
            Event::Identified(identified) => {
                let item_type = self.type_number(&identified.item_type);
                let node = self.graph.number_or_new(&End::Item(key.clone()));
                self.graph.set_type(node, item_type);
                self.count(node, 1);
            }
            Event::Restored(_) => {
                if let Some(node) = self.node(key) {
                    self.count(node, 1);
                }
            }
            Event::Unrelated(unrelated) => {
                let from = self.graph.number_or_new(&End::Item(key.clone()));
                let to = self.graph.number_or_new(&unrelated.to);
                let relation = self.relation_number(&unrelated.relation);
                self.graph.unrelate(from, relation, to);
            }
            Event::MaintenanceWindowsSet(set) => match &set.hours {
                Some(hours) => {
                    self.bytes += (ENTRY_BYTES + 4 * size_of::<ServiceHours>()) as u64;
                    self.maintenance.insert(key.clone(), hours.clone());
                }
                None => {
                    self.maintenance.remove(key);
                }
            },
            _ => {}
        }
        self.enter(key, event.name(), Phase::after(event));
    }

    /// Takes in an event of which its name says enough.
    fn take_in_unread(&mut self, key: &Key, event: &str) {
        match event {
            "type_published" => self.publish(key),
            "type_revision_rejected" => {
                let number = usize::try_from(self.type_number(key)).unwrap_or(usize::MAX);
                self.types.get_mut(number).into_iter().for_each(|known| known.drafted = None);
            }
            "retired" | "merged" | "rejected" => {
                if let Some(node) = self.node(key) {
                    self.count(node, -1);
                }
            }
            _ => {}
        }
        self.enter(key, event, Phase::after_any(event));
    }

    /// An event led to a phase, if it leads anywhere.
    fn enter(&mut self, key: &Key, event: &str, phase: Option<Phase>) {
        let Some(phase) = phase else { return };
        if is_about_types(event) {
            let number = usize::try_from(self.type_number(key)).unwrap_or(usize::MAX);
            self.types.get_mut(number).into_iter().for_each(|known| known.phase = phase);
        } else {
            let node = self.graph.number_or_new(&End::Item(key.clone()));
            self.graph.set_phase(node, phase);
        }
    }

    fn draft(&mut self, key: &Key, definition: &Definition) {
        let number = usize::try_from(self.type_number(key)).unwrap_or(usize::MAX);
        if let Some(known) = self.types.get_mut(number) {
            known.drafted = Some(definition.clone());
        }
    }

    fn publish(&mut self, key: &Key) {
        let number = usize::try_from(self.type_number(key)).unwrap_or(usize::MAX);
        let Some(known) = self.types.get_mut(number) else { return };
        let Some(definition) = known.drafted.take() else { return };
        let rules: Vec<_> =
            definition.relations.iter().map(|(name, rule)| (name.clone(), rule.impact)).collect();
        known.published = Some(definition);
        for (name, impact) in rules {
            let number = usize::try_from(self.relation_number(&name)).unwrap_or(usize::MAX);
            self.relations.get_mut(number).into_iter().for_each(|it| it.impact = impact);
        }
    }

    /// One item more or less of the type that a node has.
    fn count(&mut self, node: u32, by: i64) {
        let number = self.graph.item_type(node).and_then(|number| usize::try_from(number).ok());
        if let Some(known) = number.and_then(|number| self.types.get_mut(number)) {
            known.items = known.items.saturating_add_signed(by);
        }
    }
}

/// Whether an event is one of a type, and not of an item.
fn is_about_types(event: &str) -> bool {
    event.starts_with("type_")
}

impl Fact for ConfigurationItems {
    const NAME: &'static str = "configuration_items";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 2 * 1024 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[configuration_item::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let (read, unreadable) = self.read([record]);
        self.take(read, Position(u64::MAX));
        unreadable.map_or(Ok(()), |(_, error)| Err(error))
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_add(self.graph.bytes())
    }
}

//! What services are made of: the configuration management database (ISO/IEC 20000-1, 9.1).
//!
//! Items are kept at rest, and folded by their own `evolve` when somebody asks; relations are those of
//! the fact [`ConfigurationItems`], which this wraps, and are not kept twice. A baseline is a position: what
//! was so then is the same model as of there.

mod audit;
mod diff;
mod entry;
mod idle;
mod links;
mod list;
#[cfg(test)]
mod tests;

pub use audit::{Audit, Discovered, Seen};
pub use diff::{Change, Diff, Difference, MOST};
pub use entry::{Entry, Related, Relations};
pub use idle::{IdleItem, IdleItems};
pub use list::{Filter, Row};

use crate::at_rest::AtRest;
use engine::{DecodeError, EventSet as _, Fact as _, Key, Position, Projection, RecordRef};
use links::Links;
use processes::configuration_item::{ConfigurationItem, Event};
use processes::facts::{Changes, ConfigurationItems};
use processes::limits::Label;
use processes::{change, configuration_item, incident, problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The event that says nothing of an item but a relation, which the facts have, unless a change
/// covers it. Most events are of this name.
const OF_FACTS_ALONE: &str = "related";

/// All items, types of items and relations.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Cmdb {
    facts: ConfigurationItems,
    /// Which changes cover what is done to an item.
    changes: Changes,
    known: BTreeMap<Key, AtRest<ConfigurationItem>>,
    links: Links,
    /// Where each baseline was taken last.
    baselines: BTreeMap<Label, Position>,
}

impl Projection for Cmdb {
    const NAME: &'static str = "cmdb";
    const VERSION: u16 = 12;
    const PROCESSES: &'static [&'static str] =
        &[change::NAME, configuration_item::NAME, incident::NAME, problem::NAME];

    fn takes(process: &str, event: &str) -> bool {
        process == configuration_item::NAME
            || process == change::NAME
            || Links::takes(process, event)
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.apply_all(std::slice::from_ref(record)).map_err(|(_, error)| error)
    }

    fn apply_all(&mut self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        let of_items = records.iter().filter(|record| record.process == configuration_item::NAME);
        let (ahead, unreadable) = self.facts.read(of_items);
        // What is not readable is taken in neither here nor there.
        let end = unreadable.as_ref().map_or(Position(u64::MAX), |(at, _)| *at);
        let readable = records.partition_point(|record| record.position < end);
        let readable = records.get(..readable).unwrap_or_default();
        let taken = self.take_all(readable);
        let end = taken.as_ref().err().map_or(end, |(at, _)| *at);
        self.facts.take(ahead, end);
        taken.and(unreadable.map_or(Ok(()), Err))
    }
}

impl Cmdb {
    /// What decisions look up: types, relations, impact.
    #[must_use]
    pub fn facts(&self) -> &ConfigurationItems {
        &self.facts
    }

    /// Where a baseline was taken last.
    #[must_use]
    pub fn baseline(&self, name: &Label) -> Option<Position> {
        self.baselines.get(name).copied()
    }

    /// Takes in records: those of one item that lie together, together.
    ///
    /// # Errors
    /// Where and why a record could not be taken in; those before it have been.
    fn take_all(&mut self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        let mut buffer = Vec::new();
        let of_one = |one: &RecordRef<'_>, next: &RecordRef<'_>| {
            (one.process, one.key) == (next.process, next.key)
        };
        for together in records.chunk_by(of_one) {
            let (mut kept, mut unreadable) = (Vec::new(), None);
            for record in together {
                match self.read(record) {
                    Ok(true) => kept.push(record),
                    Ok(false) => {}
                    Err(error) => {
                        unreadable = Some((record.position, error));
                        break;
                    }
                }
            }
            if let Some(first) = kept.first() {
                let at = |error| (first.position, error);
                let key = Key::from_escaped(first.key).map_err(|error| at(error.into()))?;
                let item = self.known.entry(key).or_default();
                item.take_in(kept.iter().copied(), &mut buffer).map_err(at)?;
            }
            unreadable.map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    /// Reads what a record says beside what happened to an item; whether it is kept with the item.
    fn read(&mut self, record: &RecordRef<'_>) -> Result<bool, DecodeError> {
        match record.process {
            change::NAME => {
                self.changes.apply(record)?;
                return self.links.take_in(record).map(|()| false);
            }
            configuration_item::NAME => self.changes.apply(record)?,
            _ => return self.links.take_in(record).map(|()| false),
        }
        let is_relation = record.event == OF_FACTS_ALONE;
        // Only under an open change does it say more.
        if is_relation && !self.changes.any_open() {
            return Ok(false);
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        if let Event::BaselineCaptured(captured) = &event {
            self.baselines.insert(captured.name.clone(), record.position);
        }
        let cover = event.cover();
        if let Some(cover) = cover {
            self.links.cover(Key::from_escaped(record.key)?, &cover.change);
        }
        Ok(!is_relation || cover.is_some())
    }

    fn open(&self, key: &Key) -> Option<ConfigurationItem> {
        let mut known = self.known.get(key)?.open().ok()?;
        // They are in the facts.
        known.item.iter_mut().for_each(|item| item.relations.clear());
        Some(known)
    }
}

//! What services are made of: the configuration management database (ISO/IEC 20000-1, 9.1).
//!
//! Items are folded by their own `evolve` and kept encoded; relations are those of the fact
//! [`ConfigurationItems`], which this wraps, and are not kept twice. A baseline is a position: what
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

use crate::desk::{Desk, take_all};
use crate::packed::Packed;
use engine::{
    Decider as _, DecodeError, EventSet as _, Fact as _, Key, Position, Projection, RecordRef,
    Stamp,
};
use links::Links;
use processes::configuration_item::{ConfigurationItem, Cover, Event, Evidence};
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
    known: BTreeMap<Key, Packed<ConfigurationItem>>,
    links: Links,
    /// Where each baseline was taken last.
    baselines: BTreeMap<Label, Position>,
}

impl Projection for Cmdb {
    const NAME: &'static str = "cmdb";
    const VERSION: u16 = 4;
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
        let taken = take_all(self, readable, Self::take_in, Self::put_back);
        let end = taken.as_ref().err().map_or(end, |(at, _)| *at);
        for read in ahead.into_iter().take_while(|read| read.position() < end) {
            self.facts.take(read);
        }
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

    fn take_in<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, ConfigurationItem>,
    ) -> Result<(), DecodeError> {
        match record.process {
            change::NAME => return self.changes.apply(record),
            configuration_item::NAME => self.changes.apply(record)?,
            _ => return self.links.take_in(record),
        }
        if record.event == OF_FACTS_ALONE && !self.changes.any_open() {
            return Ok(());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let entry = desk.of(record, |key| match self.known.remove(key) {
            Some(packed) => packed.open(),
            None => Ok(ConfigurationItem::default()),
        })?;
        entry.evolve(&event, &Stamp::from(record));
        if let Event::BaselineCaptured(captured) = &event {
            self.baselines.insert(captured.name.clone(), record.position);
        }
        if let Some(cover) = cover(&event) {
            self.links.cover(Key::from_escaped(record.key)?, &cover.change);
        }
        Ok(())
    }

    fn put_back(&mut self, desk: &mut Desk<'_, ConfigurationItem>) {
        let mut buffer = Vec::new();
        for (key, mut entry) in desk.clear() {
            // They are in the facts.
            entry.item.iter_mut().for_each(|item| item.relations.clear());
            self.known.insert(key, Packed::of(&*entry, &mut buffer));
        }
    }

    fn open(&self, key: &Key) -> Option<ConfigurationItem> {
        self.known.get(key)?.open().ok()
    }
}

/// The change that an event says it is covered by.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others need no cover")]
fn cover(event: &Event) -> Option<&Cover> {
    match event {
        Event::Updated(updated) => updated.cover.as_ref(),
        Event::Related(related) => related.cover.as_ref(),
        Event::Unrelated(unrelated) => unrelated.cover.as_ref(),
        Event::Activated(activated) => activated.cover.as_ref(),
        Event::MaintenanceStarted(started) => started.cover.as_ref(),
        Event::Retired(retired) => retired.cover.as_ref(),
        Event::Corrected(corrected) => match &corrected.evidence {
            Evidence::Change(cover) => Some(cover),
            Evidence::Audit(_) => None,
        },
        _ => None,
    }
}

//! What may be requested, which requests are open, and who has which right.

use super::ENTRY_BYTES;
use crate::limits::Label;
use crate::service_request::{
    self, Access, Event, Item, ItemVersion, Phase, RightChange, Validated,
};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All items in all their versions, the requests that are not over, and the rights that were granted
/// and not withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceRequests {
    items: BTreeMap<Key, Known>,
    open: BTreeMap<Key, Open>,
    /// Those whose clocks run, by calendar.
    running: BTreeMap<Key, BTreeSet<Key>>,
    /// The rights that each person has, and by which item.
    held: BTreeMap<Actor, BTreeMap<Label, ItemVersion>>,
    /// The rights that each person has asked for, by request.
    asked: BTreeMap<Actor, BTreeMap<Key, (Label, ItemVersion)>>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    draft: Option<Item>,
    versions: Vec<Item>,
    withdrawn: bool,
}

/// What is known of an open request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Open {
    phase: Phase,
    calendar: Option<Key>,
    person: Option<Actor>,
    /// The right that it has taken away, as it was: there again, where that turns out not to be so.
    taken: Option<RightChange>,
}

impl ServiceRequests {
    /// The version of an item that may be requested now, from 1, and what it is.
    #[must_use]
    pub fn offered(&self, item: &Key) -> Option<(u64, &Item)> {
        let known = self.items.get(item).filter(|known| !known.withdrawn)?;
        known.versions.last().map(|item| (known.versions.len() as u64, item))
    }

    /// What an item is in a version, offered or not.
    #[must_use]
    pub fn version(&self, version: &ItemVersion) -> Option<&Item> {
        let index = usize::try_from(version.version).ok()?.checked_sub(1)?;
        self.items.get(&version.item)?.versions.get(index)
    }

    /// Whether a request is known and what it asks for is not there yet.
    #[must_use]
    pub fn is_unfulfilled(&self, request: &Key) -> bool {
        self.open.get(request).is_some_and(|open| open.phase != Phase::Fulfilled)
    }

    /// The requests whose clocks run by a calendar.
    pub fn running_by(&self, calendar: &Key) -> impl Iterator<Item = &Key> {
        self.running.get(calendar).into_iter().flatten()
    }

    /// Whether somebody has a right.
    #[must_use]
    pub fn has(&self, person: &Actor, right: &Label) -> bool {
        self.held.get(person).is_some_and(|held| held.contains_key(right))
    }

    /// The rights that somebody has, and those that he has asked for by requests other than `but`, each
    /// with the item that gives it.
    pub fn rights<'a>(
        &'a self,
        person: &Actor,
        but: Option<&'a Key>,
    ) -> impl Iterator<Item = (&'a Label, &'a ItemVersion)> + use<'a> {
        let held = self.held.get(person).into_iter().flatten();
        let asked = self.asked.get(person).into_iter().flatten();
        let asked = asked.filter(move |(request, _)| Some(*request) != but);
        held.chain(asked.map(|(_, (right, by))| (right, by)))
    }

    /// Whether somebody who has a right by this version of an item must not have another: as that
    /// version says, or any that gives it now.
    #[must_use]
    pub fn excludes(&self, by: &ItemVersion, right: &Label, other: &str) -> bool {
        let as_then = self.version(by).and_then(|item| item.grants(right));
        let as_then = as_then.into_iter().flat_map(|grant| grant.excludes.iter());
        as_then.chain(self.excluded_with(right)).any(|excluded| **excluded == *other)
    }

    /// The rights and roles that nobody may have together with a right, as any item says that gives it
    /// now.
    pub fn excluded_with(&self, right: &Label) -> impl Iterator<Item = &Label> {
        let offered = self.items.keys().filter_map(|item| Some(self.offered(item)?.1));
        let grants = offered.filter_map(move |item| item.grants(right));
        grants.flat_map(|grant| grant.excludes.iter())
    }

    /// A right that somebody has, or has asked for, and nobody has together with a role.
    #[must_use]
    pub fn right_against(&self, person: &Actor, role: &str) -> Option<&Label> {
        let mut rights = self.rights(person, None);
        rights.find(|(right, by)| self.excludes(by, right, role)).map(|(right, _)| right)
    }

    /// Forgets what is known of a request, but for the rights that came of it.
    fn take(&mut self, key: &Key) -> Option<Open> {
        let open = self.open.remove(key)?;
        self.bytes -= open.bytes(key);
        if let Some(calendar) = &open.calendar {
            remove(&mut self.running, calendar, key);
        }
        Some(open)
    }

    fn put(&mut self, key: &Key, open: Open) {
        if open.phase.is_over() {
            self.forget_asked(key, open.person.as_ref());
            return;
        }
        self.bytes += open.bytes(key);
        if let Some(calendar) = open.calendar.clone().filter(|_| open.phase != Phase::Fulfilled) {
            self.running.entry(calendar).or_default().insert(key.clone());
        }
        self.open.insert(key.clone(), open);
    }

    fn forget_asked(&mut self, key: &Key, person: Option<&Actor>) {
        let Some(person) = person else { return };
        let Some(asked) = self.asked.get_mut(person) else { return };
        if let Some((right, _)) = asked.remove(key) {
            self.bytes -= right_bytes(person, &right);
        }
        if asked.is_empty() {
            self.asked.remove(person);
        }
    }

    fn ask(&mut self, key: &Key, event: &Validated) {
        let item = self.version(&event.item).and_then(|item| item.access.as_ref());
        let Some(Access::Grant(grant)) = item else { return };
        let (person, right) = (event.for_whom.clone(), grant.right.clone());
        self.bytes += right_bytes(&person, &right);
        let asked = self.asked.entry(person).or_default();
        asked.insert(key.clone(), (right, event.item.clone()));
    }

    /// Gives a right, or takes it away: what was, where it does.
    fn change_right(&mut self, change: &RightChange) -> Option<RightChange> {
        let RightChange { person, right, granted, by } = change;
        let held = self.held.entry(person.clone()).or_default();
        let (bytes, mut taken) = (right_bytes(person, right), None);
        match granted {
            true => {
                if held.insert(right.clone(), by.clone()).is_none() {
                    self.bytes += bytes;
                }
            }
            false => {
                if let Some(by) = held.remove(right) {
                    self.bytes -= bytes;
                    taken = Some(RightChange { granted: true, by, ..change.clone() });
                }
            }
        }
        if held.is_empty() {
            self.held.remove(person);
        }
        taken
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing of items")]
    fn take_in_item(&mut self, key: Key, event: Event, payload: usize) {
        let known = self.items.entry(key).or_default();
        match event {
            Event::ItemDrafted(event) => {
                // In memory text takes what it takes on disk, and each entry of a list its header.
                self.bytes += (ENTRY_BYTES + size_of::<Item>() + 4 * payload) as u64;
                known.draft = Some(event.item);
            }
            Event::ItemApproved(_) => known.versions.extend(known.draft.take()),
            Event::ItemWithdrawn(_) => known.withdrawn = true,
            _ => {}
        }
    }
}

fn remove(index: &mut BTreeMap<Key, BTreeSet<Key>>, under: &Key, key: &Key) {
    if let Some(keys) = index.get_mut(under) {
        keys.remove(key);
        if keys.is_empty() {
            index.remove(under);
        }
    }
}

fn right_bytes(person: &Actor, right: &Label) -> u64 {
    (2 * ENTRY_BYTES + person.as_escaped().len() + right.len() + size_of::<ItemVersion>()) as u64
}

impl Open {
    fn bytes(&self, key: &Key) -> u64 {
        let calendar = self.calendar.as_ref().map_or(0, |it| it.as_escaped().len());
        let person = self.person.as_ref().map_or(0, |it| it.as_escaped().len());
        let keys = 2 * (key.as_escaped().len() + ENTRY_BYTES);
        let taken =
            self.taken.as_ref().map_or(0, |it| it.person.as_escaped().len() + it.right.len());
        (keys + size_of::<Self>() + calendar + person + taken) as u64
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    fn learn(&mut self, event: &Event) {
        match event {
            Event::Validated(event) => self.person = Some(event.for_whom.clone()),
            Event::Prioritised(event) => {
                self.calendar = Some(event.service_level.calendar.key.clone());
            }
            _ => {}
        }
        self.phase = Phase::after(event).unwrap_or(self.phase);
    }
}

impl Fact for ServiceRequests {
    const NAME: &'static str = "service_requests";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 256 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[service_request::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if matches!(event, Event::ItemDrafted(_) | Event::ItemApproved(_) | Event::ItemWithdrawn(_))
        {
            self.take_in_item(key, event, record.payload.len());
            return Ok(());
        }
        let mut open = self.take(&key).unwrap_or_default();
        open.learn(&event);
        if let Event::Validated(event) = &event {
            self.ask(&key, event);
        }
        if let Event::Fulfilled(event) = &event
            && let Some(change) = &event.right
        {
            open.taken = self.change_right(change);
            self.forget_asked(&key, open.person.as_ref());
        }
        // He has it still, as far as anybody knows.
        if matches!(event, Event::Reopened(_))
            && let Some(taken) = open.taken.take()
        {
            self.change_right(&taken);
        }
        self.put(&key, open);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

//! Which incidents are open, by which calendars their clocks go, and who follows whom.

use super::ENTRY_BYTES;
use crate::incident::{self, Event, Phase};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The incidents that are neither over nor merged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenIncidents {
    open: BTreeMap<Key, Open>,
    /// Those whose clocks run, by calendar.
    running: BTreeMap<Key, BTreeSet<Key>>,
    /// Those that were merged into one that is not closed, by that one.
    followers: BTreeMap<Key, BTreeSet<Key>>,
    /// Those that wait for a change that they name, by that one.
    waiting: BTreeMap<Key, BTreeSet<Key>>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Open {
    /// The service concerned, if it was logged here.
    service: Option<Key>,
    /// The calendar of its clocks, once they have started.
    calendar: Option<Key>,
    /// Whether the service works.
    resolved: bool,
    /// The change that it names and waits for.
    waits_for: Option<Key>,
}

impl OpenIncidents {
    /// Whether an incident is known, not over, not merged and not resolved.
    #[must_use]
    pub fn is_unresolved(&self, incident: &Key) -> bool {
        self.open.get(incident).is_some_and(|open| !open.resolved)
    }

    /// The service that an incident is about, if it is known, not over and not merged.
    #[must_use]
    pub fn service_of(&self, incident: &Key) -> Option<&Key> {
        self.open.get(incident)?.service.as_ref()
    }

    /// The incidents whose clocks run by a calendar.
    pub fn running_by(&self, calendar: &Key) -> impl Iterator<Item = &Key> {
        self.running.get(calendar).into_iter().flatten()
    }

    /// The incidents that were merged into this one.
    pub fn followers_of(&self, incident: &Key) -> impl Iterator<Item = &Key> {
        self.followers.get(incident).into_iter().flatten()
    }

    /// The incidents that wait for a change and name it.
    pub fn waiting_for(&self, change: &Key) -> impl Iterator<Item = &Key> {
        self.waiting.get(change).into_iter().flatten()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `apply`")]
    fn take_in(&mut self, key: &Key, event: &Event) {
        match event {
            Event::Logged(event) => {
                let service = Some(event.service.clone());
                self.set(key, Some(Open { service, ..Open::default() }));
            }
            Event::Prioritised(event) => {
                let calendar = Some(event.service_level.calendar.key.clone());
                let known = self.open.get(key).cloned().unwrap_or_default();
                self.set(key, Some(Open { calendar, resolved: false, ..known }));
            }
            Event::ChangeRaised(event) => self.wait(key, event.change.clone()),
            Event::ChangeCompleted(_) => self.wait(key, None),
            Event::Resolved(_) => self.resolve(key, true),
            Event::Reopened(_) => self.resolve(key, false),
            Event::Closed(_) => {
                self.set(key, None);
                self.forget_followers(key);
            }
            Event::Cancelled(_) | Event::ConvertedToRequest(_) => self.set(key, None),
            Event::Merged(event) => {
                self.set(key, None);
                let followers = self.followers.entry(event.parent.clone()).or_default();
                if followers.insert(key.clone()) {
                    self.bytes += bytes_of(key) + bytes_of(&event.parent);
                }
            }
            Event::Adopted(event) => {
                let level = event.service_level.as_ref();
                let known = self.open.get(key).and_then(|open| open.calendar.clone());
                let calendar = level.map(|level| level.calendar.key.clone()).or(known);
                let service = self.service_of(key).cloned();
                let open = |resolved| Some(Open { service, calendar, resolved, waits_for: None });
                let open = match event.to {
                    Phase::Closed | Phase::Cancelled | Phase::Converted | Phase::Merged => None,
                    Phase::Resolved => open(true),
                    Phase::Unlogged
                    | Phase::Logged
                    | Phase::Classified
                    | Phase::Prioritised
                    | Phase::Assigned
                    | Phase::InProgress
                    | Phase::OnHold
                    | Phase::AwaitingChange => open(false),
                };
                self.set(key, open);
            }
            _ => {}
        }
    }

    fn resolve(&mut self, key: &Key, resolved: bool) {
        let known = self.open.get(key).cloned().unwrap_or_default();
        self.set(key, Some(Open { resolved, waits_for: None, ..known }));
    }

    fn wait(&mut self, key: &Key, waits_for: Option<Key>) {
        let known = self.open.get(key).cloned().unwrap_or_default();
        self.set(key, Some(Open { waits_for, ..known }));
    }

    /// What is known of an incident now; nothing once it is over.
    fn set(&mut self, key: &Key, now: Option<Open>) {
        if let Some(before) = self.open.remove(key) {
            self.bytes -= bytes_of(key) + before.service.as_ref().map_or(0, bytes_of);
            if let Some(change) = &before.waits_for
                && let Some(waiting) = self.waiting.get_mut(change)
                && waiting.remove(key)
            {
                self.bytes -= bytes_of(key) + bytes_of(change);
                if waiting.is_empty() {
                    self.waiting.remove(change);
                }
            }
            let running = before.calendar.and_then(|calendar| self.running.get_mut(&calendar));
            if running.is_some_and(|running| running.remove(key)) {
                self.bytes -= bytes_of(key);
            }
        }
        let Some(now) = now else { return };
        self.bytes += bytes_of(key) + now.service.as_ref().map_or(0, bytes_of);
        if let Some(calendar) = now.calendar.clone().filter(|_| !now.resolved)
            && self.running.entry(calendar).or_default().insert(key.clone())
        {
            self.bytes += bytes_of(key);
        }
        if let Some(change) = &now.waits_for
            && self.waiting.entry(change.clone()).or_default().insert(key.clone())
        {
            self.bytes += bytes_of(key) + bytes_of(change);
        }
        self.open.insert(key.clone(), now);
    }

    /// Nobody follows what is closed; nor those who followed its followers.
    fn forget_followers(&mut self, key: &Key) {
        let mut over = vec![key.clone()];
        while let Some(parent) = over.pop() {
            for follower in self.followers.remove(&parent).unwrap_or_default() {
                self.bytes -= bytes_of(&follower) + bytes_of(&parent);
                over.push(follower);
            }
        }
    }
}

/// About what an entry under a key takes, in bytes.
fn bytes_of(key: &Key) -> u64 {
    (key.as_escaped().len() + ENTRY_BYTES) as u64
}

impl Fact for OpenIncidents {
    const NAME: &'static str = "open_incidents";
    const VERSION: u16 = 3;
    const BYTES_MAX: usize = 256 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[incident::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const HEARD: [&str; 11] = [
            "change_raised",
            "change_completed",
            "logged",
            "prioritised",
            "resolved",
            "reopened",
            "closed",
            "cancelled",
            "converted_to_request",
            "merged",
            "adopted",
        ];
        if HEARD.contains(&record.event) {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            self.take_in(&record.stream()?.key, &event);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

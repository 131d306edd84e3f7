//! Which problems there are, what they are about, which known errors the service desk sees, and the
//! figures of problem management.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::limits::Label;
use crate::problem::{self, CauseKind, Event, Pattern, Phase, Policy};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All problems; of those that are over, little.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problems {
    known: BTreeMap<Key, Known>,
    /// The open ones that are about a pattern.
    about: BTreeMap<Pattern, BTreeSet<Key>>,
    /// The open ones that an incident belongs to.
    of: BTreeMap<Key, BTreeSet<Key>>,
    /// The open ones that a change has to mend.
    mended_by: BTreeMap<Key, BTreeSet<Key>>,
    /// Until when one more incident of a pattern is a problem at once.
    watches: BTreeMap<Pattern, Timestamp>,
    policy: Figures<Policy>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    /// The last that an event names: whether it is over depends on that, and nothing else does.
    phase: Phase,
    /// All that it was ever said to be of: what is alike stays so, whatever it turns out to be.
    categories: BTreeSet<Label>,
    items: BTreeSet<Key>,
    incidents: BTreeSet<Key>,
    cause: Option<CauseKind>,
    change: Option<Key>,
    /// Whether the service desk sees it as a known error.
    published: bool,
}

impl Known {
    fn patterns(&self) -> Vec<Pattern> {
        let of = |item: &Key, category: &Label| Pattern {
            configuration_item: item.clone(),
            category: category.clone(),
        };
        let items = self.items.iter();
        items.flat_map(|item| self.categories.iter().map(move |it| of(item, it))).collect()
    }

    fn bytes(&self, key: &Key) -> u64 {
        let linked = self.items.iter().chain(&self.incidents).chain(&self.change);
        let linked: usize = linked.map(|it| 2 * (it.as_escaped().len() + ENTRY_BYTES)).sum();
        let categories: usize = self.categories.iter().map(|it| it.len() + ENTRY_BYTES).sum();
        (key.as_escaped().len() + ENTRY_BYTES + size_of::<Self>() + linked + categories) as u64
    }
}

impl Problems {
    /// The figures in force, and their version; 0 is the default.
    #[must_use]
    pub fn policy(&self) -> (u64, Policy) {
        self.policy.in_force()
    }

    /// The stream that holds the figures.
    #[must_use]
    pub fn policy_key(&self) -> Option<&Key> {
        self.policy.key()
    }

    /// Whether there is, or was, one of that name.
    #[must_use]
    pub fn is_known(&self, problem: &Key) -> bool {
        self.known.contains_key(problem)
    }

    /// Whether it is known and not over.
    #[must_use]
    pub fn is_open(&self, problem: &Key) -> bool {
        self.known.get(problem).is_some_and(|known| !known.phase.is_over())
    }

    /// Whether its solution is there and may still prove wrong.
    #[must_use]
    pub fn is_solved(&self, problem: &Key) -> bool {
        self.known.get(problem).is_some_and(|known| known.phase.is_solved())
    }

    /// An open problem about incidents that are alike in this.
    #[must_use]
    pub fn open_about(&self, pattern: &Pattern) -> Option<&Key> {
        self.about.get(pattern)?.first()
    }

    /// The open problems that an incident belongs to.
    pub fn of_incident(&self, incident: &Key) -> impl Iterator<Item = &Key> {
        self.of.get(incident).into_iter().flatten()
    }

    /// The incidents that belong to an open problem.
    pub fn incidents_of(&self, problem: &Key) -> impl Iterator<Item = &Key> {
        self.known.get(problem).into_iter().flat_map(|known| &known.incidents)
    }

    /// The items that an open problem is about.
    pub fn items_of(&self, problem: &Key) -> impl Iterator<Item = &Key> {
        self.known.get(problem).into_iter().flat_map(|known| &known.items)
    }

    /// In what the incidents of an open problem are alike.
    #[must_use]
    pub fn patterns_of(&self, problem: &Key) -> Vec<Pattern> {
        self.known.get(problem).map(Known::patterns).unwrap_or_default()
    }

    /// Whether the service desk sees it as a known error.
    #[must_use]
    pub fn is_published(&self, problem: &Key) -> bool {
        self.known.get(problem).is_some_and(|known| known.published)
    }

    /// The problems that wait for a change to mend them.
    pub fn waiting_for(&self, change: &Key) -> impl Iterator<Item = &Key> {
        let waits = |problem: &&Key| {
            self.known.get(*problem).is_some_and(|known| known.phase == Phase::AwaitingChange)
        };
        self.mended_by.get(change).into_iter().flatten().filter(waits)
    }

    /// Whether one more incident of a pattern is a problem at once.
    #[must_use]
    pub fn is_watched(&self, pattern: &Pattern, at: Timestamp) -> bool {
        self.watches.get(pattern).is_some_and(|until| at < *until)
    }

    /// What kind of cause an open problem has, once that is known.
    #[must_use]
    pub fn cause_of(&self, problem: &Key) -> Option<CauseKind> {
        self.known.get(problem)?.cause
    }

    /// The change that has to mend an open problem, once it is named.
    #[must_use]
    pub fn change_of(&self, problem: &Key) -> Option<&Key> {
        self.known.get(problem)?.change.as_ref()
    }

    fn list(&mut self, key: &Key, known: &Known) {
        for pattern in known.patterns() {
            self.about.entry(pattern).or_default().insert(key.clone());
        }
        for incident in &known.incidents {
            self.of.entry(incident.clone()).or_default().insert(key.clone());
        }
        if let Some(change) = &known.change {
            self.mended_by.entry(change.clone()).or_default().insert(key.clone());
        }
        self.bytes += known.bytes(key);
    }

    fn unlist(&mut self, key: &Key, known: &Known) {
        for pattern in known.patterns() {
            remove(&mut self.about, &pattern, key);
        }
        for incident in &known.incidents {
            remove(&mut self.of, incident, key);
        }
        if let Some(change) = &known.change {
            remove(&mut self.mended_by, change, key);
        }
        self.bytes -= known.bytes(key);
    }

    fn watch(&mut self, known: &Known, until: Timestamp, now: Timestamp) {
        self.watches.retain(|_, until| now < *until);
        self.watches.extend(known.patterns().into_iter().map(|pattern| (pattern, until)));
    }
}

fn remove<K: Ord>(index: &mut BTreeMap<K, BTreeSet<Key>>, under: &K, key: &Key) {
    if let Some(keys) = index.get_mut(under) {
        keys.remove(key);
        if keys.is_empty() {
            index.remove(under);
        }
    }
}

impl Known {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    fn take_in(&mut self, event: &Event) {
        match event {
            Event::Identified(event) => {
                self.categories.extend(event.category.clone());
                self.items.extend(event.configuration_items.iter().cloned());
                self.incidents.extend(event.incidents.iter().cloned());
            }
            Event::Classified(event) => {
                self.categories.insert(event.category.clone());
            }
            Event::Reclassified(event) => {
                self.categories.insert(event.category.clone());
            }
            Event::Updated(event) => self.items.extend(event.configuration_items.iter().cloned()),
            Event::IncidentLinked(event) => {
                self.incidents.insert(event.incident.clone());
            }
            Event::IncidentUnlinked(event) => {
                self.incidents.remove(&event.incident);
            }
            Event::RootCauseFound(event) => self.cause = Some(event.cause.kind),
            Event::CauseWithdrawn(_) => self.cause = None,
            Event::ChangeRaised(event) => self.change.clone_from(&event.change),
            Event::ChangeNamed(event) => self.change = Some(event.change.clone()),
            Event::ChangeUnsuccessful(_) | Event::Reopened(_) => self.change = None,
            Event::KnownErrorPublished(_) => self.published = true,
            _ => {}
        }
        self.phase = Phase::after(event).unwrap_or(self.phase);
        if self.phase.is_over() {
            let (phase, published) = (self.phase, self.published);
            *self = Self { phase, published, ..Self::default() };
        }
    }
}

impl Fact for Problems {
    const NAME: &'static str = "problems";
    const VERSION: u16 = 3;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[problem::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if let Event::PolicySet(set) = &event {
            self.policy.set_next(key, set.policy);
            return Ok(());
        }
        let known = self.known.remove(&key);
        if let Some(known) = &known {
            self.unlist(&key, known);
        }
        let mut known = known.unwrap_or_default();
        if let Event::ClosedWithoutCause(closed) = &event {
            self.watch(&known, closed.watch_until, record.metadata.recorded_at);
        }
        known.take_in(&event);
        self.list(&key, &known);
        self.known.insert(key, known);
        Ok(())
    }

    fn bytes(&self) -> usize {
        let watches = self.watches.len() * (ENTRY_BYTES + size_of::<Pattern>());
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_add(watches)
    }
}

//! Which weaknesses are known of which items, and how each stands.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::limits::{Label, label_or};
use crate::vulnerability::{self, Event, Phase, Profile, Status};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All weaknesses of items that are not obsolete; of those that are over, little.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vulnerabilities {
    known: BTreeMap<Key, Known>,
    /// By item, then by weakness, however its letters are written.
    of: BTreeMap<Key, BTreeMap<Label, Key>>,
    /// Those exempt under each risk.
    exempt: BTreeMap<Key, BTreeSet<Key>>,
    profile: Figures<Profile>,
    bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    phase: Phase,
    /// As it is looked up.
    weakness: Label,
    items: Vec<Key>,
    /// When it was detected last.
    detected_at: Timestamp,
    /// By when it is to be fixed.
    due: Timestamp,
    /// Whether it was ever exempt since it was detected.
    was_exempt: bool,
    /// The risk that it is exempt under.
    risk: Option<Key>,
}

/// How a weakness of an item stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// It is there.
    Open,
    /// It was fixed.
    Fixed,
    /// It does no harm there.
    NotAffected,
}

impl Known {
    fn bytes(&self, key: &Key) -> u64 {
        let entry = self.weakness.len() + 2 * key.as_escaped().len() + 2 * ENTRY_BYTES;
        let items: usize = self.items.iter().map(|item| 2 * item.as_escaped().len() + entry).sum();
        let risk = self.risk.as_ref().map_or(0, |risk| risk.as_escaped().len() + ENTRY_BYTES);
        (entry + items + risk + size_of::<Self>()) as u64
    }
}

impl Vulnerabilities {
    /// The profile in force, and which version it is; 0 is the default.
    #[must_use]
    pub fn profile(&self) -> (u64, Profile) {
        self.profile.in_force()
    }

    /// The stream that holds the profile.
    #[must_use]
    pub fn profile_key(&self) -> Option<&Key> {
        self.profile.key()
    }

    /// What is known of a weakness of an item.
    #[must_use]
    pub fn of(&self, weakness: &Label, item: &Key) -> Option<(&Key, Standing)> {
        let key = self.of.get(item)?.get(&spelled(weakness))?;
        let standing = match self.known.get(key)?.phase.status() {
            Status::Fixed => Standing::Fixed,
            Status::NotAffected => Standing::NotAffected,
            Status::UnderInvestigation | Status::Affected => Standing::Open,
        };
        Some((key, standing))
    }

    /// Where one is in its life, while it may still matter.
    #[must_use]
    pub fn phase(&self, vulnerability: &Key) -> Option<Phase> {
        self.known.get(vulnerability).map(|known| known.phase)
    }

    /// Whether it is known and not over.
    #[must_use]
    pub fn is_open(&self, vulnerability: &Key) -> bool {
        self.phase(vulnerability).is_some_and(|phase| !phase.is_over())
    }

    /// The items that have it.
    #[must_use]
    pub fn items(&self, vulnerability: &Key) -> &[Key] {
        self.known.get(vulnerability).map(|known| &*known.items).unwrap_or_default()
    }

    /// When one was detected last.
    #[must_use]
    pub fn detected_at(&self, vulnerability: &Key) -> Option<Timestamp> {
        self.known.get(vulnerability).map(|known| known.detected_at)
    }

    /// By when one is to be fixed.
    #[must_use]
    pub fn due(&self, vulnerability: &Key) -> Option<Timestamp> {
        self.known.get(vulnerability).map(|known| known.due)
    }

    /// Whether one is exempt, or was since it was detected.
    #[must_use]
    pub fn was_exempt(&self, vulnerability: &Key) -> bool {
        self.known.get(vulnerability).is_some_and(|known| known.was_exempt)
    }

    /// Those known of an item.
    pub fn of_item(&self, item: &Key) -> impl Iterator<Item = &Key> {
        self.of.get(item).into_iter().flat_map(BTreeMap::values)
    }

    /// Those that are exempt under a risk.
    pub fn exempt_under(&self, risk: &Key) -> impl Iterator<Item = &Key> {
        self.exempt.get(risk).into_iter().flatten()
    }

    fn list(&mut self, key: Key, known: Known) {
        for item in &known.items {
            let of_item = self.of.entry(item.clone()).or_default();
            of_item.insert(known.weakness.clone(), key.clone());
        }
        if let Some(risk) = &known.risk {
            self.exempt.entry(risk.clone()).or_default().insert(key.clone());
        }
        self.bytes += known.bytes(&key);
        self.known.insert(key, known);
    }

    fn unlist(&mut self, key: &Key) -> Option<Known> {
        let known = self.known.remove(key)?;
        self.bytes -= known.bytes(key);
        for item in &known.items {
            let Some(of_item) = self.of.get_mut(item) else { continue };
            // A later record of the same takes the place of one that did no harm.
            if of_item.get(&known.weakness) == Some(key) {
                of_item.remove(&known.weakness);
            }
            if of_item.is_empty() {
                self.of.remove(item);
            }
        }
        if let Some(risk) = &known.risk
            && let Some(exempt) = self.exempt.get_mut(risk)
        {
            exempt.remove(key);
            if exempt.is_empty() {
                self.exempt.remove(risk);
            }
        }
        Some(known)
    }
}

/// A weakness as it is looked up: scanners write its letters as they like.
fn spelled(weakness: &Label) -> Label {
    label_or(&weakness.to_ascii_lowercase(), weakness)
}

impl Fact for Vulnerabilities {
    const NAME: &'static str = "vulnerabilities";
    const VERSION: u16 = 4;
    const BYTES_MAX: usize = 128 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[vulnerability::NAME];

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if let Event::ProfileSet(set) = &event {
            self.profile.set(key, set.version, set.profile);
            return Ok(());
        }
        if let Event::Registered(registered) = &event {
            let weakness = spelled(&registered.weakness);
            let items = registered.configuration_items.to_vec();
            let (phase, detected_at) = (Phase::Registered, registered.detected_at);
            let (due, was_exempt, risk) = (registered.due, false, None);
            self.list(key, Known { phase, weakness, items, detected_at, due, was_exempt, risk });
            return Ok(());
        }
        let Some(mut known) = self.unlist(&key) else { return Ok(()) };
        known.phase = Phase::after(&event).unwrap_or(known.phase);
        match event {
            Event::Accepted(accepted) => (known.risk, known.was_exempt) = (accepted.risk, true),
            Event::Regraded(regraded) => known.due = regraded.due,
            Event::Graded(graded) => (known.risk, known.due) = (None, graded.due),
            Event::Reopened(reopened) => (known.risk, known.due) = (None, reopened.due),
            Event::Redetected(redetected) => {
                (known.detected_at, known.due) = (redetected.detected_at, redetected.due);
                (known.risk, known.was_exempt) = (None, false);
            }
            _ => known.risk = None,
        }
        if !matches!(known.phase, Phase::Merged | Phase::Obsolete) {
            self.list(key, known);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

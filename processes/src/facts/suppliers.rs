//! Which suppliers there are, what each runs and promises, and how each was scored.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::limits::Percent;
use crate::supplier::{self, Contract, Event, Phase, Policy};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The suppliers that are not over, and the figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suppliers {
    known: BTreeMap<Key, Known>,
    /// Who runs which item by a contract in force.
    of_item: BTreeMap<Key, Key>,
    /// With whom which agreement holds targets by a contract in force.
    of_agreement: BTreeMap<Key, Key>,
    policy: Figures<Policy>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    phase: Phase,
    probation: bool,
    items: Vec<Key>,
    targets: Vec<Key>,
    /// What was published last, and what was asked for.
    score: Option<(Percent, Percent)>,
    /// Which of his agreements promise less than what rests on them.
    weaker: BTreeSet<(Key, Key)>,
}

impl Known {
    fn bytes(&self, key: &Key) -> u64 {
        let of = |key: &Key| key.as_escaped().len() + ENTRY_BYTES;
        // Each item and agreement lists him once more.
        let listed = self.items.iter().chain(&self.targets).map(|it| 2 * of(it) + of(key));
        let weaker = self.weaker.iter().map(|(one, other)| of(one) + of(other));
        (of(key) + size_of::<Self>() + listed.chain(weaker).sum::<usize>()) as u64
    }

    fn agreed(&mut self, contract: &Contract) {
        self.items = contract.configuration_items.to_vec();
        self.targets = contract.items.targets.to_vec();
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn take_in(&mut self, event: &Event) {
        match event {
            Event::ContractDrafted(event) => self.agreed(&event.contract),
            Event::ContractChanged(event) => self.agreed(&event.contract),
            Event::ExistingRegistered(event) => self.agreed(&event.contract),
            Event::ScorePublished(event) => self.score = Some((event.joint, event.threshold)),
            Event::ProbationBegun(_) => self.probation = true,
            Event::ProbationLifted(_) => self.probation = false,
            Event::SupportWeakened(event) => {
                self.weaker.insert((event.agreement.clone(), event.rests.clone()));
            }
            Event::SupportRestored(event) => {
                self.weaker.remove(&(event.agreement.clone(), event.rests.clone()));
            }
            _ => {}
        }
    }
}

impl Suppliers {
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

    /// Who runs an item by a contract in force.
    #[must_use]
    pub fn of_item(&self, item: &Key) -> Option<&Key> {
        self.of_item.get(item)
    }

    /// Those who run any of these, each once.
    #[must_use]
    pub fn of_items<'a>(&self, items: impl IntoIterator<Item = &'a Key>) -> BTreeSet<&Key> {
        items.into_iter().filter_map(|item| self.of_item.get(item)).collect()
    }

    /// With whom an agreement holds targets by a contract in force.
    #[must_use]
    pub fn of_agreement(&self, agreement: &Key) -> Option<&Key> {
        self.of_agreement.get(agreement)
    }

    /// The agreements that hold the targets of one.
    #[must_use]
    pub fn targets_of(&self, supplier: &Key) -> &[Key] {
        self.known.get(supplier).map(|known| &*known.targets).unwrap_or_default()
    }

    /// Whether an agreement of one is flagged as promising less than what rests on it.
    #[must_use]
    pub fn is_weaker(&self, supplier: &Key, agreement: &Key, rests: &Key) -> bool {
        let pair = (agreement.clone(), rests.clone());
        self.known.get(supplier).is_some_and(|known| known.weaker.contains(&pair))
    }

    /// Whether one has to be put on probation.
    #[must_use]
    pub fn is_to_mend(&self, supplier: &Key) -> bool {
        let is_below = |known: &&Known| known.score.is_some_and(|(score, asked)| score < asked);
        self.known.get(supplier).filter(is_below).is_some_and(|known| !known.probation)
    }

    /// Whether one is on probation and may be let off.
    #[must_use]
    pub fn has_mended(&self, supplier: &Key) -> bool {
        let is_above = |known: &&Known| known.score.is_some_and(|(score, asked)| score >= asked);
        self.known.get(supplier).filter(is_above).is_some_and(|known| known.probation)
    }

    fn list(&mut self, key: Key, known: Known) {
        if known.phase.is_bound() {
            for item in &known.items {
                self.of_item.insert(item.clone(), key.clone());
            }
            for agreement in &known.targets {
                self.of_agreement.insert(agreement.clone(), key.clone());
            }
        }
        self.bytes += known.bytes(&key);
        self.known.insert(key, known);
    }

    fn unlist(&mut self, key: &Key) -> Known {
        let Some(known) = self.known.remove(key) else { return Known::default() };
        self.bytes -= known.bytes(key);
        for item in &known.items {
            if self.of_item.get(item) == Some(key) {
                self.of_item.remove(item);
            }
        }
        for agreement in &known.targets {
            if self.of_agreement.get(agreement) == Some(key) {
                self.of_agreement.remove(agreement);
            }
        }
        known
    }
}

impl Fact for Suppliers {
    const NAME: &'static str = "suppliers";
    const BYTES_MAX: usize = 32 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[supplier::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if let Event::PolicySet(set) = &event {
            self.policy.set(key, set.version, set.policy);
            return Ok(());
        }
        let mut known = self.unlist(&key);
        known.take_in(&event);
        known.phase = Phase::after(&event, known.probation).unwrap_or(known.phase);
        if !known.phase.is_over() {
            self.list(key, known);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

//! Which nonconformities there are, where each comes from, who has a hand in its action, and the
//! figures.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::nonconformity::{self, Event, Finding, Phase, Policy, Source};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All nonconformities; of those that are over, little.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Nonconformities {
    known: BTreeMap<Key, Known>,
    /// The open one of each source that is always the same.
    open_from: BTreeMap<Source, Key>,
    /// What each finding of an audit has led to, also when that is over.
    findings: BTreeMap<Finding, Key>,
    policy: Figures<Policy>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    phase: Phase,
    parent: Option<Key>,
    /// Its own, the findings that are the same, and those of what was merged into it.
    sources: BTreeSet<Source>,
    services: Vec<Key>,
    items: Vec<Key>,
    hands: BTreeSet<Actor>,
    /// Whether data of customers leaked.
    leaked: bool,
    /// The security incident that this is.
    security_incident: Option<Key>,
}

impl Known {
    fn take_in(&mut self, event: &Event) {
        let mut hands: Vec<&crate::change::Hand> = Vec::new();
        #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
        match event {
            Event::Raised(event) => {
                self.sources.insert(event.source.clone());
                self.services = event.services.to_vec();
                self.items = event.configuration_items.to_vec();
                self.leaked = event.leaked;
            }
            Event::FoundAgain(event) if event.source.finding().is_some() => {
                self.sources.insert(event.source.clone());
            }
            Event::ActionPlanned(event) => {
                self.hands.clear();
                hands.extend([&event.owner, &event.by]);
            }
            Event::ActionStarted(event) => hands.push(&event.by),
            Event::CorrectiveActionCompleted(event) => hands.push(&event.by),
            Event::PreventiveActionCompleted(event) => hands.push(&event.by),
            Event::Merged(event) => self.parent = Some(event.parent.clone()),
            Event::SecurityIncidentLinked(event) => {
                self.security_incident = Some(event.security_incident.clone());
            }
            _ => {}
        }
        self.hands.extend(hands.into_iter().flat_map(crate::change::Hand::actors).cloned());
        self.phase = Phase::after(event).unwrap_or(self.phase);
        if self.phase.is_over() {
            let (phase, leaked) = (self.phase, self.leaked);
            let (parent, security_incident) = (self.parent.take(), self.security_incident.take());
            *self = Self { phase, parent, leaked, security_incident, ..Self::default() };
        }
    }

    fn bytes(&self, key: &Key) -> u64 {
        let names = self.services.iter().chain(&self.items).chain(&self.parent);
        let names = names.chain(&self.security_incident);
        let names = names.map(Key::as_escaped).chain(self.hands.iter().map(Actor::as_escaped));
        let names: usize = names.map(|name| name.len() + ENTRY_BYTES).sum();
        let sources: usize = self.sources.iter().map(|source| 2 * bytes_of(source)).sum();
        (key.as_escaped().len() + ENTRY_BYTES + size_of::<Self>() + names + sources) as u64
    }
}

fn bytes_of(source: &Source) -> usize {
    let text = match source {
        Source::Observation(label) | Source::Comparison(label) | Source::Trend(label) => {
            label.len()
        }
        Source::Finding(finding) => finding.audit.as_escaped().len(),
        Source::Record(it) => {
            let what = it.what.as_ref().map_or(0, |what| what.len());
            it.record.process.len() + it.record.key.as_escaped().len() + what
        }
        Source::CertificationBody(body) => body.report.len(),
    };
    ENTRY_BYTES + text
}

impl Nonconformities {
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

    /// Whether it is known and not over.
    #[must_use]
    pub fn is_open(&self, nonconformity: &Key) -> bool {
        self.phase(nonconformity).is_some_and(|phase| !phase.is_over())
    }

    /// Whether data of customers leaked by what it is about.
    #[must_use]
    pub fn has_leaked(&self, nonconformity: &Key) -> bool {
        self.known.get(nonconformity).is_some_and(|known| known.leaked)
    }

    /// Where one is in its life, by the last event that names that.
    #[must_use]
    pub fn phase(&self, nonconformity: &Key) -> Option<Phase> {
        self.known.get(nonconformity).map(|known| known.phase)
    }

    /// The one that is known from a source: open, or, of a finding of an audit, at all. None where
    /// what comes from the same source need not be the same.
    #[must_use]
    pub fn known_from(&self, source: &Source) -> Option<&Key> {
        match source.finding() {
            Some(finding) => self.findings.get(finding),
            None => self.open_from.get(source),
        }
    }

    /// What one was merged into, and that into; itself, where it was not.
    #[must_use]
    pub fn follow<'a>(&'a self, nonconformity: &'a Key) -> &'a Key {
        let mut last = nonconformity;
        // No chain is longer than there are nonconformities.
        for _ in 0..self.known.len() {
            match self.known.get(last).and_then(|known| known.parent.as_ref()) {
                Some(parent) => last = parent,
                None => break,
            }
        }
        last
    }

    /// Where an open one comes from, the findings that are the same, and what was merged into it.
    pub fn sources_of(&self, nonconformity: &Key) -> impl Iterator<Item = &Source> {
        self.known.get(nonconformity).into_iter().flat_map(|known| &known.sources)
    }

    /// The services and items that an open one concerns.
    #[must_use]
    pub fn concerns(&self, nonconformity: &Key) -> (&[Key], &[Key]) {
        self.known.get(nonconformity).map_or((&[], &[]), |known| (&known.services, &known.items))
    }

    /// Whether one is about a leak of customers' data, and was not turned down.
    #[must_use]
    pub fn is_of_a_leak(&self, nonconformity: &Key) -> bool {
        let known = self.known.get(nonconformity).filter(|known| known.phase != Phase::Rejected);
        known.is_some_and(|known| known.leaked)
    }

    /// The security incident that one is.
    #[must_use]
    pub fn security_incident_of(&self, nonconformity: &Key) -> Option<&Key> {
        self.known.get(nonconformity)?.security_incident.as_ref()
    }

    /// Who has a hand in the action of an open one.
    pub fn hands(&self, nonconformity: &Key) -> impl Iterator<Item = &Actor> {
        self.known.get(nonconformity).into_iter().flat_map(|known| &known.hands)
    }

    fn take(&mut self, key: &Key) -> Known {
        let known = self.known.remove(key);
        self.bytes -= known.as_ref().map_or(0, |known| known.bytes(key));
        known.unwrap_or_default()
    }

    fn put(&mut self, key: Key, known: Known) {
        self.bytes += known.bytes(&key);
        let identifying = known.sources.iter().filter(|source| source.identifies());
        self.open_from.extend(identifying.map(|source| (source.clone(), key.clone())));
        self.known.insert(key, known);
    }

    fn led_to(&mut self, source: &Source, key: &Key) {
        let Some(finding) = source.finding() else { return };
        if self.findings.insert(finding.clone(), key.clone()).is_none() {
            self.bytes += (bytes_of(source) + key.as_escaped().len()) as u64;
        }
    }
}

impl Fact for Nonconformities {
    const NAME: &'static str = "nonconformities";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[nonconformity::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if let Event::PolicySet(set) = &event {
            self.policy.set_next(key, set.policy);
            return Ok(());
        }
        if let Event::FoundAgain(found) = &event {
            self.led_to(&found.source, &key);
        }
        let mut known = self.take(&key);
        let sources = std::mem::take(&mut known.sources);
        known.take_in(&event);
        if let Event::Raised(raised) = &event {
            self.led_to(&raised.source, &key);
        }
        match known.parent.clone() {
            Some(parent) => {
                let mut heir = self.take(&parent);
                heir.sources.extend(sources);
                self.put(parent, heir);
            }
            None if known.phase.is_over() => {
                for source in &sources {
                    self.open_from.remove(source);
                }
            }
            None => known.sources.extend(sources),
        }
        self.put(key, known);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

//! Which security incidents there are, by which incidents others know of each, and what traces it
//! back.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::security_incident::{self, Event, Grades, Phase, Policy};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All security incidents; of each, what leads to it and away from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityIncidents {
    known: BTreeMap<Key, Known>,
    /// The last one about each incident.
    of: BTreeMap<Key, Key>,
    /// The one that each nonconformity traces back.
    traced: BTreeMap<Key, Key>,
    policy: Figures<Policy>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    phase: Phase,
    grades: Option<Grades>,
    compromised: BTreeSet<Key>,
    parent: Option<Key>,
    links: Merged,
}

/// What leads to a security incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// The incidents by which others know of it.
    pub incidents: BTreeSet<Key>,
    /// The nonconformities that trace it back.
    pub traces: BTreeSet<Key>,
    /// The complaints about it.
    pub complaints: BTreeSet<Key>,
    /// Whether data of customers leaked by it.
    pub leaked: bool,
}

impl SecurityIncidents {
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
    pub fn is_open(&self, security_incident: &Key) -> bool {
        self.known.get(security_incident).is_some_and(|known| known.phase.is_open())
    }

    /// Where one is in its life.
    #[must_use]
    pub fn phase(&self, security_incident: &Key) -> Option<Phase> {
        self.known.get(security_incident).map(|known| known.phase)
    }

    /// How grave one is, once that is known.
    #[must_use]
    pub fn grades(&self, security_incident: &Key) -> Option<&Grades> {
        self.known.get(security_incident)?.grades.as_ref()
    }

    /// Whether an item is no longer to be trusted for one.
    #[must_use]
    pub fn is_compromised(&self, security_incident: &Key, item: &Key) -> bool {
        let known = self.known.get(security_incident);
        known.is_some_and(|known| known.compromised.contains(item))
    }

    /// The last one about an incident, open or over.
    #[must_use]
    pub fn of_incident(&self, incident: &Key) -> Option<&Key> {
        self.of.get(incident)
    }

    /// The incidents by which others know of one.
    pub fn incidents_of(&self, security_incident: &Key) -> impl Iterator<Item = &Key> {
        let known = self.known.get(security_incident);
        known.into_iter().flat_map(|known| &known.links.incidents)
    }

    /// The one that a nonconformity traces back.
    #[must_use]
    pub fn traced_by(&self, nonconformity: &Key) -> Option<&Key> {
        self.traced.get(nonconformity)
    }

    /// What leads to `child`, if that was merged into `parent`.
    #[must_use]
    pub fn merged_into(&self, child: &Key, parent: &Key) -> Option<&Merged> {
        let known = self.known.get(child)?;
        (known.parent.as_ref() == Some(parent)).then_some(&known.links)
    }

    fn about(&mut self, key: &Key, incident: Key) {
        if let Some(known) = self.known.get_mut(key)
            && known.links.incidents.insert(incident.clone())
        {
            self.bytes += bytes_of(&incident);
        }
        let bytes = bytes_of(&incident) + bytes_of(key);
        if self.of.insert(incident, key.clone()).is_none() {
            self.bytes += bytes;
        }
    }

    fn traces(&mut self, key: &Key, nonconformity: Key) {
        if let Some(known) = self.known.get_mut(key)
            && known.links.traces.insert(nonconformity.clone())
        {
            self.bytes += bytes_of(&nonconformity);
        }
        let bytes = bytes_of(&nonconformity) + bytes_of(key);
        if self.traced.insert(nonconformity, key.clone()).is_none() {
            self.bytes += bytes;
        }
    }

    fn complains(&mut self, key: &Key, complaint: Key) {
        if let Some(known) = self.known.get_mut(key) {
            let bytes = bytes_of(&complaint);
            if known.links.complaints.insert(complaint) {
                self.bytes += bytes;
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn take_in(&mut self, key: &Key, event: Event) {
        match event {
            Event::Opened(event) => {
                if let Some(incident) = event.incident {
                    self.about(key, incident);
                }
            }
            Event::IncidentLinked(event) => self.about(key, event.incident),
            Event::QualityTraceStarted(event) => self.traces(key, event.nonconformity),
            Event::ComplaintLinked(event) => self.complains(key, event.complaint),
            Event::Triaged(event) => {
                self.leaks(key, event.leaked);
                self.graded(key, event.grades, &event.compromised);
            }
            Event::Regraded(event) => {
                self.leaks(key, event.leaked);
                self.graded(key, event.grades, &event.compromised);
            }
            Event::Merged(event) => {
                if let Some(known) = self.known.get_mut(key) {
                    self.bytes += bytes_of(&event.parent);
                    known.parent = Some(event.parent);
                }
            }
            Event::TakenOver(event) => {
                for incident in &event.incidents {
                    self.about(key, incident.clone());
                }
                for nonconformity in &event.traces {
                    self.traces(key, nonconformity.clone());
                }
                for complaint in &event.complaints {
                    self.complains(key, complaint.clone());
                }
                self.leaks(key, event.leaked);
            }
            _ => {}
        }
    }

    fn graded(&mut self, key: &Key, grades: Grades, compromised: &[Key]) {
        let Some(known) = self.known.get_mut(key) else { return };
        known.grades = Some(grades);
        for item in compromised {
            if known.compromised.insert(item.clone()) {
                self.bytes += bytes_of(item);
            }
        }
    }

    fn leaks(&mut self, key: &Key, leaked: bool) {
        if let Some(known) = self.known.get_mut(key) {
            known.links.leaked |= leaked;
        }
    }
}

fn bytes_of(key: &Key) -> u64 {
    (key.as_escaped().len() + ENTRY_BYTES) as u64
}

impl Fact for SecurityIncidents {
    const NAME: &'static str = "security_incidents";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[security_incident::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if let Event::PolicySet(set) = &event {
            self.policy.set(key, set.version, set.policy);
            return Ok(());
        }
        if let Some(phase) = Phase::after(&event) {
            if !self.known.contains_key(&key) {
                self.bytes += bytes_of(&key) + size_of::<Known>() as u64;
            }
            self.known.entry(key.clone()).or_default().phase = phase;
        }
        self.take_in(&key, event);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

//! Which complaints are open, about what, what each has to do with, and the figures.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::complaint::{self, Event, Phase, Policy};
use crate::nonconformity::Record;
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The complaints that are not over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Complaints {
    open: BTreeMap<Key, OpenComplaint>,
    by_service: BTreeMap<Key, BTreeSet<Key>>,
    /// Those that have to do with something on record.
    by_record: BTreeMap<Record, BTreeSet<Key>>,
    policy: Figures<Policy>,
    bytes: u64,
}

/// What is known of an open complaint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenComplaint {
    /// Where it is in its life.
    pub phase: Phase,
    /// Which customer.
    pub customer: Key,
    /// The service that it is about.
    pub service: Option<Key>,
    /// Whom of the provider's people it is about.
    pub about: BTreeSet<Actor>,
    /// When that was which it is about.
    pub at: Timestamp,
    /// What it has to do with.
    pub records: BTreeSet<Record>,
    /// What those had to do with that are part of it now, where it does not say so itself.
    pub handed_on: BTreeSet<Record>,
}

impl Complaints {
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
    pub fn is_open(&self, complaint: &Key) -> bool {
        self.open.contains_key(complaint)
    }

    /// What is known of an open one.
    #[must_use]
    pub fn get(&self, complaint: &Key) -> Option<&OpenComplaint> {
        self.open.get(complaint)
    }

    /// The open ones that may be about something that happened to a service at `at`: of the same
    /// customer, where that is known, and of about that time.
    pub fn around<'a>(
        &'a self,
        service: &Key,
        customer: Option<&'a Key>,
        at: Timestamp,
    ) -> impl Iterator<Item = &'a Key> + use<'a> {
        let within = self.policy().1.correlate_within;
        let near = move |known: &OpenComplaint| {
            known.at - within <= at
                && at <= known.at + within
                && customer.is_none_or(|customer| *customer == known.customer)
        };
        let about = self.by_service.get(service).into_iter().flatten();
        about.filter(move |key| self.get(key).is_some_and(near))
    }

    /// The open ones that have to do with something on record.
    pub fn with<'a>(&'a self, record: &Record) -> impl Iterator<Item = &'a Key> + use<'a> {
        self.by_record.get(record).into_iter().flatten()
    }

    /// What a complaint had to do with, the one that it is part of has to do with, too.
    fn hand_on(&mut self, parent: &Key, part: &OpenComplaint) {
        let Some(mut whole) = self.open.remove(parent) else { return };
        self.unlist(parent, &whole);
        let records = part.records.union(&part.handed_on);
        let others = records.filter(|record| !whole.records.contains(*record)).cloned();
        let others: Vec<_> = others.collect();
        whole.handed_on.extend(others);
        self.list(parent, &whole);
        self.open.insert(parent.clone(), whole);
    }

    fn list(&mut self, key: &Key, known: &OpenComplaint) {
        self.bytes += known.bytes(key);
        if let Some(service) = &known.service {
            self.by_service.entry(service.clone()).or_default().insert(key.clone());
        }
        for record in &known.records {
            self.by_record.entry(record.clone()).or_default().insert(key.clone());
        }
    }

    fn unlist(&mut self, key: &Key, known: &OpenComplaint) {
        self.bytes -= known.bytes(key);
        if let Some(service) = &known.service {
            remove(&mut self.by_service, service, key);
        }
        for record in &known.records {
            remove(&mut self.by_record, record, key);
        }
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

impl OpenComplaint {
    fn bytes(&self, key: &Key) -> u64 {
        let name = |key: &Key| key.as_escaped().len() + ENTRY_BYTES;
        let records: usize = self
            .records
            .iter()
            .chain(&self.handed_on)
            .map(|it| 2 * (it.process.len() + ENTRY_BYTES + name(&it.key)) + name(key))
            .sum();
        let service = self.service.as_ref().map_or(0, |service| 2 * name(service) + name(key));
        let about: usize = self.about.iter().map(|it| it.as_escaped().len() + ENTRY_BYTES).sum();
        (size_of::<Self>() + name(key) + name(&self.customer) + service + about + records) as u64
    }
}

impl Fact for Complaints {
    const NAME: &'static str = "complaints";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[complaint::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        if let Event::PolicySet(set) = &event {
            self.policy.set_next(key, set.policy);
            return Ok(());
        }
        let known = self.open.remove(&key);
        if let Some(known) = &known {
            self.unlist(&key, known);
        }
        let known = match (&event, known) {
            (Event::Recorded(event), _) => Some(OpenComplaint {
                phase: Phase::Recorded,
                customer: event.customer.clone(),
                service: event.service.clone(),
                about: event.about.iter().cloned().collect(),
                at: event.at,
                records: BTreeSet::new(),
                handed_on: BTreeSet::new(),
            }),
            (event, Some(mut known)) => {
                known.phase = known.phase.after(event);
                if let Event::Correlated(event) = event {
                    known.records.extend(event.records.iter().cloned());
                    known.handed_on.retain(|record| !event.records.contains(record));
                }
                if let Event::Merged(event) = event {
                    self.hand_on(&event.parent, &known);
                }
                Some(known).filter(|known| !known.phase.is_over())
            }
            (_, None) => None,
        };
        if let Some(known) = known {
            self.list(&key, &known);
            self.open.insert(key, known);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Complaints;
    use crate::complaint::tests::{lodged, world};
    use crate::limits::label;
    use crate::nonconformity::Record;
    use crate::testing::key;
    use engine::{Fact as _, Span};

    #[test]
    fn they_are_found_by_service_customer_and_time_and_by_what_they_have_to_do_with() {
        let mut world = world();
        let body = r#"{"records": [{"process": "incident", "key": "INC7"}]}"#;
        world.send("bea", "complaint", "CMP-2", "correlate", body).unwrap();
        let (mail, acme, at) = (key("mail"), key("acme"), world.now);
        let complaints = world.facts.get::<Complaints>();
        let found = |service: &str, customer, at| -> Vec<String> {
            complaints.around(&key(service), customer, at).map(ToString::to_string).collect()
        };
        assert_eq!(found("mail", Some(&acme), at), ["CMP-2"]);
        assert_eq!(found("mail", None, at), ["CMP-2"]);
        let other = key("other");
        assert!(found("mail", Some(&other), at).is_empty());
        assert!(found("print", Some(&acme), at).is_empty());
        assert!(found("mail", Some(&acme), at + Span::from_days(8)).is_empty());
        let incident = Record { process: label("incident"), key: key("INC7") };
        assert_eq!(complaints.with(&incident).collect::<Vec<_>>(), [&key("CMP-2")]);
        assert_eq!(complaints.get(&key("CMP-2")).unwrap().service, Some(mail));
    }

    #[test]
    fn what_is_over_takes_no_memory() {
        let mut world = lodged();
        assert!(world.facts.get::<Complaints>().bytes() > 0);
        world.send("cus", "complaint", "CMP-2", "withdraw", "{}").unwrap();
        let complaints = world.facts.get::<Complaints>();
        assert_eq!(complaints, &Complaints::default());
    }
}

//! Which incidents happened to each service lately.

use super::ENTRY_BYTES;
use crate::incident::{self, Event};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The last incidents of each service, open or over, and whose they were.
///
/// [`PER_SERVICE_MAX`](Self::PER_SERVICE_MAX) of each, and [`MAX`](Self::MAX) of all: the oldest are
/// forgotten.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceIncidents {
    by_service: BTreeMap<Key, BTreeMap<(Timestamp, Key), Option<Key>>>,
    /// All of them, the oldest first.
    order: BTreeSet<(Timestamp, Key, Key)>,
    bytes: u64,
}

impl ServiceIncidents {
    /// How many of a service.
    pub const PER_SERVICE_MAX: usize = 100;
    /// How many of all.
    pub const MAX: usize = 100_000;

    /// The incidents of a service that were logged from `from` to `to`, the newest first; those of
    /// the same customer, where both are known.
    pub fn between<'a>(
        &'a self,
        service: &Key,
        customer: Option<&'a Key>,
        (from, to): (Timestamp, Timestamp),
    ) -> impl Iterator<Item = &'a Key> + use<'a> {
        let known = self.by_service.get(service).into_iter().flatten().rev();
        let known = known.filter(move |((at, _), _)| from <= *at && *at <= to);
        let of_it = move |whose: &Option<Key>| match (whose, customer) {
            (Some(whose), Some(customer)) => whose == customer,
            (None, _) | (_, None) => true,
        };
        known.filter(move |(_, whose)| of_it(whose)).map(|((_, incident), _)| incident)
    }

    fn forget(&mut self, (at, service, incident): (Timestamp, Key, Key)) {
        if let Some(known) = self.by_service.get_mut(&service) {
            if let Some(customer) = known.remove(&(at, incident.clone())) {
                self.bytes -= bytes_of(&service, &incident, customer.as_ref());
            }
            if known.is_empty() {
                self.by_service.remove(&service);
            }
        }
        self.order.remove(&(at, service, incident));
    }

    fn keep(&mut self, at: Timestamp, service: &Key, incident: Key, customer: Option<Key>) {
        self.bytes += bytes_of(service, &incident, customer.as_ref());
        self.order.insert((at, service.clone(), incident.clone()));
        let known = self.by_service.entry(service.clone()).or_default();
        known.insert((at, incident), customer);
        let too_many = known.len() > Self::PER_SERVICE_MAX;
        if let Some((at, oldest)) = known.keys().next().filter(|_| too_many).cloned() {
            self.forget((at, service.clone(), oldest));
        }
        let too_many = self.order.len() > Self::MAX;
        if let Some(oldest) = self.order.first().filter(|_| too_many).cloned() {
            self.forget(oldest);
        }
    }
}

fn bytes_of(service: &Key, incident: &Key, customer: Option<&Key>) -> u64 {
    let of = |key: &Key| key.as_escaped().len() + ENTRY_BYTES;
    (2 * (of(service) + of(incident)) + customer.map_or(0, of)) as u64
}

impl Fact for ServiceIncidents {
    const NAME: &'static str = "service_incidents";
    const BYTES_MAX: usize = 128 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[incident::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.event == "logged"
            && let Event::Logged(logged) =
                Event::decode(record.event, record.schema, record.payload)?
        {
            let (at, incident) = (record.metadata.occurred_at, record.stream()?.key);
            self.keep(at, &logged.service, incident, logged.customer);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::ServiceIncidents;
    use crate::testing::key;
    use engine::Timestamp;

    #[test]
    fn the_oldest_of_a_service_are_forgotten_and_no_other() {
        let mut facts = ServiceIncidents::default();
        let at = |second| Timestamp::from_seconds(second);
        facts.keep(at(0), &key("print"), key("INC-P"), None);
        for second in 1..=101 {
            let customer = (second % 2 == 0).then(|| key("acme"));
            facts.keep(at(second), &key("mail"), key(&format!("INC{second}")), customer);
        }
        let of = |service: &str, customer: Option<&str>| -> Vec<String> {
            let customer = customer.map(key);
            let found = facts.between(&key(service), customer.as_ref(), (at(0), at(1_000)));
            found.map(ToString::to_string).collect()
        };
        assert_eq!(of("print", None), ["INC-P"]);
        let mail = of("mail", None);
        assert_eq!((mail.len(), &*mail[0], &*mail[99]), (100, "INC101", "INC2"));
        assert_eq!(of("mail", Some("other")).len(), 50, "whose they are is not known of half");
        let narrow = facts.between(&key("mail"), None, (at(5), at(6)));
        assert_eq!(narrow.collect::<Vec<_>>(), [&key("INC6"), &key("INC5")]);
    }
}

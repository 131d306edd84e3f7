//! How much of the time that was agreed services worked (ISO/IEC 20000-1, 6.3.3), by service,
//! agreement and month.
//!
//! | Figure | Means |
//! | --- | --- |
//! | agreed time | the open time of the agreement's calendar while it is in force, less what planned outages used of it as planned |
//! | lost time | of the agreed time: each instant counts by how much of the service was lost then |
//! | availability | what is left of the agreed time, as a share of it, cut off and not rounded up |
//! | failures | outages that began then and cost agreed time |
//! | time to restore | of the failures that are over, the agreed time that one took on average |
//! | time between failures | the agreed time that was not lost, by the number of failures |
//!
//! Outages that overlap count once: of those of one part the heaviest, those of different parts
//! together, the whole service at most. What of a planned outage lies outside its plan is lost like any
//! other time. What goes on counts up to the time of the question. Months are those of the zone of the
//! agreement's calendar, and the terms of a month are those in force when it begins, or the first
//! that come into force within it: an agreement that is edited alters no month that has begun.

mod outage;
mod reckon;
mod report;
#[cfg(test)]
mod tests;

pub(crate) use report::Month;
pub use report::{Asked, Figures, MONTHS_MAX, Part, Report, Row};

use engine::{
    DecodeError, EventSet as _, Fact as _, Key, Position, Projection, RecordRef, Timestamp,
};
use outage::Outage;
use processes::facts::{Agreements, Calendars};
use processes::service::Event;
use processes::{agreement, calendar, incident, service};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The outages of all services, and what was agreed about them.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Availability {
    pub(crate) calendars: Calendars,
    pub(crate) agreements: Agreements,
    services: BTreeMap<Key, Known>,
    /// The outages that name no incident, by the record of their beginning.
    began: BTreeMap<Position, (Key, u64)>,
}

/// What is known of a service.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Known {
    /// Since when it is on record.
    since: Timestamp,
    /// When it left the catalogue.
    retired: Option<Timestamp>,
    /// By number; what was none after all is not among them.
    outages: BTreeMap<u64, Outage>,
}

impl Projection for Availability {
    const NAME: &'static str = "availability";
    const VERSION: u16 = 3;
    const PROCESSES: &'static [&'static str] =
        &[service::NAME, calendar::NAME, agreement::NAME, incident::NAME];

    fn takes(process: &str, event: &str) -> bool {
        if process == incident::NAME {
            return event == "logged";
        }
        Self::PROCESSES.contains(&process)
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        match record.process {
            calendar::NAME => self.calendars.apply(record),
            agreement::NAME => self.agreements.apply(record),
            incident::NAME => self.logged(record),
            _ => self.take_in(record),
        }
    }
}

impl Availability {
    /// The incident that an outage without one led to is about it.
    pub(crate) fn logged(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let cause = record.metadata.causation;
        if let Some((service, outage)) = cause.and_then(|cause| self.began.remove(&cause)) {
            let service = self.services.get_mut(&service);
            if let Some(outage) = service.and_then(|known| known.outages.get_mut(&outage)) {
                outage.incident = Some(record.stream()?.key);
            }
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no outage")]
    fn take_in(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let at = record.metadata.occurred_at;
        let key = record.stream()?.key;
        let known = self.services.entry(key.clone()).or_insert_with(|| Known {
            since: at,
            retired: None,
            outages: BTreeMap::new(),
        });
        // What is recorded later may have happened before.
        known.since = known.since.min(at);
        match event {
            Event::Retired(_) => known.retired = Some(at),
            Event::Drafted(_) => known.retired = None,
            Event::OutagePlanned(planned) => {
                known.outages.insert(planned.outage, Outage::planned(planned.period));
            }
            Event::OutageBegan(began) => {
                if began.incident.is_none() {
                    self.began.insert(record.position, (key, began.outage));
                }
                let outage = known.outages.entry(began.outage).or_default();
                outage.begin(at, began.loss, began.incident);
            }
            Event::OutageOverran(overran) if overran.incident.is_none() => {
                self.began.insert(record.position, (key, overran.outage));
            }
            Event::OutageWeighed(weighed) => {
                known.outages.entry(weighed.outage).or_default().weigh(at, weighed.loss);
            }
            Event::OutageEnded(ended) => {
                known.outages.entry(ended.outage).or_default().end(at);
            }
            Event::OutageCancelled(cancelled) => {
                known.outages.remove(&cancelled.outage);
            }
            _ => {}
        }
        Ok(())
    }
}

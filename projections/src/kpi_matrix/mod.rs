//! Indicators of quality, security and service side by side, with their targets, month by month
//! (ISO/IEC 20000-1, 4.5.3 f, 4.5.4.1).
//!
//! What is measured, and how, is fixed by [`Measure`](processes::kpi::Measure); the definitions, their
//! targets and versions are those of [`Indicators`]. A month goes by the version in force at its end,
//! or at the time of the question while it goes on. Every value names its version, says how many
//! records it counts and how many it does not, and [shows](KpiMatrix::show) each of them with why, so
//! that it can be computed again from the log up to the position that the answer names.
//!
//! | Word | Means |
//! | --- | --- |
//! | counted | a record that the value is made of: a fix, a change, a complaint … |
//! | not counted | one that would be, and why it is not: it was merged, it is of another service … |
//! | with exemptions | the value with all time counted, also that in which something was exempt from its limit |
//! | recorded | the value that was put on record for the month and version, and up to which position it was computed |
//! | moving apart | of availability, complaints and security incidents, one is better than the month before and another one worse |
//!
//! Where who asks may not see what a value is counted from, it is withheld.

mod cases;
mod reckon;
mod report;
mod show;
#[cfg(test)]
mod tests;

pub use cases::Not;
pub use report::{Apart, Asked, MONTHS_MAX, Matrix, Recorded, Row, Trend, Value};
pub use show::{Adds, Record, Shown, Source};

use crate::availability::Availability;
use crate::names::Names;
use cases::{Case, Change, Fix};
use engine::{DecodeError, EventSet as _, Fact as _, Key, Position, Projection, RecordRef};
use processes::facts::Indicators;
use processes::kpi::{self, Event, Figure, Month};
use processes::limits::Percent;
use processes::{
    agreement, calendar, change, complaint, incident, security_incident, service, service_request,
    vulnerability,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that indicators are counted from.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct KpiMatrix {
    indicators: Indicators,
    /// What was put on record, by indicator, month and version.
    recorded: BTreeMap<Key, BTreeMap<(Month, u64), Entry>>,
    availability: Availability,
    names: Names,
    incidents: BTreeMap<Key, Case>,
    requests: BTreeMap<Key, Case>,
    complaints: BTreeMap<Key, Case>,
    security_incidents: BTreeMap<Key, Case>,
    changes: BTreeMap<Key, Change>,
    /// Each time that it was there.
    vulnerabilities: BTreeMap<Key, Vec<Fix>>,
}

/// A value on record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
struct Entry {
    value: Option<Figure>,
    within: Option<Percent>,
    /// Up to which it was computed.
    position: Position,
    /// The record that says so.
    by: Position,
    included: u64,
    excluded: u64,
}

impl Projection for KpiMatrix {
    const NAME: &'static str = "kpi_matrix";
    const VERSION: u16 = 3;
    const PROCESSES: &'static [&'static str] = &[
        agreement::NAME,
        calendar::NAME,
        change::NAME,
        complaint::NAME,
        incident::NAME,
        kpi::NAME,
        security_incident::NAME,
        service::NAME,
        service_request::NAME,
        vulnerability::NAME,
    ];

    fn takes(process: &str, event: &str) -> bool {
        match process {
            agreement::NAME | calendar::NAME | kpi::NAME | service::NAME => true,
            _ => cases::takes(process, event),
        }
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        match record.process {
            agreement::NAME | calendar::NAME | service::NAME => self.availability.apply(record),
            kpi::NAME => self.define(record),
            _ => self.take_in(record),
        }
    }
}

impl KpiMatrix {
    fn define(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if let Event::Measured(event) = Event::decode(record.event, record.schema, record.payload)?
        {
            let entry = Entry {
                value: event.value,
                within: event.within,
                position: event.position,
                by: record.position,
                included: event.included,
                excluded: event.excluded,
            };
            let all = self.recorded.entry(record.stream()?.key).or_default();
            all.insert((event.month, event.version), entry);
        }
        self.indicators.apply(record)
    }
}

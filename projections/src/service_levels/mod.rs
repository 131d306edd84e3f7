//! Whether what was agreed is kept: case by case with proof, and in figures (ISO/IEC 20000-1,
//! 6.1.10 targets watched, 6.1.11 results recorded and reviewed, 8.1.8 missed targets told).
//!
//! Of each incident the time lines of its two clocks are kept, every fact with the instant at which
//! it happened and the position of its record. So the model answers along both axes:
//!
//! - **known then**: the model as of a position, asked at the time of that position
//!   ([`as_of`](engine::projection::as_of));
//! - **known now**: the present model, asked at an earlier time
//!   ([`as_of_known_now`](ServiceLevels::as_of_known_now)): what happened by then, with all that is
//!   recorded of it by now. Service, customer and items of a case, and who runs these, are not measured and have no history
//!   here: their last values hold at every time. A clock runs from its start, also where its first
//!   target was given later.
//!
//! What an ended clock shows is kept beside its time line, so that a report reads only the clocks
//! that still run. Measured with cases that were held once and missed one target (`figures`): 430
//! bytes of memory a case, all included, of which 200 are its own encoded bytes, so 430 MB for a
//! million; 0.6 s for a report over a million; 1 to 8 µs for an event that touches a clock, less
//! than 0.1 µs for any other.

mod case;
mod check;
pub mod credits;
mod entity;
mod explain;
mod predict;
mod report;
#[cfg(test)]
mod tests;
mod what_if;

pub use check::{Claim, Discrepancy};
pub use entity::{Entity, Standing};
pub use explain::{Clock, Explained, Miss, Overturned, Recorded};
pub use predict::{Chance, Predicted, Prediction, SIMILAR_MIN};
pub use report::{Grouping, Report, Row, Shares};
pub use what_if::{
    CASES_MAX, Compared, Counts, Differing, Outcome, Proposal, ProposalError, Scope, WhatIf,
};

use crate::availability::Availability;
use crate::desk::{Desk, take_all};
use crate::names::Names;
use crate::packed::Packed;
use case::{Breach, Case, Superseded, Verdict, When};
use engine::projection::Entities;
use engine::{
    Decider as _, DecodeError, EventSet as _, Fact as _, Key, Position, Projection, RecordRef,
    Stamp, Timestamp,
};
use processes::clock::{self, Measure, Reading, Timeline, ended, read};
use processes::facts::Suppliers;
use processes::incident::{Event, Incident, ServiceLevel};
use processes::{agreement, calendar, incident, service, supplier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Both clocks of an incident.
const MEASURES: [Measure; 2] = [Measure::Response, Measure::Resolution];

/// The events that tell of a missed target.
const OF_BREACHES: &[&str] = &["target_missed", "breach_superseded"];

/// The events that the clocks of an incident depend on.
const TOUCH_CLOCKS: &[&str] = &[
    "logged",
    "prioritised",
    "responded",
    "reassigned",
    "reprioritised",
    "held",
    "resumed",
    "change_raised",
    "change_completed",
    "resolved",
    "reopened",
    "cancelled",
    "merged",
    "parent_followed",
    "converted_to_request",
    "adopted",
];

/// The events that tell of what items an incident is, besides how it was logged.
const OF_ITEMS: &[&str] = &["ci_linked", "unlinked"];

/// The service-level clocks of all incidents.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ServiceLevels {
    /// Calendars and agreements are there.
    availability: Availability,
    suppliers: Suppliers,
    names: Names,
    cases: BTreeMap<Key, Packed<Case>>,
}

impl Projection for ServiceLevels {
    const NAME: &'static str = "service_levels";
    const VERSION: u16 = 3;
    const PROCESSES: &'static [&'static str] =
        &[incident::NAME, service::NAME, supplier::NAME, calendar::NAME, agreement::NAME];
    const ENTITIES: Option<Entities<Self>> = Some(Entities::told());

    fn takes(process: &str, event: &str) -> bool {
        match process {
            incident::NAME => {
                [TOUCH_CLOCKS, OF_BREACHES, OF_ITEMS].iter().any(|events| events.contains(&event))
            }
            _ => Self::PROCESSES.contains(&process),
        }
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.apply_all(std::slice::from_ref(record)).map_err(|(_, error)| error)
    }

    fn apply_all(&mut self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        take_all(self, records, Self::take_in, Self::put_back)
    }
}

/// A case taken out, and its incident as far as its clocks depend on it.
#[derive(Default)]
struct Out {
    case: Case,
    incident: Incident,
}

impl ServiceLevels {
    /// What a clock of an incident shows at `now`, with the proof: every interval, counted or not,
    /// why, and the record behind it.
    ///
    /// `now` may lie before the last record: see [`as_of_known_now`](Self::as_of_known_now). `None`
    /// if there is no such incident or its clock has not started by then.
    #[must_use]
    pub fn reading(&self, incident: &Key, measure: Measure, now: Timestamp) -> Option<Reading> {
        let case = self.case(incident)?;
        read(&self.timeline(&case, measure)?, &self.calendars_of(&case), now)
    }

    /// The facts of a clock, for questions of the kind *what if*.
    #[must_use]
    pub fn facts(&self, incident: &Key, measure: Measure) -> Option<Timeline> {
        self.timeline(&self.case(incident)?, measure)
    }

    /// What was agreed when the clocks of an incident started.
    #[must_use]
    pub fn service_level(&self, incident: &Key) -> Option<ServiceLevel> {
        self.case(incident)?.service_level(&self.names)
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// How many bytes the cases take, without what the map costs.
    #[must_use]
    pub fn case_bytes(&self) -> usize {
        self.cases.values().map(Packed::len).sum()
    }

    fn case(&self, incident: &Key) -> Option<Case> {
        self.cases.get(incident)?.open().ok()
    }

    fn timeline(&self, case: &Case, measure: Measure) -> Option<Timeline> {
        case.clock(measure).timeline(measure, &self.names)
    }

    fn calendars_of(&self, case: &Case) -> clock::Calendars {
        let level = case.service_level(&self.names);
        level.map(|level| level.calendars(&self.availability.calendars)).unwrap_or_default()
    }

    fn take_in<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        match record.process {
            service::NAME | calendar::NAME | agreement::NAME => self.availability.apply(record),
            supplier::NAME => self.suppliers.apply(record),
            _ if OF_BREACHES.contains(&record.event) => self.record_breach(record, desk),
            _ => self.move_clocks(record, desk),
        }
    }

    fn take_out(&self, key: &Key) -> Result<Out, DecodeError> {
        let case = self.cases.get(key).map(Packed::open).transpose()?.unwrap_or_default();
        let incident = case.to_incident(&self.names);
        Ok(Out { case, incident })
    }

    fn put_back(&mut self, desk: &mut Desk<'_, Out>) {
        let mut buffer = Vec::new();
        self.cases.extend(desk.clear().map(|(key, out)| (key, Packed::of(&out.case, &mut buffer))));
    }

    fn move_clocks<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Out { case, incident } = desk.of(record, |key| self.take_out(key))?;
        incident.evolve(&event, &Stamp::from(record));
        let before = MEASURES.map(|measure| case.clock(measure).len());
        let when = (record.metadata.occurred_at, record.position);
        case.learn(incident, when, &mut self.names);
        for (measure, before) in MEASURES.into_iter().zip(before) {
            if case.clock(measure).len() != before {
                case.clock_mut(measure).verdict = self.verdict(case, incident, measure);
            }
        }
        Ok(())
    }

    /// What a clock shows, if it has ended.
    fn verdict(&self, case: &Case, incident: &Incident, measure: Measure) -> Option<Verdict> {
        let clock = case.clock(measure);
        let last_at = clock.last_at().filter(|_| clock.has_ended())?;
        let calendars = incident.calendars(&self.availability.calendars);
        let (state, elapsed) = ended(incident.timeline(measure)?, &calendars, last_at)?;
        Some(Verdict { state, elapsed })
    }

    fn record_breach<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Out { case, .. } = desk.of(record, |key| self.take_out(key))?;
        let metadata = record.metadata;
        let recorded = When {
            position: record.position,
            occurred_at: metadata.occurred_at,
            recorded_at: metadata.recorded_at,
        };
        if let Event::TargetMissed(missed) = &event {
            case.breaches.push(Breach {
                measure: missed.measure,
                due: missed.due,
                agreement: self.names.number(&missed.agreement.key),
                version: missed.agreement.version,
                recorded,
                superseded: None,
            });
        } else if let Event::BreachSuperseded(superseded) = &event
            && let Some(breach) = case
                .breaches
                .iter_mut()
                .rev()
                .find(|known| known.measure == superseded.measure && known.superseded.is_none())
        {
            breach.superseded = Some(Superseded {
                recorded,
                due_now: superseded.due_now,
                state: superseded.state,
                by: superseded.by.to_vec(),
            });
        }
        Ok(())
    }
}

//! Whether what was agreed is kept: case by case with proof, and in figures (ISO/IEC 20000-1,
//! 6.1.10 targets watched, 6.1.11 results recorded and reviewed, 8.1.8 missed targets told).
//!
//! Of each incident and each service request the time lines of its two clocks are kept, every fact
//! with the instant at which it happened and the position of its record. Both go by the same clocks
//! and are read by the same code; the resolution of a request is that it is fulfilled. So the model
//! answers along both axes:
//!
//! - **known then**: the model as of a position, asked at the time of that position
//!   ([`as_of`](engine::projection::as_of));
//! - **known now**: the present model, asked at an earlier time
//!   ([`as_of_known_now`](ServiceLevels::as_of_known_now)): what happened by then, with all that is
//!   recorded of it by now. Service, customer and items of a case, and who runs these, are not
//!   measured and have no history here: their last values hold at every time. A clock runs from
//!   its start, also where its first target was given later.
//!
//! What an ended clock shows is kept beside its time line, so that a report reads only the clocks
//! that still run. Measured with cases that were held once and missed one target (`figures`): 430
//! bytes of memory a case, all included, of which 214 are its own encoded bytes, so 430 MB for a
//! million; 0.6 s for a report over a million; 1 to 8 µs for an event that touches a clock, less
//! than 0.1 µs for any other.

mod case;
mod cases;
mod check;
pub mod credits;
mod entity;
mod explain;
mod kind;
mod predict;
mod report;
mod subject;
#[cfg(test)]
mod tests;
mod what_if;

pub use cases::CaseId;
pub use check::{Claim, Discrepancy};
pub use entity::{Entity, Standing};
pub use explain::{Clock, Explained, Miss, Overturned, Recorded};
pub use kind::Kind;
pub use predict::{Chance, Predicted, Prediction, SIMILAR_MIN};
pub use report::{Grouping, Report, Row, Shares};
pub use what_if::{
    CASES_MAX, Compared, Counts, Differing, Outcome, Proposal, ProposalError, Scope, WhatIf,
};

use crate::availability::Availability;
use crate::desk::{Desk, take_all};
use crate::names::Names;
use crate::packed::Packed;
use case::{Breach, Case, Verdict, When};
use cases::Cases;
use engine::projection::Entities;
use engine::{DecodeError, Fact as _, Key, Position, Projection, RecordRef, Stamp, Timestamp};
use kind::OF_BREACHES;
use processes::clock::{self, Measure, Reading, Timeline, ended, read};
use processes::facts::Suppliers;
use processes::incident::ServiceLevel;
use processes::{agreement, calendar, incident, service, service_request, supplier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use subject::{Event, Subject};

/// Both clocks of a case.
const MEASURES: [Measure; 2] = [Measure::Response, Measure::Resolution];

/// The service-level clocks of all incidents and service requests.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ServiceLevels {
    /// Calendars and agreements are there.
    availability: Availability,
    suppliers: Suppliers,
    names: Names,
    cases: Cases,
    /// What each incident that is part of another was merged into.
    merged: BTreeMap<Key, Key>,
}

impl Projection for ServiceLevels {
    const NAME: &'static str = "service_levels";
    const VERSION: u16 = 6;
    const PROCESSES: &'static [&'static str] = &[
        incident::NAME,
        service_request::NAME,
        service::NAME,
        supplier::NAME,
        calendar::NAME,
        agreement::NAME,
    ];
    const ENTITIES: Option<Entities<Self>> = Some(Entities::told());

    fn takes(process: &str, event: &str) -> bool {
        match Kind::of(process) {
            Some(kind) => kind.hears(event),
            None => Self::PROCESSES.contains(&process),
        }
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.apply_all(std::slice::from_ref(record)).map_err(|(_, error)| error)
    }

    fn apply_all(&mut self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        take_all(self, records, Self::take_in, Self::put_back)
    }
}

/// A case taken out, and what it is folded from.
struct Out {
    case: Case,
    subject: Subject,
}

impl Out {
    fn new(kind: Kind) -> Self {
        Self { case: Case::default(), subject: Subject::new(kind) }
    }
}

impl ServiceLevels {
    /// What a clock of a case shows at `now`, with the proof: every interval, counted or not,
    /// why, and the record behind it.
    ///
    /// `now` may lie before the last record: see [`as_of_known_now`](Self::as_of_known_now). `None`
    /// if there is no such case or its clock has not started by then.
    #[must_use]
    pub fn reading(
        &self,
        kind: Kind,
        key: &Key,
        measure: Measure,
        now: Timestamp,
    ) -> Option<Reading> {
        let case = self.case(kind, key)?;
        read(&self.timeline(&case, measure)?, &self.calendars_of(&case), now)
    }

    /// The facts of a clock, for questions of the kind *what if*.
    #[must_use]
    pub fn facts(&self, kind: Kind, key: &Key, measure: Measure) -> Option<Timeline> {
        self.timeline(&self.case(kind, key)?, measure)
    }

    /// What was agreed when the clocks of a case started.
    #[must_use]
    pub fn service_level(&self, kind: Kind, key: &Key) -> Option<ServiceLevel> {
        self.case(kind, key)?.service_level(&self.names)
    }

    /// What of this key there is.
    pub fn kinds_of(&self, key: &Key) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.cases.get(*kind, key).is_some())
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.len() == 0
    }

    /// How many bytes the cases take, without what the map costs.
    #[must_use]
    pub fn case_bytes(&self) -> usize {
        self.cases.bytes()
    }

    fn case(&self, kind: Kind, key: &Key) -> Option<Case> {
        self.cases.get(kind, key)?.open().ok()
    }

    fn timeline(&self, case: &Case, measure: Measure) -> Option<Timeline> {
        case.clock(measure).timeline(measure, &self.names)
    }

    fn calendars_of(&self, case: &Case) -> clock::Calendars {
        let level = case.service_level(&self.names);
        level.map(|level| level.calendars(&self.availability.calendars)).unwrap_or_default()
    }

    /// The incident that is not part of another, and that this one is part of; itself, where it is part
    /// of none.
    fn whole<'a>(&'a self, incident: &'a Key) -> &'a Key {
        // Merged into what was open, so this comes to an end.
        std::iter::successors(Some(incident), |part| self.merged.get(part))
            .last()
            .unwrap_or(incident)
    }

    fn take_in<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        match Kind::of(record.process) {
            None if record.process == supplier::NAME => self.suppliers.apply(record),
            None => self.availability.apply(record),
            Some(kind) if OF_BREACHES.contains(&record.event) => {
                self.record_breach(kind, record, desk)
            }
            Some(kind) => {
                if (kind, record.event) == (Kind::Incident, "logged") {
                    self.availability.logged(record)?;
                }
                self.move_clocks(kind, record, desk)
            }
        }
    }

    fn take_out(&self, kind: Kind, key: &Key) -> Result<Out, DecodeError> {
        let Some(packed) = self.cases.get(kind, key) else { return Ok(Out::new(kind)) };
        let case = packed.open()?;
        let subject = case.subject(&self.names);
        Ok(Out { case, subject })
    }

    fn put_back(&mut self, desk: &mut Desk<'_, Out>) {
        let mut buffer = Vec::new();
        for (key, out) in desk.clear() {
            self.cases.put(out.subject.kind(), key, Packed::of(&out.case, &mut buffer));
        }
    }

    fn move_clocks<'a>(
        &mut self,
        kind: Kind,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        let event = Event::decode(kind, record)?;
        if let Some(parent) = event.merged_into() {
            self.merged.insert(record.stream()?.key, parent.clone());
        }
        let out = desk.of(record, || Out::new(kind), |key| self.take_out(kind, key))?;
        let Out { case, subject } = out;
        subject.take_in(&event, &Stamp::from(record));
        let before = MEASURES.map(|measure| case.clock(measure).len());
        let when = (record.metadata.occurred_at, record.position);
        case.learn(subject, when, &mut self.names);
        for (measure, before) in MEASURES.into_iter().zip(before) {
            if case.clock(measure).len() != before {
                case.clock_mut(measure).verdict = self.verdict(case, subject, measure);
            }
        }
        Ok(())
    }

    /// What a clock shows, if it has ended.
    fn verdict(&self, case: &Case, subject: &Subject, measure: Measure) -> Option<Verdict> {
        let clock = case.clock(measure);
        let last_at = clock.last_at().filter(|_| clock.has_ended())?;
        let calendars = subject.calendars(&self.availability.calendars);
        let (state, elapsed) = ended(subject.timeline(measure)?, &calendars, last_at)?;
        Some(Verdict { state, elapsed })
    }

    fn record_breach<'a>(
        &mut self,
        kind: Kind,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        let event = Event::decode(kind, record)?;
        let out = desk.of(record, || Out::new(kind), |key| self.take_out(kind, key))?;
        let metadata = record.metadata;
        let recorded = When {
            position: record.position,
            occurred_at: metadata.occurred_at,
            recorded_at: metadata.recorded_at,
        };
        if let Some(missed) = event.missed() {
            out.case.breaches.push(Breach {
                measure: missed.measure,
                due: missed.due,
                agreement: self.names.number(&missed.agreement.key),
                version: missed.agreement.version,
                recorded,
                superseded: None,
            });
        } else if let Some(superseded) = event.superseded() {
            out.case.overturn(recorded, superseded);
        }
        Ok(())
    }
}

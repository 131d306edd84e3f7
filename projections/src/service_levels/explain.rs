//! One case with all that can be said about it.

use super::case::{When, agreement};
use super::{Kind, MEASURES, ServiceLevels};
use engine::{Key, Position, Timestamp, Version};
use processes::agreement::Priority;
use processes::clock::{AgreementVersion, Measure, Reading, State, read};
use processes::incident::CalendarVersionRef;
use serde::Serialize;

/// A case with the proof of its clocks, for an audit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// When it was logged.
    pub logged_at: Option<Timestamp>,
    /// The service.
    pub service: Option<Key>,
    /// The customer.
    pub customer: Option<Key>,
    /// The priority.
    pub priority: Option<Priority>,
    /// The agreement, in the version that the clocks started under and keep.
    pub agreement: Option<AgreementVersion>,
    /// The calendar whose open time counts, and its newest version when they started.
    pub calendar: Option<CalendarVersionRef>,
    /// The newest version of that calendar.
    pub calendar_version: u64,
    /// Response, then resolution, if they have started.
    pub clocks: Vec<Clock>,
}

/// One clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clock {
    /// What it measures.
    pub measure: Measure,
    /// What it shows, and the proof.
    pub reading: Reading,
    /// The misses that were recorded, in the order of recording.
    pub misses: Vec<Miss>,
}

/// A miss that was recorded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Miss {
    /// Where and when.
    pub recorded: Recorded,
    /// When it was held to be due.
    pub due: Timestamp,
    /// By which agreement.
    pub agreement: AgreementVersion,
    /// What overturned it, if anything did.
    pub superseded: Option<Overturned>,
}

/// What overturned a miss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overturned {
    /// Where and when.
    pub recorded: Recorded,
    /// When it was due by what was known then.
    pub due_now: Option<Timestamp>,
    /// Where the clock stood.
    pub state: State,
    /// The events of the case that overturn it.
    pub by: Vec<Version>,
}

/// Where a record stands in the log and in time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Recorded {
    /// Its position.
    pub position: Position,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl From<When> for Recorded {
    fn from(when: When) -> Self {
        let When { position, occurred_at, recorded_at } = when;
        Self { position, occurred_at, recorded_at }
    }
}

impl ServiceLevels {
    /// All that can be said about a case at `now`; `None` if there is no such case.
    #[must_use]
    pub fn explain(&self, kind: Kind, key: &Key, now: Timestamp) -> Option<Explained> {
        let case = self.case(kind, key)?;
        let calendars = self.calendars_of(&case);
        let clocks = MEASURES.into_iter().filter_map(|measure| {
            let reading = read(&self.timeline(&case, measure)?, &calendars, now)?;
            let misses = case.breaches.iter().filter(|breach| breach.measure == measure);
            let misses = misses.map(|breach| Miss {
                recorded: breach.recorded.into(),
                due: breach.due,
                agreement: agreement(&self.names, breach.agreement, breach.version),
                superseded: breach.superseded.as_ref().map(|superseded| Overturned {
                    recorded: superseded.recorded.into(),
                    due_now: superseded.due_now,
                    state: superseded.state,
                    by: superseded.by.clone(),
                }),
            });
            Some(Clock { measure, reading, misses: misses.collect() })
        });
        let level = case.service_level(&self.names);
        let calendar = level.as_ref().map(|level| level.calendar.clone());
        let versions =
            calendar.as_ref().map(|calendar| self.availability.calendars.versions(&calendar.key));
        Some(Explained {
            logged_at: case.logged_at,
            service: case.service.and_then(|name| self.names.key(name)),
            customer: case.customer.and_then(|name| self.names.key(name)),
            priority: case.priority(now),
            agreement: level.map(|level| level.agreement),
            calendar_version: versions.and_then(<[_]>::last).map_or(0, |latest| latest.version),
            calendar,
            clocks: clocks.collect(),
        })
    }
}

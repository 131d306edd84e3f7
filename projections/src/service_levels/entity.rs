//! A case as it is told to whoever keeps a copy of it: nothing here becomes wrong by time alone.

use super::case::Case;
use super::{Kind, MEASURES, ServiceLevels};
use engine::projection::{Tells, keys_after};
use engine::{Key, Span, StreamId, Timestamp};
use processes::agreement::Priority;
use processes::clock::{AgreementVersion, Calendars, Measure, State, What};
use processes::incident::{self, CalendarVersionRef};
use processes::service_request;
use schemars::JsonSchema;
use serde::Serialize;

/// What is promised for an incident or a service request, and what was kept.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Entity {
    /// What it is.
    pub process: Kind,
    /// Its number.
    pub number: Key,
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
    /// The clock of the response, if it has started.
    pub response: Option<Clock>,
    /// The clock of the resolution, if it has started.
    pub resolution: Option<Clock>,
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Clock {
    /// Where it stands.
    pub state: Standing,
    /// When it started.
    pub started: Timestamp,
    /// The open time that was promised.
    pub target: Span,
    /// The last instant at which it can stop and be met, by the service hours as they are known;
    /// none while it is paused before that,
    /// or where there is never enough open time.
    pub due: Option<Timestamp>,
    /// The open time that it took, once it has ended.
    pub elapsed: Option<Span>,
    /// How many misses are on record.
    pub misses_recorded: u64,
    /// How many of those were overturned by what was recorded later.
    pub misses_superseded: u64,
}

/// Where a clock stands, whatever the time is: one that runs is breached once it is past due.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It has not ended. Whether it counts right now is for the service hours to say.
    Running,
    /// On hold, for a reason that stops the time.
    Paused,
    /// It stopped no later than it was due.
    Met,
    /// It ended after it was due.
    Breached,
    /// It was cancelled no later than it was due.
    Cancelled,
}

impl Tells for ServiceLevels {
    const PROCESS: &'static str = incident::NAME;
    const OTHERS: &'static [&'static str] = &[service_request::NAME];
    type Entity = Entity;

    fn changes(process: &str, event: &str) -> bool {
        // Revised service hours are followed by a word of every clock that runs by them.
        matches!(event, "target_missed" | "breach_superseded" | "retimed")
            || Kind::of(process).is_some_and(|kind| kind.is_moved_by(event))
    }

    fn entity(&self, stream: &StreamId) -> Option<Entity> {
        let (process, number) = (Kind::of(&stream.process)?, &stream.key);
        let case = self.case(process, number)?;
        let level = case.service_level(&self.names);
        let calendars = self.calendars_of(&case);
        let [response, resolution] = MEASURES.map(|measure| self.told(&case, measure, &calendars));
        Some(Entity {
            process,
            number: number.clone(),
            logged_at: case.logged_at,
            service: case.service.and_then(|name| self.names.key(name)),
            customer: case.customer.and_then(|name| self.names.key(name)),
            priority: case.priority(Timestamp::MAX),
            agreement: level.as_ref().map(|level| level.agreement.clone()),
            calendar: level.map(|level| level.calendar),
            response,
            resolution,
        })
    }

    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Vec<StreamId> {
        let begun = after.and_then(|last| Kind::of(&last.process));
        let mut found = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| begun.is_none_or(|begun| begun <= *kind)) {
            let last = after.filter(|_| begun == Some(kind)).map(|last| &last.key);
            let keys = keys_after(self.cases.of(kind), last, most.saturating_sub(found.len()));
            found.extend(keys.into_iter().map(|key| StreamId::new(kind.process(), key)));
        }
        found
    }
}

impl ServiceLevels {
    fn told(&self, case: &Case, measure: Measure, calendars: &Calendars) -> Option<Clock> {
        let clock = case.clock(measure);
        let timeline = self.timeline(case, measure)?;
        let started = timeline.facts.iter().find(|fact| matches!(fact.what, What::Started { .. }));
        let misses = || case.breaches.iter().filter(|miss| miss.measure == measure);
        let state = match clock.verdict.map(|verdict| verdict.state) {
            Some(State::Met) => Standing::Met,
            Some(State::Breached) => Standing::Breached,
            Some(State::Cancelled) => Standing::Cancelled,
            Some(State::Running | State::Paused | State::OutsideHours) | None => {
                if timeline.is_paused() { Standing::Paused } else { Standing::Running }
            }
        };
        Some(Clock {
            state,
            started: started?.at,
            target: clock.span(),
            due: timeline.due(calendars),
            elapsed: clock.verdict.map(|verdict| verdict.elapsed),
            misses_recorded: misses().count() as u64,
            misses_superseded: misses().filter(|miss| miss.superseded.is_some()).count() as u64,
        })
    }
}

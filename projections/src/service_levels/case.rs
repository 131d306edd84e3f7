//! A case at rest: what its clocks need, names as numbers.

use super::MEASURES;
use super::kind::Kind;
use super::subject::{Known, Stage, Subject};
use crate::names::{Name, Names};
use engine::{Key, Position, Span, Timestamp, Version};
use processes::agreement::{self, Priority};
use processes::clock::{AgreementVersion, Fact, Measure, State, Target, Timeline, What};
use processes::incident::{
    BreachSuperseded, CalendarVersionRef, Incident, Promise, ServiceLevel, Wait,
};
use processes::service_request::ServiceRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is kept of an incident or a service request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Case {
    stage: Stage,
    responded: bool,
    hold: Option<Wait>,
    pub(super) logged_at: Option<Timestamp>,
    pub(super) service: Option<Name>,
    pub(super) customer: Option<Name>,
    /// The configuration items that it is about.
    pub(super) items: Vec<Name>,
    pub(super) level: Option<Level>,
    /// In the order of recording.
    gradings: Vec<Grading>,
    response: Clock,
    resolution: Clock,
    /// In the order of recording.
    pub(super) breaches: Vec<Breach>,
}

/// How urgent it was held to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Grading {
    /// The instant from which it holds.
    pub(super) at: Timestamp,
    /// The record that says so.
    pub(super) position: u64,
    pub(super) priority: Priority,
    pub(super) impact: Option<agreement::Level>,
    pub(super) urgency: Option<agreement::Level>,
}

/// What was agreed when the clocks started.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Level {
    pub(super) agreement: Name,
    pub(super) version: u64,
    pub(super) calendar: Name,
    calendar_version: u64,
}

/// One clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Clock {
    facts: Vec<Mark>,
    /// What it shows, once it has ended.
    pub(super) verdict: Option<Verdict>,
}

/// What an ended clock shows for ever, unless more is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Verdict {
    pub(super) state: State,
    pub(super) elapsed: Span,
}

/// A [`Fact`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Mark {
    at: Timestamp,
    position: u64,
    what: Did,
}

/// A [`What`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Did {
    Started(Promised),
    Retargeted(Promised),
    Paused { reason: Name, pauses: bool },
    Resumed,
    Stopped,
    Reopened,
    DeadlineSet { due: Timestamp },
    DeadlineLifted,
    Cancelled,
}

/// A [`Target`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Promised {
    span: Span,
    agreement: Name,
    version: u64,
}

/// A miss that was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Breach {
    pub(super) measure: Measure,
    pub(super) due: Timestamp,
    pub(super) agreement: Name,
    pub(super) version: u64,
    pub(super) recorded: When,
    pub(super) superseded: Option<Superseded>,
}

/// What overturned a miss.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Superseded {
    pub(super) recorded: When,
    pub(super) due_now: Option<Timestamp>,
    pub(super) state: State,
    pub(super) by: Vec<Version>,
}

/// Where a record stands in the log and in time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct When {
    pub(super) position: Position,
    pub(super) occurred_at: Timestamp,
    pub(super) recorded_at: Timestamp,
}

impl Case {
    /// What it is.
    pub(super) const fn kind(&self) -> Kind {
        match self.stage {
            Stage::Incident { .. } => Kind::Incident,
            Stage::Request { .. } => Kind::ServiceRequest,
        }
    }

    pub(super) const fn clock(&self, measure: Measure) -> &Clock {
        match measure {
            Measure::Response => &self.response,
            Measure::Resolution => &self.resolution,
        }
    }

    /// The priority by what had happened at `now`: of all that were given by then, the last.
    pub(super) fn priority(&self, now: Timestamp) -> Option<Priority> {
        let given = self.gradings.iter().filter(|given| given.at <= now);
        given.max_by_key(|given| given.at).map(|given| given.priority)
    }

    /// How urgent it was held to be, in the order of recording.
    pub(super) fn gradings(&self) -> &[Grading] {
        &self.gradings
    }

    /// What it was folded from, as far as its clocks depend on it.
    pub(super) fn subject(&self, names: &Names) -> Subject {
        let key = |name: Option<Name>| name.and_then(|name| names.key(name));
        let (responded, hold, logged_at) = (self.responded, self.hold.clone(), self.logged_at);
        let (service, customer) = (key(self.service), key(self.customer));
        let priority = self.gradings.last().map(|given| given.priority);
        let service_level = self.service_level(names);
        let response = self.response.timeline(Measure::Response, names);
        let resolution = self.resolution.timeline(Measure::Resolution, names);
        let items = || self.items.iter().filter_map(|name| names.key(*name)).collect();
        match self.stage {
            Stage::Incident { phase, parent_works } => Subject::Incident(Incident {
                phase,
                responded,
                parent_works,
                hold,
                logged_at,
                service,
                customer,
                configuration_items: items(),
                priority,
                service_level,
                response,
                resolution,
                ..Incident::default()
            }),
            Stage::Request { phase } => Subject::Request {
                state: ServiceRequest {
                    phase,
                    responded,
                    hold,
                    logged_at,
                    service,
                    customer,
                    priority,
                    service_level,
                    response,
                    fulfilment: resolution,
                    ..ServiceRequest::default()
                },
                graded: None,
            },
        }
    }

    /// Takes over what it came to by something that happened at `at`.
    pub(super) fn learn(
        &mut self,
        subject: &Subject,
        (at, position): (Timestamp, Position),
        names: &mut Names,
    ) {
        let known = subject.known();
        self.stage = known.stage;
        self.responded = known.responded;
        self.hold = known.hold.cloned();
        self.logged_at = known.logged_at;
        self.service = names.again(self.service, known.service.map(Key::as_escaped));
        self.customer = names.again(self.customer, known.customer.map(Key::as_escaped));
        // No event both links and unlinks items.
        if let Some(items) = known.items
            && self.items.len() != items.len()
        {
            self.items = items.iter().map(|item| names.number(item.as_escaped())).collect();
        }
        let (agreement, calendar) =
            self.level.map(|level| (level.agreement, level.calendar)).unzip();
        self.level = known.level.and_then(|level| {
            Some(Level {
                agreement: names.again(agreement, Some(&level.agreement.key))?,
                version: level.agreement.version,
                calendar: names.again(calendar, Some(level.calendar.key.as_escaped()))?,
                calendar_version: level.calendar.version,
            })
        });
        self.grade(&known, (at, position));
        for measure in MEASURES {
            let level = self.level;
            self.clock_mut(measure).learn(subject.timeline(measure), level, names);
        }
    }

    /// Takes over the priority that it has.
    fn grade(&mut self, known: &Known<'_>, (at, position): (Timestamp, Position)) {
        let Some(priority) = known.priority else { return };
        let last = self.gradings.last().copied();
        // What else is known of it is not kept with a case.
        let impact = known.impact.or_else(|| last?.impact);
        let urgency = known.urgency.or_else(|| last?.urgency);
        // A clock runs from its start under the first target it gets.
        let at = known.logged_at.filter(|_| last.is_none()).unwrap_or(at);
        let given = Grading { at, position: position.0, priority, impact, urgency };
        if last.is_none_or(|last| Grading { at, position: position.0, ..last } != given) {
            self.gradings.push(given);
        }
    }

    /// What was agreed when the clocks started; the promise is the last target of each.
    pub(super) fn service_level(&self, names: &Names) -> Option<ServiceLevel> {
        let level = self.level?;
        Some(ServiceLevel {
            agreement: agreement(names, level.agreement, level.version),
            calendar: CalendarVersionRef {
                key: names.key(level.calendar)?,
                version: level.calendar_version,
            },
            promise: Promise {
                response: self.response.span(),
                resolution: self.resolution.span(),
                // No clock goes by it.
                notice_interval: Span::ZERO,
            },
        })
    }

    /// Takes over that its last miss of a measure is overturned.
    pub(super) fn overturn(&mut self, recorded: When, by: &BreachSuperseded) {
        let known = self.breaches.iter_mut().rev();
        let mut known = known.filter(|it| it.measure == by.measure && it.superseded.is_none());
        if let Some(breach) = known.next() {
            let (due_now, state, by) = (by.due_now, by.state, by.by.to_vec());
            breach.superseded = Some(Superseded { recorded, due_now, state, by });
        }
    }

    pub(super) fn clock_mut(&mut self, measure: Measure) -> &mut Clock {
        match measure {
            Measure::Response => &mut self.response,
            Measure::Resolution => &mut self.resolution,
        }
    }
}

impl Clock {
    /// The time line, once it has started.
    pub(super) fn timeline(&self, measure: Measure, names: &Names) -> Option<Timeline> {
        let facts = self.facts.iter().map(|mark| mark.to_fact(names)).collect();
        (!self.facts.is_empty()).then_some(Timeline { measure, facts })
    }

    /// How many facts there are.
    pub(super) fn len(&self) -> usize {
        self.facts.len()
    }

    /// The last instant at which something happened to it.
    pub(super) fn last_at(&self) -> Option<Timestamp> {
        self.facts.iter().map(|mark| mark.at).max()
    }

    /// Whether it has stopped or was cancelled, by all its facts.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self.last_turn(Timestamp::MAX), Some(Did::Stopped | Did::Cancelled))
    }

    /// Whether it had ended at `now` because the case was given up: nothing was done by then.
    pub(super) fn was_given_up(&self, now: Timestamp) -> bool {
        matches!(self.last_turn(now), Some(Did::Cancelled))
    }

    /// What last ended it or let it go on again, of what had happened at `now`.
    fn last_turn(&self, now: Timestamp) -> Option<&Did> {
        let happened = self.facts.iter().rev().filter(|mark| mark.at <= now);
        let mut turns = happened.map(|mark| &mark.what);
        turns.find(|what| matches!(what, Did::Stopped | Did::Cancelled | Did::Reopened))
    }

    fn learn(&mut self, line: Option<&Timeline>, level: Option<Level>, names: &mut Names) {
        let facts = line.map_or(&[][..], |line| &line.facts);
        let new = facts.iter().skip(self.facts.len());
        self.facts.extend(new.map(|fact| Mark::of(fact, level, names)));
    }

    pub(super) fn span(&self) -> Span {
        let spans = self.facts.iter().rev().filter_map(|mark| match &mark.what {
            Did::Started(promised) | Did::Retargeted(promised) => Some(promised.span),
            Did::Paused { .. }
            | Did::Resumed
            | Did::Stopped
            | Did::Reopened
            | Did::DeadlineSet { .. }
            | Did::DeadlineLifted
            | Did::Cancelled => None,
        });
        spans.take(1).next().unwrap_or_default()
    }
}

impl Mark {
    fn of(fact: &Fact, level: Option<Level>, names: &mut Names) -> Self {
        let mut promised = |target: &Target| Promised {
            span: target.span,
            agreement: names.same(level.map(|level| level.agreement), &target.agreement.key),
            version: target.agreement.version,
        };
        let what = match &fact.what {
            What::Started { target } => Did::Started(promised(target)),
            What::Retargeted { target } => Did::Retargeted(promised(target)),
            What::Paused { reason, pauses } => {
                Did::Paused { reason: names.number(reason), pauses: *pauses }
            }
            What::Resumed => Did::Resumed,
            What::Stopped => Did::Stopped,
            What::Reopened => Did::Reopened,
            What::DeadlineSet { due } => Did::DeadlineSet { due: *due },
            What::DeadlineLifted => Did::DeadlineLifted,
            What::Cancelled => Did::Cancelled,
        };
        Self { at: fact.at, position: fact.position, what }
    }

    fn to_fact(&self, names: &Names) -> Fact {
        let target = |promised: &Promised| Target {
            span: promised.span,
            agreement: agreement(names, promised.agreement, promised.version),
        };
        let what = match &self.what {
            Did::Started(promised) => What::Started { target: target(promised) },
            Did::Retargeted(promised) => What::Retargeted { target: target(promised) },
            Did::Paused { reason, pauses } => {
                What::Paused { reason: names.text(*reason).into(), pauses: *pauses }
            }
            Did::Resumed => What::Resumed,
            Did::Stopped => What::Stopped,
            Did::Reopened => What::Reopened,
            Did::DeadlineSet { due } => What::DeadlineSet { due: *due },
            Did::DeadlineLifted => What::DeadlineLifted,
            Did::Cancelled => What::Cancelled,
        };
        Fact { at: self.at, position: self.position, what }
    }
}

/// A version of an agreement.
pub(super) fn agreement(names: &Names, key: Name, version: u64) -> AgreementVersion {
    AgreementVersion { key: names.text(key).into(), version }
}

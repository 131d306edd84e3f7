//! A case at rest: what its clocks need, names as numbers.

use crate::names::{Name, Names};
use engine::{Key, Position, Span, Timestamp, Version};
use processes::agreement::{self, Priority};
use processes::clock::{AgreementVersion, Fact, Measure, State, Target, Timeline, What};
use processes::incident::{CalendarVersionRef, Incident, Phase, Promise, ServiceLevel, Wait};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is kept of an incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Case {
    phase: Phase,
    responded: bool,
    parent_works: bool,
    hold: Option<Wait>,
    pub(super) logged_at: Option<Timestamp>,
    pub(super) service: Option<Name>,
    pub(super) customer: Option<Name>,
    /// The items that it is about.
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

    /// The incident, as far as its clocks depend on it.
    pub(super) fn to_incident(&self, names: &Names) -> Incident {
        let key = |name: Option<Name>| name.and_then(|name| names.key(name));
        Incident {
            phase: self.phase,
            responded: self.responded,
            parent_works: self.parent_works,
            hold: self.hold.clone(),
            logged_at: self.logged_at,
            service: key(self.service),
            customer: key(self.customer),
            configuration_items: self.items.iter().filter_map(|name| names.key(*name)).collect(),
            priority: self.gradings.last().map(|given| given.priority),
            service_level: self.service_level(names),
            response: self.response.timeline(Measure::Response, names),
            resolution: self.resolution.timeline(Measure::Resolution, names),
            ..Incident::default()
        }
    }

    /// Takes over what the incident came to by something that happened at `at`.
    pub(super) fn learn(
        &mut self,
        incident: &Incident,
        (at, position): (Timestamp, Position),
        names: &mut Names,
    ) {
        self.phase = incident.phase;
        self.responded = incident.responded;
        self.parent_works = incident.parent_works;
        self.hold.clone_from(&incident.hold);
        self.logged_at = incident.logged_at;
        self.service = names.again(self.service, incident.service.as_ref().map(Key::as_escaped));
        self.customer = names.again(self.customer, incident.customer.as_ref().map(Key::as_escaped));
        // No event both links and unlinks items.
        if self.items.len() != incident.configuration_items.len() {
            let items = incident.configuration_items.iter();
            self.items = items.map(|item| names.number(item.as_escaped())).collect();
        }
        let (agreement, calendar) =
            self.level.map(|level| (level.agreement, level.calendar)).unzip();
        self.level = incident.service_level.as_ref().and_then(|level| {
            Some(Level {
                agreement: names.again(agreement, Some(&level.agreement.key))?,
                version: level.agreement.version,
                calendar: names.again(calendar, Some(level.calendar.key.as_escaped()))?,
                calendar_version: level.calendar.version,
            })
        });
        if let Some(priority) = incident.priority {
            let (impact, urgency) = (incident.triage.impact, incident.triage.urgency);
            let known = self.gradings.last().copied();
            // What else is known of an incident is not kept with a case.
            let impact = impact.or_else(|| known?.impact);
            let urgency = urgency.or_else(|| known?.urgency);
            // A clock runs from its start under the first target it gets.
            let at = incident.logged_at.filter(|_| known.is_none()).unwrap_or(at);
            let given = Grading { at, position: position.0, priority, impact, urgency };
            if known.is_none_or(|known| Grading { at, position: position.0, ..known } != given) {
                self.gradings.push(given);
            }
        }
        self.response.learn(incident.response.as_ref(), self.level, names);
        self.resolution.learn(incident.resolution.as_ref(), self.level, names);
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
        let turns = self
            .facts
            .iter()
            .rev()
            .find(|mark| matches!(mark.what, Did::Stopped | Did::Cancelled | Did::Reopened));
        turns.is_some_and(|mark| mark.what != Did::Reopened)
    }

    /// Whether it had ended at `now` because the case was given up: nothing was done by then.
    pub(super) fn was_given_up(&self, now: Timestamp) -> bool {
        let ends = |mark: &&Mark| {
            mark.at <= now && matches!(mark.what, Did::Stopped | Did::Cancelled | Did::Reopened)
        };
        self.facts.iter().rev().find(ends).is_some_and(|mark| mark.what == Did::Cancelled)
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

//! What a case was promised, and what its clocks show: the same of incidents and of service requests.

mod clocks;

pub(crate) use clocks::{Clocked, Clocks, TooMuch, settle};

use crate::agreement::terms::ALWAYS;
use crate::agreement::{Priority, Terms};
use crate::clock::{AgreementVersion, Calendar, Calendars, Measure, ServiceHours, Target, What};
use crate::facts;
use crate::incident::{CalendarVersionRef, Promise, ServiceLevel, Wait};
use engine::{Context, Door, Key, Span, Timestamp, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The name of the default agreement where none is recorded, not even the founding's.
const UNRECORDED: &str = "default";

/// The time by which limits are set and kept: that of the record, and in imported history, which runs
/// on the clock of its rows, that of the row.
pub(crate) fn clock(context: &Context<'_>) -> Timestamp {
    let imported = context.caller.door == Door::Import;
    if imported { context.occurred_at } else { context.recorded_now }
}

/// What the clocks follow.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Going {
    Running,
    Held(Wait),
    Stopped,
    Cancelled,
}

/// The targets that are missed by what is known now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Missed {
    /// The response target.
    pub response: Option<Miss>,
    /// The resolution target.
    pub resolution: Option<Miss>,
}

/// A missed target, as it was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Miss {
    /// When it was due.
    pub due: Timestamp,
    /// The agreement that says so.
    pub agreement: AgreementVersion,
    /// When the miss was recorded.
    pub recorded_at: Timestamp,
    /// The event that records it.
    pub version: Version,
}

impl Missed {
    /// The miss of a measure.
    #[must_use]
    pub const fn get(&self, measure: Measure) -> Option<&Miss> {
        match measure {
            Measure::Response => self.response.as_ref(),
            Measure::Resolution => self.resolution.as_ref(),
        }
    }

    pub(crate) const fn slot(&mut self, measure: Measure) -> &mut Option<Miss> {
        match measure {
            Measure::Response => &mut self.response,
            Measure::Resolution => &mut self.resolution,
        }
    }
}

impl ServiceLevel {
    /// All versions of its calendar, as they are known.
    #[must_use]
    pub fn calendars(&self, known: &facts::Calendars) -> Calendars {
        if let Some(known) = known.clock(&self.calendar.key) {
            return known.clone();
        }
        if self.calendar.key.as_escaped() == ALWAYS {
            return Calendar::new(&ServiceHours::always()).map(Calendars::only).unwrap_or_default();
        }
        Calendars::default()
    }

    pub(crate) fn target(&self, measure: Measure) -> Target {
        let span = match measure {
            Measure::Response => self.promise.response,
            Measure::Resolution => self.promise.resolution,
        };
        Target { span, agreement: self.agreement.clone() }
    }
}

/// What is agreed for an incident, and under which version.
pub(crate) struct Agreed<'a> {
    pub(crate) version: AgreementVersion,
    pub(crate) terms: Cow<'a, Terms>,
}

impl<'a> Agreed<'a> {
    /// What applies now to a service for a customer; the defaults where nothing is recorded.
    pub(crate) fn now(
        service: Option<&Key>,
        customer: Option<&Key>,
        context: &Context<'a>,
    ) -> Self {
        let agreements = context.facts.get::<facts::Agreements>();
        match agreements.applicable(service, customer, context.recorded_now) {
            Some(found) => Self {
                version: AgreementVersion {
                    key: found.key.to_string().into(),
                    version: found.version,
                },
                terms: Cow::Borrowed(found.terms),
            },
            None => Self {
                version: AgreementVersion { key: UNRECORDED.into(), version: 0 },
                terms: Cow::Owned(Terms::default()),
            },
        }
    }

    /// What a version says, in force or not.
    pub(crate) fn of(version: &AgreementVersion, context: &Context<'a>) -> Self {
        let agreements = context.facts.get::<facts::Agreements>();
        let key = Key::new(&version.key).ok();
        let terms = key.and_then(|key| agreements.get(&key, version.version));
        let terms = terms.map_or_else(|| Cow::Owned(Terms::default()), Cow::Borrowed);
        Self { version: version.clone(), terms }
    }

    /// What a clock that starts now keeps.
    pub(crate) fn service_level(&self, priority: Priority, context: &Context<'_>) -> ServiceLevel {
        let key = self.terms.calendar.clone();
        let known = context.facts.get::<facts::Calendars>().versions(&key);
        let version = known.last().map_or(0, |latest| latest.version);
        ServiceLevel {
            agreement: self.version.clone(),
            calendar: CalendarVersionRef { key, version },
            promise: self.promise(priority),
        }
    }

    /// What a priority promises.
    pub(crate) fn promise(&self, priority: Priority) -> Promise {
        self.terms.targets(priority).into()
    }

    /// A hold for a reason, whether or not the agreement allows it.
    pub(crate) fn hold(&self, reason: &crate::limits::Label, context: &Context<'_>) -> Wait {
        Wait {
            reason: reason.clone(),
            pauses: self.terms.pauses(reason).unwrap_or(false),
            limit_at: clock(context) + self.terms.hold_limit,
        }
    }
}

/// What a clock does that follows a case from `before` to `now`.
pub(crate) fn steps(before: &Going, now: &Going) -> Vec<What> {
    match (before, now) {
        (before, now) if before == now => Vec::new(),
        (Going::Running | Going::Held(_), Going::Held(hold)) => vec![paused(hold)],
        (Going::Held(_), Going::Running) => vec![What::Resumed],
        (Going::Stopped | Going::Cancelled, Going::Running) => vec![What::Reopened],
        (Going::Stopped | Going::Cancelled, Going::Held(hold)) => {
            vec![What::Reopened, paused(hold)]
        }
        (_, Going::Stopped) => vec![What::Stopped],
        (_, Going::Cancelled) => vec![What::Cancelled],
        (Going::Running, Going::Running) => Vec::new(),
    }
}

fn paused(hold: &Wait) -> What {
    What::Paused { reason: hold.reason.to_string().into(), pauses: hold.pauses }
}

/// How many notices are skipped, and when the next one is due, if the customer is told now.
///
/// A rule tells him when that is due; one firing catches up with all that fell due meanwhile.
///
/// # Errors
/// When it will be due, if a rule is too early.
pub(crate) fn notice(
    due: Option<Timestamp>,
    interval: Option<Span>,
    context: &Context<'_>,
) -> Result<(u32, Option<Timestamp>), Option<Timestamp>> {
    let now = clock(context);
    let interval = interval.filter(|interval| *interval > Span::ZERO);
    if !context.caller.door.is_internal() {
        return Ok((0, interval.map(|interval| now + interval)));
    }
    let due = due.filter(|due| *due <= now).ok_or(due)?;
    let over = |interval: Span| now.since(due).as_nanos() / interval.as_nanos();
    let skipped = interval.map_or(0, over);
    let next =
        |interval: Span| due + Span::from_nanos(interval.as_nanos().saturating_mul(skipped + 1));
    Ok((u32::try_from(skipped).unwrap_or(u32::MAX), interval.map(next)))
}

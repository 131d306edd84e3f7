//! The clocks: what is agreed, what they show, and what follows from that.

use super::value::{CalendarVersionRef, Dues, EscalationRule, Promise, ServiceLevel, Wait};
use super::{
    BreachSuperseded, Event, Incident, Phase, RecordTargetMiss, Rejection, Retime, Retimed,
    TargetAtRisk, TargetMissed,
};
use crate::agreement::terms::ALWAYS;
use crate::agreement::{Priority, Terms};
use crate::clock::{
    AgreementVersion, Calendar, Calendars, Measure, ServiceHours, State, Target, Timeline, What,
    glance,
};
use crate::facts;
use crate::limits::List;
use engine::{Context, Door, Key, Span, Stamp, Timestamp, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How much may happen to a clock before it refuses more.
pub(super) const TIMELINE_FACTS_MAX: usize = 4_000;

/// The name of the default agreement where none is recorded, not even the founding's.
const UNRECORDED: &str = "default";

/// The time by which limits are set and kept: that of the record, and in imported history, which runs
/// on the clock of its rows, that of the row.
pub(super) fn clock(context: &Context<'_>) -> Timestamp {
    let imported = context.caller.door == Door::Import;
    if imported { context.occurred_at } else { context.recorded_now }
}

/// What the clocks follow.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Going {
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

    const fn slot(&mut self, measure: Measure) -> &mut Option<Miss> {
        match measure {
            Measure::Response => &mut self.response,
            Measure::Resolution => &mut self.resolution,
        }
    }
}

impl EscalationRule {
    /// The rule that calls others in when a target is missed.
    #[must_use]
    pub const fn of_miss(measure: Measure) -> Self {
        match measure {
            Measure::Response => Self::ResponseMissed,
            Measure::Resolution => Self::ResolutionMissed,
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

    fn target(&self, measure: Measure) -> Target {
        let span = match measure {
            Measure::Response => self.promise.response,
            Measure::Resolution => self.promise.resolution,
        };
        Target { span, agreement: self.agreement.clone() }
    }
}

/// What is agreed for an incident, and under which version.
pub(super) struct Agreed<'a> {
    pub(super) version: AgreementVersion,
    pub(super) terms: Cow<'a, Terms>,
}

impl<'a> Agreed<'a> {
    /// What applies now to a service for a customer; the defaults where nothing is recorded.
    pub(super) fn now(
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
    fn of(version: &AgreementVersion, context: &Context<'a>) -> Self {
        let agreements = context.facts.get::<facts::Agreements>();
        let key = Key::new(&version.key).ok();
        let terms = key.and_then(|key| agreements.get(&key, version.version));
        let terms = terms.map_or_else(|| Cow::Owned(Terms::default()), Cow::Borrowed);
        Self { version: version.clone(), terms }
    }

    /// What a clock that starts now keeps.
    pub(super) fn service_level(&self, priority: Priority, context: &Context<'_>) -> ServiceLevel {
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
    pub(super) fn promise(&self, priority: Priority) -> Promise {
        self.terms.targets(priority).into()
    }

    /// A hold for a reason, whether or not the agreement allows it.
    pub(super) fn hold(&self, reason: &crate::limits::Label, context: &Context<'_>) -> Wait {
        Wait {
            reason: reason.clone(),
            pauses: self.terms.pauses(reason).unwrap_or(false),
            limit_at: clock(context) + self.terms.hold_limit,
        }
    }
}

impl Incident {
    /// What is agreed: what the clocks started with, or what applies now.
    pub(super) fn agreed<'a>(&self, context: &Context<'a>) -> Agreed<'a> {
        match &self.service_level {
            Some(level) => Agreed::of(&level.agreement, context),
            None => Agreed::now(self.service.as_ref(), self.customer.as_ref(), context),
        }
    }

    /// The time line of a clock, once it has started.
    #[must_use]
    pub const fn timeline(&self, measure: Measure) -> Option<&Timeline> {
        match measure {
            Measure::Response => self.response.as_ref(),
            Measure::Resolution => self.resolution.as_ref(),
        }
    }

    /// All versions of the calendar that its clocks go by.
    #[must_use]
    pub fn calendars(&self, known: &facts::Calendars) -> Calendars {
        self.service_level.as_ref().map(|level| level.calendars(known)).unwrap_or_default()
    }

    /// Completes what is decided: when the clocks will have something to say, and which misses
    /// are overturned.
    pub(super) fn settle(
        &self,
        mut events: Vec<Event>,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !events.iter().any(|event| event.dues().is_some()) {
            return Ok(events);
        }
        let mut state = self.clone();
        let mut by = Vec::new();
        for (index, event) in events.iter_mut().enumerate() {
            let stamp = context.stamp(index);
            engine::Decider::evolve(&mut state, event, &stamp);
            if let Some(dues) = event.dues_mut() {
                *dues = state.reckon(context);
                state.dues = *dues;
                by.push(stamp.version);
            }
        }
        let facts = |line: &Option<Timeline>| line.as_ref().map_or(0, |line| line.facts.len());
        if facts(&state.resolution).max(facts(&state.response)) > TIMELINE_FACTS_MAX {
            return Err(Rejection::TooMany {
                what: "changes of its clock",
                max: TIMELINE_FACTS_MAX,
            });
        }
        let by = List::new(by).unwrap_or_default();
        for measure in [Measure::Response, Measure::Resolution] {
            events.extend(state.superseded(measure, &by, context).map(Event::BreachSuperseded));
        }
        Ok(events)
    }

    /// That a miss is overturned, if it is.
    fn superseded(
        &self,
        measure: Measure,
        by: &List<Version>,
        context: &Context<'_>,
    ) -> Option<BreachSuperseded> {
        let due = self.missed.get(measure)?.due;
        let calendars = self.calendars(context.facts.get());
        let reading = glance(self.timeline(measure)?, &calendars, clock(context))?;
        let overturned = reading.state != State::Breached;
        let (due_now, state, by) = (reading.due, reading.state, by.clone());
        overturned.then_some(BreachSuperseded { measure, due, due_now, state, by })
    }

    /// When the clocks will have something to say if nothing more happens.
    pub(super) fn reckon(&self, context: &Context<'_>) -> Dues {
        let Some(level) = &self.service_level else { return Dues::default() };
        let calendars = level.calendars(context.facts.get());
        let now = clock(context);
        let breach = |line: Option<&Timeline>| {
            let line = line?;
            // A clock that stopped too late has something to say, too.
            let late = glance(line, &calendars, now).filter(|now| now.state == State::Breached);
            match late.and_then(|reading| reading.due) {
                Some(due) => Some(due + Span::from_nanos(1)),
                None => line.breaches_at(&calendars),
            }
        };
        let share = Agreed::of(&level.agreement, context).terms.warning_share;
        let share = u16::try_from(share.parts_per_million() / 10_000).unwrap_or(100);
        let running =
            self.resolution.as_ref().filter(|line| line.breaches_at(&calendars).is_some());
        Dues {
            response: breach(self.response.as_ref()),
            resolution: breach(self.resolution.as_ref()),
            warning: running.and_then(|line| line.at_share(&calendars, share)),
        }
    }

    /// Takes an event in, as far as the clocks are concerned.
    pub(super) fn keep_time(&mut self, event: &Event, before: &Going, stamp: &Stamp<'_>) {
        let targets_from = if let Event::Adopted(event) = event {
            // Another system says what is so; where it does not say since when, it always was.
            let logged_at = self.logged_at.unwrap_or(stamp.occurred_at);
            event.service_level.as_ref().map(|_| logged_at)
        } else {
            let targets = matches!(event, Event::Prioritised(_) | Event::Reprioritised(_));
            targets.then_some(stamp.occurred_at)
        };
        let mut before = before;
        match targets_from {
            Some(_) if self.resolution.is_some() => self.retarget(stamp),
            Some(from) => {
                self.start(from, stamp);
                before = &Going::Running;
            }
            None => {}
        }
        self.follow(before, stamp);
        if let Some(dues) = event.dues() {
            self.dues = *dues;
        }
    }

    pub(super) fn on_missed(&mut self, event: &TargetMissed, stamp: &Stamp<'_>) {
        *self.missed.slot(event.measure) = Some(Miss {
            due: event.due,
            agreement: event.agreement.clone(),
            recorded_at: stamp.recorded_at,
            version: stamp.version,
        });
    }

    pub(super) fn on_superseded(&mut self, measure: Measure) {
        *self.missed.slot(measure) = None;
        self.escalated.remove(&EscalationRule::of_miss(measure));
    }

    /// Starts the clocks: that of the response at `from`, that of the resolution at the log.
    fn start(&mut self, from: Timestamp, stamp: &Stamp<'_>) {
        let Some(level) = &self.service_level else { return };
        let position = stamp.position.0;
        let mut response = Timeline::new(Measure::Response);
        let target = level.target(Measure::Response);
        response.record(from, position, What::Started { target });
        let mut resolution = Timeline::new(Measure::Resolution);
        let target = level.target(Measure::Resolution);
        let logged_at = self.logged_at.unwrap_or(stamp.occurred_at);
        resolution.record(logged_at, position, What::Started { target });
        self.response = Some(response);
        self.resolution = Some(resolution);
        if self.responded {
            self.stop_response(stamp);
        }
    }

    fn retarget(&mut self, stamp: &Stamp<'_>) {
        let Some(level) = &self.service_level else { return };
        for line in [&mut self.response, &mut self.resolution].into_iter().flatten() {
            let target = level.target(line.measure);
            line.record(stamp.occurred_at, stamp.position.0, What::Retargeted { target });
        }
    }

    fn stop_response(&mut self, stamp: &Stamp<'_>) {
        if let Some(response) = &mut self.response {
            response.record(stamp.occurred_at, stamp.position.0, What::Stopped);
        }
    }

    /// Lets the clocks follow what changed since `before`.
    fn follow(&mut self, before: &Going, stamp: &Stamp<'_>) {
        let now = self.going();
        let mut steps = Vec::new();
        match (before, &now) {
            (before, now) if before == now => {}
            (Going::Running | Going::Held(_), Going::Held(hold)) => steps.push(paused(hold)),
            (Going::Held(_), Going::Running) => steps.push(What::Resumed),
            (Going::Stopped | Going::Cancelled, Going::Running) => steps.push(What::Reopened),
            (Going::Stopped | Going::Cancelled, Going::Held(hold)) => {
                steps.extend([What::Reopened, paused(hold)]);
            }
            (_, Going::Stopped) => steps.push(What::Stopped),
            (_, Going::Cancelled) => steps.push(What::Cancelled),
            (Going::Running, Going::Running) => {}
        }
        if !steps.is_empty()
            && let Some(resolution) = &mut self.resolution
        {
            for what in steps {
                resolution.record(stamp.occurred_at, stamp.position.0, what);
            }
        }
        if now == Going::Cancelled && *before != now && !self.responded {
            if let Some(response) = &mut self.response {
                response.record(stamp.occurred_at, stamp.position.0, What::Cancelled);
            }
        } else if self.has_responded(&now) && !self.responded {
            self.responded = true;
            self.stop_response(stamp);
        }
    }

    /// Whether someone has begun: work is going on, waits, or is done.
    fn has_responded(&self, now: &Going) -> bool {
        self.phase == Phase::InProgress || matches!(now, Going::Held(_) | Going::Stopped)
    }

    pub(super) fn warn_target(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let from = self.dues.warning.filter(|_| self.missed.resolution.is_none());
        match (self.warning_due(), &self.resolution) {
            (Some(warning), Some(line)) if warning <= context.recorded_now => {
                let calendars = self.calendars(context.facts.get());
                let due = line.due(&calendars).ok_or(Rejection::TargetNotAtRisk { from })?;
                let agreement = self.service_level.as_ref().map(|level| level.agreement.clone());
                let agreement = agreement.ok_or(Rejection::TargetNotAtRisk { from })?;
                Ok(vec![TargetAtRisk { measure: Measure::Resolution, due, agreement }.into()])
            }
            _ => Err(Rejection::TargetNotAtRisk { from }),
        }
    }

    /// When to warn that the resolution target is at risk; none if that has been done.
    pub(super) fn warning_due(&self) -> Option<Timestamp> {
        let warning = self.dues.warning.filter(|_| self.missed.resolution.is_none())?;
        self.warned_at.is_none_or(|warned| warned < warning).then_some(warning)
    }

    pub(super) fn record_target_miss(
        &self,
        &RecordTargetMiss { measure }: &RecordTargetMiss,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.missed.get(measure).is_some() {
            return Ok(Vec::new());
        }
        let calendars = self.calendars(context.facts.get());
        let line = self.timeline(measure).ok_or(Rejection::TargetNotMissed { due: None })?;
        let reading = glance(line, &calendars, context.recorded_now);
        match reading {
            Some(reading) if reading.state == State::Breached => {
                let due = reading.due.unwrap_or(context.recorded_now);
                Ok(vec![TargetMissed { measure, due, agreement: reading.target.agreement }.into()])
            }
            reading => {
                let due = reading.and_then(|reading| reading.due);
                Err(Rejection::TargetNotMissed { due })
            }
        }
    }

    pub(super) fn retime(&self, command: &Retime, context: &Context<'_>) -> Vec<Event> {
        let concerns = |level: &ServiceLevel| level.calendar.key == command.calendar;
        if !self.service_level.as_ref().is_some_and(concerns)
            || matches!(self.going(), Going::Stopped | Going::Cancelled)
            || self.phase == Phase::Merged
        {
            return Vec::new();
        }
        let known = context.facts.get::<facts::Calendars>().versions(&command.calendar);
        let version = known.last().map_or(0, |latest| latest.version);
        vec![Retimed { calendar: command.calendar.clone(), version, dues: Dues::default() }.into()]
    }
}

fn paused(hold: &Wait) -> What {
    What::Paused { reason: hold.reason.to_string().into(), pauses: hold.pauses }
}

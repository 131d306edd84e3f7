//! The clocks: what they show, and what follows from that.

use super::value::{Dues, EscalationRule, ServiceLevel};
use super::{
    Event, Incident, Phase, RecordTargetMiss, Rejection, Retime, Retimed, TargetAtRisk,
    TargetMissed,
};
use crate::clock::{Calendars, Measure, Timeline, What};
use crate::facts;
use crate::limits::List;
pub(super) use crate::service_level::{Agreed, Going, clock};
pub use crate::service_level::{Miss, Missed};
use crate::service_level::{TIMELINE_FACTS_MAX, breach, missed, overturned, steps, warning};
use engine::{Context, Stamp, Timestamp};

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
        let calendars = state.calendars(context.facts.get());
        for measure in [Measure::Response, Measure::Resolution] {
            let (miss, line) = (state.missed.get(measure), state.timeline(measure));
            let found = overturned(miss, line, &calendars, &by, clock(context));
            events.extend(found.map(Event::BreachSuperseded));
        }
        Ok(events)
    }

    /// When the clocks will have something to say if nothing more happens.
    pub(super) fn reckon(&self, context: &Context<'_>) -> Dues {
        let Some(level) = &self.service_level else { return Dues::default() };
        let calendars = level.calendars(context.facts.get());
        let now = clock(context);
        let breach = |line: Option<&Timeline>| breach(line?, &calendars, now);
        let share = Agreed::of(&level.agreement, context).terms.warning_share;
        Dues {
            response: breach(self.response.as_ref()),
            resolution: breach(self.resolution.as_ref()),
            warning: self.resolution.as_ref().and_then(|line| warning(line, &calendars, share)),
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
        let steps = steps(before, &now);
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
        match missed(line, &calendars, context.recorded_now) {
            Ok(missed) => Ok(vec![missed.into()]),
            Err(due) => Err(Rejection::TargetNotMissed { due }),
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

//! The clocks: what they show, and what follows from that.

use super::value::{Dues, EscalationRule};
use super::{Event, Incident, Phase, RecordTargetMiss, Rejection, Retime, TargetMissed};
use crate::clock::{Calendars, Measure, Timeline, What};
use crate::facts;
pub(super) use crate::service_level::{Agreed, Going, clock};
use crate::service_level::{Clocked, Clocks, TooMuch, settle, steps};
pub use crate::service_level::{Miss, Missed};
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
    pub fn timeline(&self, measure: Measure) -> Option<&Timeline> {
        self.clocks().timeline(measure)
    }

    /// All versions of the calendar that its clocks go by.
    #[must_use]
    pub fn calendars(&self, known: &facts::Calendars) -> Calendars {
        self.clocks().calendars(known)
    }

    /// Completes what is decided.
    pub(super) fn settle(
        &self,
        events: Vec<Event>,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let settled = settle(self, events, context);
        settled.map_err(|TooMuch { what, max }| Rejection::TooMany { what, max })
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
        let at_risk = self.clocks().at_risk(context);
        Ok(vec![at_risk.map_err(|from| Rejection::TargetNotAtRisk { from })?.into()])
    }

    /// When to warn that the resolution target is at risk; none if that has been done.
    pub(super) fn warning_due(&self) -> Option<Timestamp> {
        self.clocks().warning_due()
    }

    pub(super) fn record_target_miss(
        &self,
        &RecordTargetMiss { measure }: &RecordTargetMiss,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let missed = self.clocks().missed(measure, context);
        let missed = missed.map_err(|due| Rejection::TargetNotMissed { due })?;
        Ok(missed.into_iter().map(Event::from).collect())
    }

    pub(super) fn retime(&self, command: &Retime, context: &Context<'_>) -> Vec<Event> {
        if matches!(self.going(), Going::Stopped | Going::Cancelled) || self.phase == Phase::Merged
        {
            return Vec::new();
        }
        self.clocks().retimed(&command.calendar, context).into_iter().map(Event::from).collect()
    }
}

impl Clocked for Incident {
    fn clocks(&self) -> Clocks<'_> {
        Clocks {
            level: self.service_level.as_ref(),
            response: self.response.as_ref(),
            resolution: self.resolution.as_ref(),
            dues: &self.dues,
            missed: &self.missed,
            warned_at: self.warned_at,
        }
    }

    fn keep(&mut self, dues: Dues) {
        self.dues = dues;
    }

    fn dues_in(event: &mut Event) -> Option<&mut Dues> {
        event.dues_mut()
    }
}

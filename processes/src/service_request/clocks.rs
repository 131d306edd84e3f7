//! The clocks: those of incidents, for what is asked for.

use super::{Event, RecordTargetMiss, Rejection, Retime, ServiceRequest};
use crate::clock::{Calendars, Measure, Timeline, What};
use crate::facts;
use crate::incident::Dues;
use crate::service_level::{Clocked, Clocks, Going, TooMuch, settle, steps};
use engine::{Context, Stamp, Timestamp};

impl ServiceRequest {
    /// The time line of a clock, once it has started; that of the resolution is the fulfilment's.
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
        if let Event::Prioritised(_) = event {
            self.target(stamp);
        }
        self.follow(before, stamp);
        if let Some(dues) = event.dues() {
            self.dues = *dues;
        }
    }

    /// Starts the clocks at the log, or gives them other targets.
    fn target(&mut self, stamp: &Stamp<'_>) {
        let Some(level) = self.service_level.clone() else { return };
        let (position, logged_at) = (stamp.position.0, self.logged_at.unwrap_or(stamp.occurred_at));
        for (measure, line) in
            [(Measure::Response, &mut self.response), (Measure::Resolution, &mut self.fulfilment)]
        {
            let target = level.target(measure);
            if let Some(line) = line {
                line.record(stamp.occurred_at, position, What::Retargeted { target });
            } else {
                let mut new = Timeline::new(measure);
                new.record(logged_at, position, What::Started { target });
                *line = Some(new);
            }
        }
    }

    /// Lets the clocks follow what changed since `before`. Once somebody has it, that was the
    /// response.
    fn follow(&mut self, before: &Going, stamp: &Stamp<'_>) {
        let now = self.going();
        let has_it = self.assignee.is_some() || self.group.is_some();
        let responds = !self.responded && has_it;
        for what in steps(before, &now) {
            for line in
                [self.response.as_mut().filter(|_| !self.responded), self.fulfilment.as_mut()]
                    .into_iter()
                    .flatten()
            {
                line.record(stamp.occurred_at, stamp.position.0, what.clone());
            }
        }
        if responds {
            self.responded = true;
            if let Some(response) = &mut self.response {
                response.record(stamp.occurred_at, stamp.position.0, What::Stopped);
            }
        }
    }

    pub(super) fn warn_target(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at_risk = self.clocks().at_risk(context);
        Ok(vec![at_risk.map_err(|from| Rejection::TargetNotAtRisk { from })?.into()])
    }

    /// When to warn that the fulfilment target is at risk; none if that has been done.
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
        self.clocks().retimed(&command.calendar, context).into_iter().map(Event::from).collect()
    }
}

impl Clocked for ServiceRequest {
    fn clocks(&self) -> Clocks<'_> {
        Clocks {
            level: self.service_level.as_ref(),
            response: self.response.as_ref(),
            resolution: self.fulfilment.as_ref(),
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

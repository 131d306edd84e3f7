//! The clocks: those of incidents, for what is asked for.

use super::{Event, RecordTargetMiss, Rejection, Retime, Retimed, ServiceRequest, TargetAtRisk};
use crate::clock::{Calendars, Measure, Timeline, What};
use crate::facts;
use crate::incident::Dues;
use crate::limits::List;
use crate::service_level::{
    Agreed, Going, TIMELINE_FACTS_MAX, breach, clock, missed, overturned, steps, warning,
};
use engine::{Context, Decider as _, Stamp, Timestamp};

impl ServiceRequest {
    /// The time line of a clock, once it has started; that of the resolution is the fulfilment's.
    #[must_use]
    pub const fn timeline(&self, measure: Measure) -> Option<&Timeline> {
        match measure {
            Measure::Response => self.response.as_ref(),
            Measure::Resolution => self.fulfilment.as_ref(),
        }
    }

    /// All versions of the calendar that its clocks go by.
    #[must_use]
    pub fn calendars(&self, known: &facts::Calendars) -> Calendars {
        self.service_level.as_ref().map(|level| level.calendars(known)).unwrap_or_default()
    }

    /// Completes what is decided: when the clocks will have something to say, and which misses are
    /// overturned.
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
            state.evolve(event, &stamp);
            if let Some(dues) = event.dues_mut() {
                *dues = state.reckon(context);
                state.dues = *dues;
                by.push(stamp.version);
            }
        }
        let facts = |line: &Option<Timeline>| line.as_ref().map_or(0, |line| line.facts.len());
        if facts(&state.fulfilment).max(facts(&state.response)) > TIMELINE_FACTS_MAX {
            let (what, max) = ("changes of its clock", TIMELINE_FACTS_MAX);
            return Err(Rejection::TooMany { what, max });
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
    fn reckon(&self, context: &Context<'_>) -> Dues {
        let Some(level) = &self.service_level else { return Dues::default() };
        let calendars = level.calendars(context.facts.get());
        let now = clock(context);
        let breach = |line: Option<&Timeline>| breach(line?, &calendars, now);
        let share = Agreed::of(&level.agreement, context).terms.warning_share;
        Dues {
            response: breach(self.response.as_ref()),
            resolution: breach(self.fulfilment.as_ref()),
            warning: self.fulfilment.as_ref().and_then(|line| warning(line, &calendars, share)),
        }
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
        let not = Rejection::TargetNotAtRisk { from: self.dues.warning };
        let due_now = self.warning_due().is_some_and(|warning| warning <= context.recorded_now);
        let (Some(line), Some(level), true) = (&self.fulfilment, &self.service_level, due_now)
        else {
            return Err(not);
        };
        let due = line.due(&self.calendars(context.facts.get())).ok_or(not)?;
        let (measure, agreement) = (Measure::Resolution, level.agreement.clone());
        Ok(vec![TargetAtRisk { measure, due, agreement }.into()])
    }

    /// When to warn that the fulfilment target is at risk; none if that has been done.
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
        let missed = missed(line, &calendars, context.recorded_now);
        let missed = missed.map_err(|due| Rejection::TargetNotMissed { due })?;
        Ok(vec![missed.into()])
    }

    pub(super) fn retime(&self, command: &Retime, context: &Context<'_>) -> Vec<Event> {
        let level = self.service_level.as_ref();
        if level.is_none_or(|level| level.calendar.key != command.calendar) {
            return Vec::new();
        }
        let known = context.facts.get::<facts::Calendars>().versions(&command.calendar);
        let version = known.last().map_or(0, |latest| latest.version);
        vec![Retimed { calendar: command.calendar.clone(), version, dues: Dues::default() }.into()]
    }
}

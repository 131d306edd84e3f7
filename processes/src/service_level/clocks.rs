//! The clocks of a case: when they have something to say, and what they say then.

use super::{Agreed, Miss, Missed, clock};
use crate::clock::{Calendars, Measure, State, Timeline, glance};
use crate::facts;
use crate::incident::{BreachSuperseded, Dues, Retimed, ServiceLevel, TargetAtRisk, TargetMissed};
use crate::limits::{List, Percent};
use engine::{Context, Decider, Key, Span, Timestamp, Version};

/// How much may happen to a clock before it refuses more.
const TIMELINE_FACTS_MAX: usize = 4_000;

/// More than there may be.
#[derive(Debug)]
pub(crate) struct TooMuch {
    /// Of what.
    pub(crate) what: &'static str,
    /// How many there may be.
    pub(crate) max: usize,
}

/// What the clocks of a case show, and by what they go.
pub(crate) struct Clocks<'a> {
    /// What was agreed when they started.
    pub(crate) level: Option<&'a ServiceLevel>,
    /// The time line of the response, once it has started.
    pub(crate) response: Option<&'a Timeline>,
    /// The time line of the resolution, or of the fulfilment, once it has started.
    pub(crate) resolution: Option<&'a Timeline>,
    /// When they have something to say.
    pub(crate) dues: &'a Dues,
    /// The targets that are missed by what is known now.
    pub(crate) missed: &'a Missed,
    /// When the resolution target was last at risk.
    pub(crate) warned_at: Option<Timestamp>,
}

/// A case that has clocks.
pub(crate) trait Clocked: Decider {
    /// They.
    fn clocks(&self) -> Clocks<'_>;
    /// Keeps when they have something to say.
    fn keep(&mut self, dues: Dues);
    /// Where an event says when they have something to say, if it does.
    fn dues_in(event: &mut Self::Event) -> Option<&mut Dues>;
}

impl<'a> Clocks<'a> {
    /// The time line of a clock, once it has started.
    pub(crate) const fn timeline(&self, measure: Measure) -> Option<&'a Timeline> {
        match measure {
            Measure::Response => self.response,
            Measure::Resolution => self.resolution,
        }
    }

    /// All versions of the calendar that they go by.
    pub(crate) fn calendars(&self, known: &facts::Calendars) -> Calendars {
        self.level.map(|level| level.calendars(known)).unwrap_or_default()
    }

    /// When they will have something to say if nothing more happens.
    fn reckon(&self, context: &Context<'_>) -> Dues {
        let Some(level) = self.level else { return Dues::default() };
        let calendars = level.calendars(context.facts.get());
        let now = clock(context);
        let breach = |line: Option<&Timeline>| breach(line?, &calendars, now);
        let share = Agreed::of(&level.agreement, context).terms.warning_share;
        Dues {
            response: breach(self.response),
            resolution: breach(self.resolution),
            warning: self.resolution.and_then(|line| warning(line, &calendars, share)),
        }
    }

    /// When to warn that the resolution target is at risk; none if that has been done.
    pub(crate) fn warning_due(&self) -> Option<Timestamp> {
        let warning = self.dues.warning.filter(|_| self.missed.resolution.is_none())?;
        self.warned_at.is_none_or(|warned| warned < warning).then_some(warning)
    }

    /// That the resolution target is at risk.
    ///
    /// # Errors
    /// From when on it will be, if that is known.
    pub(crate) fn at_risk(&self, context: &Context<'_>) -> Result<TargetAtRisk, Option<Timestamp>> {
        let from = self.dues.warning.filter(|_| self.missed.resolution.is_none());
        let is_due = self.warning_due().is_some_and(|warning| warning <= context.recorded_now);
        let (Some(line), Some(level), true) = (self.resolution, self.level, is_due) else {
            return Err(from);
        };
        let due = line.due(&self.calendars(context.facts.get())).ok_or(from)?;
        let (measure, agreement) = (Measure::Resolution, level.agreement.clone());
        Ok(TargetAtRisk { measure, due, agreement })
    }

    /// That a target is missed; nothing, if that is on record.
    ///
    /// # Errors
    /// When it is due, if it is not missed.
    pub(crate) fn missed(
        &self,
        measure: Measure,
        context: &Context<'_>,
    ) -> Result<Option<TargetMissed>, Option<Timestamp>> {
        if self.missed.get(measure).is_some() {
            return Ok(None);
        }
        let calendars = self.calendars(context.facts.get());
        let line = self.timeline(measure).ok_or(None)?;
        missed(line, &calendars, context.recorded_now).map(Some)
    }

    /// That they go by the latest version of a calendar, if it is theirs.
    pub(crate) fn retimed(&self, calendar: &Key, context: &Context<'_>) -> Option<Retimed> {
        self.level.filter(|level| level.calendar.key == *calendar)?;
        let known = context.facts.get::<facts::Calendars>().versions(calendar);
        let version = known.last().map_or(0, |latest| latest.version);
        Some(Retimed { calendar: calendar.clone(), version, dues: Dues::default() })
    }
}

/// Completes what is decided: when the clocks will have something to say, and which misses are
/// overturned.
///
/// # Errors
/// If more would have happened to a clock than may.
pub(crate) fn settle<D: Clocked + Clone>(
    case: &D,
    mut events: Vec<D::Event>,
    context: &Context<'_>,
) -> Result<Vec<D::Event>, TooMuch>
where
    D::Event: From<BreachSuperseded>,
{
    if !events.iter_mut().any(|event| D::dues_in(event).is_some()) {
        return Ok(events);
    }
    let mut case = case.clone();
    let mut by = Vec::new();
    for (index, event) in events.iter_mut().enumerate() {
        let stamp = context.stamp(index);
        case.evolve(event, &stamp);
        if let Some(dues) = D::dues_in(event) {
            *dues = case.clocks().reckon(context);
            case.keep(*dues);
            by.push(stamp.version);
        }
    }
    let clocks = case.clocks();
    let facts = |line: Option<&Timeline>| line.map_or(0, |line| line.facts.len());
    if facts(clocks.resolution).max(facts(clocks.response)) > TIMELINE_FACTS_MAX {
        return Err(TooMuch { what: "changes of its clock", max: TIMELINE_FACTS_MAX });
    }
    let by = List::new(by).unwrap_or_default();
    let calendars = clocks.calendars(context.facts.get());
    for measure in [Measure::Response, Measure::Resolution] {
        let (miss, line) = (clocks.missed.get(measure), clocks.timeline(measure));
        let found = overturned(miss, line, &calendars, &by, clock(context));
        events.extend(found.map(D::Event::from));
    }
    Ok(events)
}

/// When a clock will have missed its target, or has, if nothing more happens. One that stopped too
/// late has something to say, too.
fn breach(line: &Timeline, calendars: &Calendars, now: Timestamp) -> Option<Timestamp> {
    let late = glance(line, calendars, now).filter(|now| now.state == State::Breached);
    match late.and_then(|reading| reading.due) {
        Some(due) => Some(due + Span::from_nanos(1)),
        None => line.breaches_at(calendars),
    }
}

/// When a share of what a running clock has is used.
fn warning(line: &Timeline, calendars: &Calendars, share: Percent) -> Option<Timestamp> {
    line.breaches_at(calendars)?;
    line.at_share(calendars, share.whole())
}

/// That a miss is overturned by what is known now, if it is.
fn overturned(
    miss: Option<&Miss>,
    line: Option<&Timeline>,
    calendars: &Calendars,
    by: &List<Version>,
    now: Timestamp,
) -> Option<BreachSuperseded> {
    let (due, line) = (miss?.due, line?);
    let reading = glance(line, calendars, now)?;
    let overturned = reading.state != State::Breached;
    let (measure, due_now, state, by) = (line.measure, reading.due, reading.state, by.clone());
    overturned.then_some(BreachSuperseded { measure, due, due_now, state, by })
}

/// That a clock has missed its target, or when it will have.
fn missed(
    line: &Timeline,
    calendars: &Calendars,
    now: Timestamp,
) -> Result<TargetMissed, Option<Timestamp>> {
    match glance(line, calendars, now) {
        Some(reading) if reading.state == State::Breached => Ok(TargetMissed {
            measure: line.measure,
            due: reading.due.unwrap_or(now),
            agreement: reading.target.agreement,
        }),
        reading => Err(reading.and_then(|reading| reading.due)),
    }
}

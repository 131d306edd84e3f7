//! What the clock shows, and the proof of it.

use super::course::{Course, Leg, Terms};
use super::hindrance::Going;
use super::versions::Known;
use super::{Calendars, Target, Timeline, calendar::merged};
use engine::{Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Where a clock stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It counts.
    Running,
    /// On hold, for a reason that stops the time.
    Paused,
    /// It would count if it were open.
    OutsideHours,
    /// It stopped no later than it was due.
    Met,
    /// It stopped, or was cancelled, after it was due; or it is past due.
    Breached,
    /// It was cancelled no later than it was due: neither met nor breached.
    Cancelled,
}

/// What the clock shows at an instant.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Where it stands.
    pub state: State,
    /// When it started.
    pub started: Timestamp,
    /// When it stopped or was cancelled.
    pub stopped: Option<Timestamp>,
    /// What it has to keep; of a stopped clock, what it had to keep when it stopped.
    pub target: Target,
    /// The deadline someone named in the target's place.
    pub deadline: Option<Timestamp>,
    /// The open time that was used: the sum of all intervals of the proof that count.
    pub elapsed: Span,
    /// The last instant at which it can stop and be met. Of a stopped clock: as if it had gone on.
    /// None: it is paused, or there is never enough open time.
    pub due: Option<Timestamp>,
    /// Target less elapsed, or real time up to the deadline; negative if there is none left.
    pub remaining: Span,
    /// What it did from the start up to now or its stop, without gaps.
    pub proof: Vec<Interval>,
}

/// A part of the proof, half-open. It is never empty.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
    /// Whether it counts.
    pub counted: bool,
    /// Why, or why not.
    pub reason: Reason,
    /// The position of the record behind it: of the fact, or outside hours of the calendar's
    /// version (0 if none was recorded).
    pub because: u64,
}

/// Why an interval counts, or does not.
#[derive(Clone, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Counts: nothing was in the way.
    Running,
    /// Counts: on hold for a reason that does not stop the time.
    Held {
        /// Why it was on hold.
        reason: String,
    },
    /// Does not count: on hold for a reason that stops the time, be it open or not.
    Paused {
        /// Why it was on hold.
        reason: String,
    },
    /// Does not count: nobody was there.
    OutsideHours,
    /// Does not count: between a stop and a reopening.
    Stopped,
}

/// What the clock of `timeline` shows at `now`, knowing only what had happened by then.
///
/// Pure: the same arguments give the same reading for ever. To judge a case anew, ask again with
/// [other targets](Timeline::with_targets), [other pauses](Timeline::with_pauses) or other
/// calendars; nothing happens by it.
///
/// Facts after `now`, and versions of the calendar recorded after it, do not exist yet. The case is
/// met if it stops at the very instant at which it is due, so the first instant of a breach is the
/// one after that: [`Timeline::breaches_at`].
///
/// Returns `None` if the clock has not started.
///
/// ```
/// use engine::{Span, Timestamp};
/// use processes::clock::{
///     AgreementVersion, Calendar, Calendars, Measure, Reason, ServiceHours, State, Target,
///     Timeline, What, read,
/// };
/// let office = r#"{"timezone": "Europe/Berlin", "hours": {"fri": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}}"#;
/// let calendars = Calendars::only(Calendar::new(&serde_json::from_str(office)?)?);
/// let agreement = AgreementVersion { key: "gold".into(), version: 3 };
/// let target = Target { span: Span::from_hours(4), agreement };
///
/// let mut timeline = Timeline::new(Measure::Resolution);
/// timeline.record("2026-11-20T15:00:00+01:00".parse()?, 7, What::Started { target });
/// timeline.record("2026-11-23T10:30:00+01:00".parse()?, 9, What::Stopped);
///
/// let reading = read(&timeline, &calendars, "2026-11-24T00:00:00Z".parse()?).unwrap();
/// assert_eq!(reading.state, State::Met);
/// assert_eq!(reading.elapsed, Span::from_minutes(210));
/// assert_eq!(reading.due, Some("2026-11-23T11:00:00+01:00".parse()?));
/// let reasons: Vec<_> = reading.proof.iter().map(|interval| &interval.reason).collect();
/// assert_eq!(reasons, [&Reason::Running, &Reason::OutsideHours, &Reason::Running]);
///
/// // What if the service were attended round the clock?
/// let always = Calendars::only(Calendar::new(&ServiceHours::always())?);
/// let reading = read(&timeline, &always, "2026-11-24T00:00:00Z".parse()?).unwrap();
/// assert_eq!(reading.state, State::Breached);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The proof takes as long as the case: [`glance`] does without.
#[must_use]
pub fn read(timeline: &Timeline, calendars: &Calendars, now: Timestamp) -> Option<Reading> {
    let course = Course::of(timeline, now)?;
    let calendars = calendars.known_at(now);
    let until = course.end.map_or(now, |end| end.at);
    let due = course.due(calendars);
    let proof = Proof::of(&course.legs, calendars, until);
    let counted = proof.iter().filter(|interval| interval.counted);
    let elapsed = counted.fold(Span::ZERO, |sum, interval| sum + interval.to.since(interval.from));
    let remaining = match course.terms.deadline {
        Some(deadline) => deadline.since(until),
        None => course.terms.target.span - elapsed,
    };
    Some(Reading {
        state: state(&course, calendars, due, until),
        started: course.started,
        stopped: course.end.map(|end| end.at),
        target: course.terms.target.clone(),
        deadline: course.terms.deadline,
        elapsed,
        due,
        remaining,
        proof,
    })
}

/// What a clock shows, without the proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// As in [`Reading`].
    pub state: State,
    /// As in [`Reading`].
    pub target: Target,
    /// As in [`Reading`].
    pub due: Option<Timestamp>,
}

/// As [`read`], without the proof and what is reckoned from it: the time it takes does not grow
/// with the time between the last fact and `now`.
#[must_use]
pub fn glance(timeline: &Timeline, calendars: &Calendars, now: Timestamp) -> Option<Glance> {
    let course = Course::of(timeline, now)?;
    let calendars = calendars.known_at(now);
    let until = course.end.map_or(now, |end| end.at);
    let due = course.due(calendars);
    Some(Glance {
        state: state(&course, calendars, due, until),
        target: course.terms.target.clone(),
        due,
    })
}

/// How a clock has ended by what happened up to `now`, without the proof; `None` where it has not.
///
/// The state and the elapsed time of a [`Reading`].
#[must_use]
pub fn ended(timeline: &Timeline, calendars: &Calendars, now: Timestamp) -> Option<(State, Span)> {
    let course = Course::of(timeline, now)?;
    let end = course.end?;
    let calendars = calendars.known_at(now);
    let elapsed = course.elapsed(calendars, end.at);
    let Terms { target, deadline } = &course.terms;
    let late = match (deadline, elapsed.cmp(&target.span.max(Span::ZERO))) {
        (Some(deadline), _) => *deadline < end.at,
        (None, Ordering::Less) => false,
        // All of it is used: perhaps a while before the end, if nothing counted since.
        (None, Ordering::Equal) => course.due(calendars).is_some_and(|due| due < end.at),
        (None, Ordering::Greater) => true,
    };
    let kept = if end.cancelled { State::Cancelled } else { State::Met };
    Some((if late { State::Breached } else { kept }, elapsed))
}

impl Timeline {
    /// When the clock is due by all its facts, without proof: `due` of a [`Reading`].
    ///
    /// `None`: it has not started, is paused before it was due, or never has enough open time.
    #[must_use]
    pub fn due(&self, calendars: &Calendars) -> Option<Timestamp> {
        Course::of(self, Timestamp::MAX)?.due(calendars.all())
    }

    /// Whether it is on hold by all its facts, for a reason that stops the time.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        let course = Course::of(self, Timestamp::MAX);
        let last = course.as_ref().and_then(|course| course.legs.last());
        last.is_some_and(|leg| matches!(leg.going, Going::Paused(_)))
    }

    /// When `percent` of what the clock has is used, by all its facts: open time of the target, or
    /// real time up to a deadline. At 100 it is [due](Self::due).
    ///
    /// `None` as for `due`.
    #[must_use]
    pub fn at_share(&self, calendars: &Calendars, percent: u16) -> Option<Timestamp> {
        Course::of(self, Timestamp::MAX)?.at_share(calendars.all(), percent)
    }

    /// The first instant at which the clock is breached if nothing more happens: the one after it
    /// is due. For the timer that records the breach.
    ///
    /// `None` as for `due`, and once it has stopped.
    #[must_use]
    pub fn breaches_at(&self, calendars: &Calendars) -> Option<Timestamp> {
        let course = Course::of(self, Timestamp::MAX)?;
        match course.end {
            Some(_) => None,
            None => course.due(calendars.all()).map(|due| due + Span::from_nanos(1)),
        }
    }
}

/// Where it stands at `until`: now, or when it ended.
fn state(
    course: &Course<'_>,
    calendars: Known<'_>,
    due: Option<Timestamp>,
    until: Timestamp,
) -> State {
    if due.is_some_and(|due| due < until) {
        return State::Breached;
    }
    match (course.end, course.legs.last().map(|leg| &leg.going)) {
        (Some(end), _) if end.cancelled => State::Cancelled,
        (Some(_), _) => State::Met,
        (None, Some(Going::Paused(_))) => State::Paused,
        (None, _) => {
            if calendars.is_open(until) {
                State::Running
            } else {
                State::OutsideHours
            }
        }
    }
}

/// The proof while it grows.
struct Proof(Vec<Interval>);

impl Proof {
    fn of(legs: &[Leg], calendars: Known<'_>, until: Timestamp) -> Vec<Interval> {
        let mut proof = Self(Vec::new());
        for leg in legs {
            let to = leg.to.map_or(until, |to| to.min(until));
            match &leg.going {
                Going::Running => proof.attended(leg, to, calendars, &Reason::Running),
                Going::Held(reason) => {
                    let held = Reason::Held { reason: reason.clone() };
                    proof.attended(leg, to, calendars, &held);
                }
                Going::Paused(reason) => {
                    let paused = Reason::Paused { reason: reason.clone() };
                    proof.add(leg.from, to, false, paused, leg.because);
                }
                Going::Stopped | Going::Cancelled => {
                    proof.add(leg.from, to, false, Reason::Stopped, leg.because);
                }
            }
        }
        proof.0
    }

    /// What counts as long as it is open.
    fn attended(&mut self, leg: &Leg, to: Timestamp, calendars: Known<'_>, counted: &Reason) {
        let mut told = leg.from;
        for (reign, version) in calendars.reigns(leg.from, to) {
            for open in merged(version.calendar.pieces(reign.start, reign.end)) {
                self.add(told, open.start, false, Reason::OutsideHours, version.position);
                self.add(open.start, open.end, true, counted.clone(), leg.because);
                told = open.end;
            }
            self.add(told, reign.end, false, Reason::OutsideHours, version.position);
            told = reign.end;
        }
        self.add(told, to, false, Reason::OutsideHours, 0);
    }

    fn add(&mut self, from: Timestamp, to: Timestamp, counted: bool, reason: Reason, because: u64) {
        if from >= to {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.reason == reason && last.because == because => last.to = to,
            Some(_) | None => self.0.push(Interval { from, to, counted, reason, because }),
        }
    }
}

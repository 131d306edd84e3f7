//! Cases to tell in a test as they would be told to a person.

use crate::clock::{
    AgreementVersion, Calendars, Interval, Measure, Reading, Reason, Target, Timeline, What, read,
};
use engine::{Span, Timestamp};

/// So much open time under the agreement "gold".
pub(super) fn target(span: Span) -> Target {
    Target { span, agreement: AgreementVersion { key: "gold".into(), version: 3 } }
}

/// A timeline whose positions are counted for it.
#[derive(Clone, Debug)]
pub(super) struct Case(pub(super) Timeline);

impl Case {
    /// A resolution clock that started.
    pub(super) fn started(at: Timestamp, span: Span) -> Self {
        Self::of(Measure::Resolution, at, span)
    }

    pub(super) fn of(measure: Measure, at: Timestamp, span: Span) -> Self {
        Self(Timeline::new(measure)).then(at, What::Started { target: target(span) })
    }

    /// What is recorded next, whenever it happened.
    pub(super) fn then(mut self, at: Timestamp, what: What) -> Self {
        let position = u64::try_from(self.0.facts.len()).unwrap() + 1;
        self.0.record(at, position, what);
        self
    }

    /// On hold for the customer, which pauses.
    pub(super) fn paused(self, at: Timestamp) -> Self {
        self.then(at, What::Paused { reason: "customer".into(), pauses: true })
    }

    /// On hold for our supplier, which does not.
    pub(super) fn held(self, at: Timestamp) -> Self {
        self.then(at, What::Paused { reason: "supplier".into(), pauses: false })
    }

    pub(super) fn resumed(self, at: Timestamp) -> Self {
        self.then(at, What::Resumed)
    }

    pub(super) fn stopped(self, at: Timestamp) -> Self {
        self.then(at, What::Stopped)
    }

    pub(super) fn reopened(self, at: Timestamp) -> Self {
        self.then(at, What::Reopened)
    }

    pub(super) fn retargeted(self, at: Timestamp, span: Span) -> Self {
        self.then(at, What::Retargeted { target: target(span) })
    }

    pub(super) fn deadline(self, at: Timestamp, due: Timestamp) -> Self {
        self.then(at, What::DeadlineSet { due })
    }

    pub(super) fn read(&self, calendars: &Calendars, now: Timestamp) -> Reading {
        let reading = read(&self.0, calendars, now).unwrap();
        check(&reading, now);
        reading
    }
}

/// What is true of every reading.
pub(super) fn check(reading: &Reading, now: Timestamp) {
    let until = reading.stopped.unwrap_or(now);
    let mut at = reading.started;
    let mut elapsed = Span::ZERO;
    for interval in &reading.proof {
        assert_eq!(interval.from, at, "no gap in {:?}", reading.proof);
        assert!(interval.from < interval.to, "{interval:?} is empty");
        at = interval.to;
        let counts = matches!(interval.reason, Reason::Running | Reason::Held { .. });
        assert_eq!(interval.counted, counts, "{interval:?}");
        if interval.counted {
            elapsed = elapsed + interval.to.since(interval.from);
        }
    }
    assert_eq!(at, until.max(reading.started), "{:?} is not all of it", reading.proof);
    assert_eq!(reading.elapsed, elapsed);
}

pub(super) fn running(from: Timestamp, to: Timestamp, because: u64) -> Interval {
    Interval { from, to, counted: true, reason: Reason::Running, because }
}

pub(super) fn held(from: Timestamp, to: Timestamp, because: u64) -> Interval {
    let reason = Reason::Held { reason: "supplier".into() };
    Interval { from, to, counted: true, reason, because }
}

pub(super) fn paused(from: Timestamp, to: Timestamp, because: u64) -> Interval {
    let reason = Reason::Paused { reason: "customer".into() };
    Interval { from, to, counted: false, reason, because }
}

pub(super) fn outside(from: Timestamp, to: Timestamp, because: u64) -> Interval {
    Interval { from, to, counted: false, reason: Reason::OutsideHours, because }
}

pub(super) fn stopped(from: Timestamp, to: Timestamp, because: u64) -> Interval {
    Interval { from, to, counted: false, reason: Reason::Stopped, because }
}

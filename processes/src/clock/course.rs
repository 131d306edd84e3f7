//! The course a clock took: its facts put in order, before any calendar is looked at.

use super::calendar::total;
use super::hindrance::{Going, Hindrance, hindrances};
use super::versions::Known;
use super::{Fact, Target, Timeline, What};
use engine::{Span, Timestamp};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// The course of a clock that has started.
#[derive(Debug)]
pub(super) struct Course<'a> {
    pub(super) started: Timestamp,
    pub(super) terms: Terms<'a>,
    pub(super) end: Option<End>,
    /// What it did, one leg after the other from the start on; the last has no end.
    pub(super) legs: Vec<Leg>,
}

/// What it has to keep.
#[derive(Clone, Debug)]
pub(super) struct Terms<'a> {
    pub(super) target: &'a Target,
    pub(super) deadline: Option<Timestamp>,
}

/// The stop that was not reopened.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) at: Timestamp,
    pub(super) cancelled: bool,
}

/// A time in which it did one thing.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) from: Timestamp,
    pub(super) to: Option<Timestamp>,
    pub(super) going: Going,
    /// The position of the fact that made it do so.
    pub(super) because: u64,
}

impl<'a> Course<'a> {
    /// The course by what happened up to `now`; none if it has not started by then.
    pub(super) fn of(timeline: &'a Timeline, now: Timestamp) -> Option<Self> {
        let mut facts: Vec<_> = timeline.facts.iter().filter(|fact| fact.at <= now).collect();
        // Stable, so facts of one record stay as given.
        facts.sort_by_key(|fact| fact.position);
        let is_start = |fact: &&&Fact| matches!(fact.what, What::Started { .. });
        let (started, because) =
            facts.iter().find(is_start).map(|fact| (fact.at, fact.position))?;
        let hindrances = hindrances(timeline.measure, started, &facts);
        let last = hindrances.iter().find(|one| one.going.stops() && one.to.is_none());
        let terms = last
            .and_then(|stop| terms(&facts, started, (stop.from, stop.because)))
            .or_else(|| terms(&facts, started, (Timestamp::MAX, u64::MAX)))?;
        let end = last.map(|stop| End { at: stop.from, cancelled: stop.going == Going::Cancelled });
        let legs = legs(started, because, &hindrances);
        Some(Self { started, terms, end, legs })
    }

    /// When it is due. Of a stopped clock: when it would have been.
    pub(super) fn due(&self, calendars: Known<'_>) -> Option<Timestamp> {
        match self.terms.deadline {
            Some(deadline) => Some(deadline),
            None => self.used_up(calendars, self.terms.target.span),
        }
    }

    /// When a share of what it has, in percent, is used.
    pub(super) fn at_share(&self, calendars: Known<'_>, percent: u16) -> Option<Timestamp> {
        let share = |whole: Span| {
            let part = i128::from(whole.as_nanos()) * i128::from(percent) / 100;
            Span::from_nanos(i64::try_from(part).unwrap_or(i64::MAX))
        };
        match self.terms.deadline {
            Some(deadline) if deadline <= self.started => Some(deadline),
            Some(deadline) => Some(self.started + share(deadline.since(self.started))),
            None => self.used_up(calendars, share(self.terms.target.span)),
        }
    }

    /// How much open time was used up to an instant.
    pub(super) fn elapsed(&self, calendars: Known<'_>, until: Timestamp) -> Span {
        let counting = |leg: &&Leg| matches!(leg.going, Going::Running | Going::Held(_));
        let spans =
            self.legs.iter().filter(counting).map(|leg| {
                total(calendars.pieces(leg.from, leg.to.map_or(until, |to| to.min(until))))
            });
        spans.fold(Span::ZERO, |sum, span| sum + span)
    }

    /// When so much open time has been used.
    fn used_up(&self, calendars: Known<'_>, span: Span) -> Option<Timestamp> {
        if span <= Span::ZERO {
            return Some(self.started);
        }
        let spent = self.legs.iter().try_fold(span, |left, leg| match (&leg.going, leg.to) {
            (Going::Running | Going::Held(_), to) => calendars.spend(leg.from, to, left),
            // Once it has stopped, it is due as if it had gone on.
            (Going::Stopped | Going::Cancelled, None) => calendars.spend(leg.from, None, left),
            (Going::Stopped | Going::Cancelled, Some(_)) | (Going::Paused(_), _) => {
                ControlFlow::Continue(left)
            }
        });
        spent.break_value()
    }
}

/// What it has to keep by what happened before an instant and position.
fn terms<'a>(
    facts: &[&'a Fact],
    started: Timestamp,
    before: (Timestamp, u64),
) -> Option<Terms<'a>> {
    let mut facts: Vec<_> = facts.iter().map(|fact| (fact.at.max(started), fact)).collect();
    facts.sort_by_key(|(at, _)| *at);
    let (mut target, mut deadline) = (None, None);
    for (_, fact) in facts.into_iter().filter(|(at, fact)| (*at, fact.position) <= before) {
        match &fact.what {
            What::Started { target: new } | What::Retargeted { target: new } => target = Some(new),
            What::DeadlineSet { due } => deadline = Some(*due),
            What::DeadlineLifted => deadline = None,
            What::Paused { .. }
            | What::Resumed
            | What::Stopped
            | What::Reopened
            | What::Cancelled => {}
        }
    }
    target.map(|target| Terms { target, deadline })
}

/// Lays what hinders the clock over the time since its start.
fn legs(started: Timestamp, because: u64, hindrances: &[Hindrance]) -> Vec<Leg> {
    let mut edges = Vec::new();
    for hindrance in hindrances.iter().filter(|one| one.to.is_none_or(|to| one.from < to)) {
        edges.push((hindrance.from, hindrance));
        edges.extend(hindrance.to.map(|to| (to, hindrance)));
    }
    edges.sort_by_key(|(at, _)| *at);

    let mut legs = Vec::new();
    let mut last = Leg { from: started, to: None, going: Going::Running, because };
    let mut active = BTreeSet::new();
    let mut running = because;
    for turn in edges.chunk_by(|one, next| one.0 == next.0) {
        let (begun, ended): (Vec<_>, Vec<_>) =
            turn.iter().copied().partition(|(at, hindrance)| *at == hindrance.from);
        active.extend(begun.into_iter().map(|(_, hindrance)| hindrance));
        running = ended.iter().map(|(_, one)| one.ended_by).max().unwrap_or(running);
        for (_, hindrance) in ended {
            active.remove(hindrance);
        }
        let (going, because) = match active.last() {
            Some(hindrance) => (hindrance.going.clone(), hindrance.because),
            None => (Going::Running, running),
        };
        let at = turn.first().map_or(started, |(at, _)| *at);
        if last.from < at {
            legs.push(Leg { to: Some(at), ..last });
        }
        last = Leg { from: at, to: None, going, because };
    }
    legs.push(last);
    legs
}

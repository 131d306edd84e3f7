//! Clocks against a person who notes down every minute, and what is true of any clock.

use super::case::{Case, check, target};
use super::minutes;
use super::wall::hours_near_a_jump;
use crate::clock::{
    Calendar, CalendarVersion, Calendars, Fact, Measure, Reading, State, Timeline, What, ended,
    glance, read,
};
use engine::{Span, Timestamp};
use proptest::prelude::*;

/// The longest time a generated case takes, in minutes.
const LONGEST: i64 = 4 * 24 * 60;

fn what(start: Timestamp) -> impl Strategy<Value = What> {
    let span = || (0..30 * 60_i64).prop_map(|open| target(minutes(open)));
    prop_oneof![
        6 => any::<bool>().prop_map(|pauses| What::Paused { reason: "it".into(), pauses }),
        6 => Just(What::Resumed),
        2 => Just(What::Stopped),
        3 => Just(What::Reopened),
        2 => span().prop_map(|target| What::Retargeted { target }),
        1 => span().prop_map(|target| What::Started { target }),
        1 => (-60..LONGEST).prop_map(move |due| What::DeadlineSet { due: start + minutes(due) }),
        1 => Just(What::DeadlineLifted),
        1 => Just(What::Cancelled),
    ]
}

/// A case that starts at `start`, with facts that happened whenever.
fn timeline(start: Timestamp) -> impl Strategy<Value = Timeline> {
    let fact = (0..LONGEST / 4, what(start));
    let measure = prop_oneof![Just(Measure::Resolution), Just(Measure::Response)];
    (measure, 0..30 * 60_i64, proptest::collection::vec(fact, 0..12)).prop_map(
        move |(measure, span, facts)| {
            let case = Case::of(measure, start, minutes(span));
            facts.into_iter().fold(case, |case, (at, what)| case.then(start + minutes(at), what)).0
        },
    )
}

/// Two versions of a calendar and an instant some days before the clocks jump.
fn calendars() -> impl Strategy<Value = (Calendars, Timestamp)> {
    (hours_near_a_jump(), hours_near_a_jump(), -60..LONGEST).prop_map(
        |((first, start), (second, _), recorded)| {
            let version = |effective_from, position, hours| {
                let calendar = Calendar::new(&hours).unwrap();
                CalendarVersion { effective_from, position, calendar }
            };
            let first = version(Timestamp::MIN, 101, first);
            let second = version(start + minutes(recorded), 102, second);
            (Calendars::new([first, second]), start)
        },
    )
}

fn scene() -> impl Strategy<Value = (Calendars, Timeline)> {
    calendars().prop_flat_map(|(calendars, start)| (Just(calendars), timeline(start)))
}

/// The same facts, recorded in the order in which they happened.
fn lived(timeline: &Timeline) -> Timeline {
    let mut lived = timeline.clone();
    lived.facts.sort_by_key(|fact| fact.at);
    for (position, fact) in (1..).zip(&mut lived.facts) {
        fact.position = position;
    }
    lived
}

/// What the person who notes down every minute knows.
struct Notes {
    started: Timestamp,
    span: Span,
    deadline: Option<Timestamp>,
    pauses: bool,
    stopped: Option<Timestamp>,
    cancelled: bool,
    /// What applies once it is reopened.
    after: (Span, Option<Timestamp>),
    /// The minutes that counted.
    counted: Vec<Timestamp>,
}

impl Notes {
    fn take(timeline: &Timeline, calendars: &Calendars, now: Timestamp) -> Self {
        let started = timeline.facts[0].at;
        let (span, deadline, after) = (Span::ZERO, None, (Span::ZERO, None));
        let (pauses, stopped, cancelled, counted) = (false, None, false, Vec::new());
        let mut notes =
            Self { started, span, deadline, pauses, stopped, cancelled, after, counted };
        // Who says that it stopped later than they said before takes back what they said before.
        let known: Vec<_> = timeline.facts.iter().filter(|fact| fact.at <= now).collect();
        let taken_back = |(nth, fact): (usize, &&Fact)| {
            let ends = |fact: &&&Fact| {
                matches!(fact.what, What::Stopped | What::Reopened | What::Cancelled)
            };
            let next = known[nth + 1..].iter().find(ends);
            timeline.measure == Measure::Resolution
                && fact.what == What::Stopped
                && next.is_some_and(|next| next.what == What::Stopped)
        };
        let kept = known.iter().enumerate().filter(|fact| !taken_back(*fact));
        let known: Vec<_> = kept.map(|(_, fact)| *fact).collect();
        let mut minute = started;
        while minute <= now {
            for fact in known.iter().filter(|fact| fact.at == minute) {
                notes.hear(timeline.measure, fact);
            }
            let goes = !notes.pauses && notes.stopped.is_none();
            if goes && minute < now && calendars.is_open(minute) {
                notes.counted.push(minute);
            }
            minute = minute + minutes(1);
        }
        notes
    }

    fn hear(&mut self, measure: Measure, fact: &Fact) {
        match &fact.what {
            What::Started { target } | What::Retargeted { target } => self.after.0 = target.span,
            What::DeadlineSet { due } => self.after.1 = Some(*due),
            What::DeadlineLifted => self.after.1 = None,
            What::Paused { pauses, .. } if self.stopped.is_none() => self.pauses = *pauses,
            What::Resumed if self.stopped.is_none() => self.pauses = false,
            What::Stopped | What::Cancelled if self.cancelled => {}
            What::Stopped if self.stopped.is_none() => {
                (self.stopped, self.pauses) = (Some(fact.at), false);
                (self.span, self.deadline) = self.after;
            }
            What::Cancelled if self.stopped.is_none() => {
                (self.stopped, self.cancelled, self.pauses) = (Some(fact.at), true, false);
                (self.span, self.deadline) = self.after;
            }
            What::Reopened if measure == Measure::Resolution && !self.cancelled => {
                self.stopped = None;
            }
            What::Paused { .. }
            | What::Resumed
            | What::Stopped
            | What::Cancelled
            | What::Reopened => {}
        }
        if self.stopped.is_none() {
            (self.span, self.deadline) = self.after;
        }
    }

    fn due(&self) -> Option<Timestamp> {
        if self.deadline.is_some() || self.span == Span::ZERO {
            return self.deadline.or(Some(self.started));
        }
        let last = usize::try_from(self.span.as_minutes() - 1).unwrap();
        self.counted.get(last).map(|minute| *minute + minutes(1))
    }
}

/// When the last thing happened that the timeline and the calendars tell of.
fn last(timeline: &Timeline) -> Timestamp {
    timeline.facts.iter().map(|fact| fact.at).max().unwrap()
}

fn verdict_fits(reading: &Reading) -> bool {
    match reading.state {
        State::Met | State::Cancelled => reading.remaining >= Span::ZERO,
        State::Breached => reading.remaining <= Span::ZERO,
        State::Running | State::Paused | State::OutsideHours => reading.stopped.is_none(),
    }
}

/// Never is later than any time.
fn or_never(due: Option<Timestamp>) -> (bool, Option<Timestamp>) {
    (due.is_none(), due)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_clock_agrees_with_who_notes_down_every_minute(
        (calendars, timeline) in scene(),
        now in 0..LONGEST,
    ) {
        let timeline = lived(&timeline);
        // The start is the first fact of all, so it stays the first.
        let now = timeline.facts[0].at + minutes(now);
        let reading = read(&timeline, &calendars, now).unwrap();
        let glanced = glance(&timeline, &calendars, now).unwrap();
        prop_assert_eq!(
            (glanced.state, glanced.due, glanced.target),
            (reading.state, reading.due, reading.target.clone())
        );
        let over = reading.stopped.map(|_| (reading.state, reading.elapsed));
        prop_assert_eq!(ended(&timeline, &calendars, now), over);
        let notes = Notes::take(&timeline, &calendars, now);
        prop_assert_eq!(reading.stopped, notes.stopped);
        prop_assert_eq!(reading.elapsed, minutes(i64::try_from(notes.counted.len()).unwrap()));
        prop_assert_eq!((reading.target.span, reading.deadline), (notes.span, notes.deadline));
        let until = notes.stopped.unwrap_or(now);
        let past = |due: &Timestamp| *due <= until;
        prop_assert_eq!(reading.due.filter(past), notes.due().filter(past));
        let late = notes.due().is_some_and(|due| due < until);
        let state = match (late, notes.stopped) {
            (true, _) => State::Breached,
            (false, Some(_)) if notes.cancelled => State::Cancelled,
            (false, Some(_)) => State::Met,
            (false, None) if notes.pauses => State::Paused,
            (false, None) if calendars.is_open(now) => State::Running,
            (false, None) => State::OutsideHours,
        };
        prop_assert_eq!(reading.state, state);
    }

    #[test]
    fn a_proof_proves_whatever_was_recorded(
        (calendars, timeline) in scene(),
        now in 0..LONGEST * 60_000_000_000,
    ) {
        let now = timeline.facts[0].at + Span::from_nanos(now);
        let reading = read(&timeline, &calendars, now).unwrap();
        check(&reading, now);
        prop_assert!(verdict_fits(&reading), "{:?}", reading);
        for interval in reading.proof.iter().filter(|interval| interval.counted) {
            let open = calendars.between(interval.from, interval.to);
            prop_assert_eq!(open, interval.to.since(interval.from));
        }
        let again = read(&timeline, &calendars, now).unwrap();
        prop_assert_eq!(&again, &reading);
    }

    #[test]
    fn a_timer_set_by_the_facts_finds_a_breach_and_not_before(
        (calendars, timeline) in scene(),
    ) {
        // The second version has been recorded by then.
        let settled = last(&timeline).max(timeline.facts[0].at + minutes(LONGEST));
        let reading = read(&timeline, &calendars, settled).unwrap();
        prop_assert_eq!(timeline.due(&calendars), reading.due);
        prop_assert_eq!(timeline.at_share(&calendars, 100), reading.due);
        if let Some(breached) = timeline.breaches_at(&calendars).filter(|at| *at > settled) {
            let before = breached - Span::from_nanos(1);
            let state = |at| read(&timeline, &calendars, at).unwrap().state;
            prop_assert_ne!(state(before), State::Breached);
            prop_assert_eq!(state(breached), State::Breached);
        }
        let shares = [0, 1, 50, 75, 99, 100, 150].map(|percent| timeline.at_share(&calendars, percent));
        prop_assert!(shares.map(or_never).is_sorted(), "{:?}", shares);
    }

    #[test]
    fn inserting_a_pause_never_makes_due_earlier(
        (calendars, timeline) in scene(),
        from in 0..LONGEST,
        length in 0..24 * 60_i64,
    ) {
        // Nothing is on hold any more, so that the pause is one of its own.
        let start = timeline.facts[0].at;
        let plain = Case(timeline).resumed(start + minutes(LONGEST));
        let from = start + minutes(from);
        let pause = What::Paused { reason: "another".into(), pauses: true };
        let longer = plain.clone().then(from, pause).resumed(from + minutes(length));
        let (due, later) = (plain.0.due(&calendars), longer.0.due(&calendars));
        prop_assert!(or_never(due) <= or_never(later), "{:?} {:?}", due, later);
        if length == 0 {
            prop_assert_eq!(due, later);
        }
    }

    #[test]
    fn the_order_in_the_list_is_of_no_account(
        (calendars, timeline) in scene(),
        turn in 0..12_usize,
    ) {
        let mut turned = timeline.clone();
        turned.facts.rotate_left(turn % timeline.facts.len());
        let now = last(&timeline);
        prop_assert_eq!(read(&turned, &calendars, now), read(&timeline, &calendars, now));
    }
}

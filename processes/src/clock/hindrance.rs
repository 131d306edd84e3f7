//! What keeps a clock from running: holds and stops, each from one fact to another.

use super::{Fact, Measure, What};
use engine::Timestamp;

/// What a clock does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Going {
    Running,
    /// On hold, but the time counts.
    Held(String),
    Paused(String),
    Stopped,
    Cancelled,
}

impl Going {
    pub(super) const fn stops(&self) -> bool {
        match self {
            Self::Stopped | Self::Cancelled => true,
            Self::Running | Self::Held(_) | Self::Paused(_) => false,
        }
    }

    /// Of several at once, the one of the highest rank is what the clock does.
    const fn rank(&self) -> u8 {
        match self {
            Self::Running => 0,
            Self::Held(_) => 1,
            Self::Paused(_) => 2,
            Self::Stopped => 3,
            Self::Cancelled => 4,
        }
    }
}

/// A time in which something keeps the clock from simply running.
#[derive(Debug)]
pub(super) struct Hindrance {
    pub(super) from: Timestamp,
    /// None while it lasts. Not after `from`: it took no time.
    pub(super) to: Option<Timestamp>,
    pub(super) going: Going,
    /// The position of the fact it began with.
    pub(super) because: u64,
    /// The position of the fact it ended with.
    pub(super) ended_by: u64,
}

impl Hindrance {
    const fn new(from: Timestamp, going: Going, because: u64) -> Self {
        Self { from, to: None, going, because, ended_by: 0 }
    }

    /// A back-dated fact may end it before it began: then it took no time.
    fn end(mut self, at: Timestamp, by: u64) -> Self {
        self.to = Some(at);
        self.ended_by = by;
        self
    }
}

/// Of two at once, the one that goes before the other is the greater: what stops before what
/// pauses before what holds, then the one that began later.
impl Ord for Hindrance {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |one: &Self| (one.going.rank(), one.from, one.because, one.to);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Hindrance {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Hindrance {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Hindrance {}

/// Pairs what begins with what ends, in the order of recording, for that is the order in which
/// the process allowed them: whatever instants back-dated facts name, a hold that was recorded as
/// over is over.
///
/// The stop that was not reopened, if there is one, is the only stop without end.
pub(super) fn hindrances(measure: Measure, started: Timestamp, facts: &[&Fact]) -> Vec<Hindrance> {
    let mut pairs = Pairs { measure, hold: None, stop: None, done: Vec::new() };
    for fact in without_restated_stops(measure, facts) {
        pairs.apply(fact.at.max(started), fact);
    }
    let Pairs { hold, stop, mut done, .. } = pairs;
    done.extend(hold);
    done.extend(stop);
    done
}

struct Pairs {
    measure: Measure,
    hold: Option<Hindrance>,
    stop: Option<Hindrance>,
    done: Vec<Hindrance>,
}

impl Pairs {
    fn apply(&mut self, at: Timestamp, fact: &Fact) {
        let by = fact.position;
        match &fact.what {
            What::Paused { reason, pauses } => {
                self.end_hold(at, by);
                let going = if *pauses { Going::Paused } else { Going::Held };
                self.hold = Some(Hindrance::new(at, going(reason.to_string()), by));
            }
            What::Resumed => self.end_hold(at, by),
            What::Stopped | What::Cancelled if self.stop.is_none() => {
                self.end_hold(at, by);
                let cancelled = matches!(fact.what, What::Cancelled);
                let going = if cancelled { Going::Cancelled } else { Going::Stopped };
                self.stop = Some(Hindrance::new(at, going, by));
            }
            What::Reopened if self.measure == Measure::Resolution => {
                if let Some(stop) = self.stop.take_if(|stop| stop.going == Going::Stopped) {
                    // A hold that was recorded meanwhile was one of before the stop.
                    self.end_hold(stop.from, by);
                    self.done.push(stop.end(at, by));
                }
            }
            What::Started { .. }
            | What::Retargeted { .. }
            | What::DeadlineSet { .. }
            | What::DeadlineLifted
            | What::Stopped
            | What::Cancelled
            | What::Reopened => {}
        }
    }

    fn end_hold(&mut self, at: Timestamp, by: u64) {
        self.done.extend(self.hold.take().map(|hold| hold.end(at, by)));
    }
}

/// Leaves one of several stops in a row: the response is the first one given; of a resolution that
/// is stated several times without reopening, the last value counts.
fn without_restated_stops<'a>(measure: Measure, facts: &[&'a Fact]) -> Vec<&'a Fact> {
    let mut facts = facts.to_vec();
    match measure {
        Measure::Response => {
            let before_cancelled = facts.iter().take_while(|fact| fact.what != What::Cancelled);
            let stops = before_cancelled.filter(|fact| fact.what == What::Stopped);
            if let Some(first) = stops.min_by_key(|fact| fact.at).copied() {
                facts.retain(|fact| fact.what != What::Stopped || std::ptr::eq(*fact, first));
            }
        }
        Measure::Resolution => {
            let mut restated = false;
            facts.reverse();
            facts.retain(|fact| match fact.what {
                What::Stopped => !std::mem::replace(&mut restated, true),
                What::Reopened | What::Cancelled => {
                    restated = false;
                    true
                }
                What::Started { .. }
                | What::Retargeted { .. }
                | What::Paused { .. }
                | What::Resumed
                | What::DeadlineSet { .. }
                | What::DeadlineLifted => true,
            });
            facts.reverse();
        }
    }
    facts
}

use crate::process::{AnyDeadline, AnyState};
use crate::{CommandId, Door, Effect, Origin, StreamId, Timestamp, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

type Due = BTreeSet<(Timestamp, StreamId, String)>;

/// What falls due, derived from the states as they change: nothing is scheduled, cancelled or lost.
///
/// What a timer commands is not kept here: it is in the state when the time has come.
#[derive(Debug, Default)]
pub(super) struct Timers {
    armed: BTreeMap<StreamId, Armed>,
    /// What wall time fires.
    due: Due,
    /// What the clock of an import run fires.
    runs: BTreeMap<u64, Due>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Armed {
    run: Option<u64>,
    timers: Vec<Timer>,
}

/// One armed deadline.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Timer {
    pub(super) name: String,
    /// When it is due.
    pub(super) at: Timestamp,
    /// When it is tried next: later than due after refusals.
    next: Timestamp,
    /// The version that set it.
    set_by: Version,
    /// How often it was refused.
    pub(super) attempt: u32,
    effect: Effect,
}

/// A snapshot of all timers.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct AllArmed(Vec<(StreamId, Armed)>);

impl Timer {
    /// (stream, name, version that set it, due) and the attempt.
    pub(super) fn command_id(&self, stream: &StreamId) -> CommandId {
        let Self { name, at, set_by, attempt, .. } = self;
        let sent_as = format!("{name} {set_by} {} {attempt}", at.as_nanos());
        CommandId::derive(Door::Timer, &stream.to_string(), &sent_as)
    }
}

impl Timers {
    /// A refused timer is tried so often, then it is given up and stays visible in its refusals.
    pub(super) const ATTEMPTS_MAX: u32 = 8;

    /// Takes in a stream's state after a command.
    pub(super) fn changed(
        &mut self,
        stream: &StreamId,
        version: Version,
        origin: Origin,
        state: &dyn AnyState,
    ) {
        let old = self.disarm(stream);
        let deadlines = state.deadlines();
        if deadlines.is_empty() {
            return;
        }
        let run = match origin {
            Origin::Live => None,
            Origin::Imported { run } => Some(run),
        };
        let timer = |AnyDeadline { name, at, effect, .. }| {
            let known = old.timers.iter().find(|timer| timer.name == name && timer.at == at);
            let set_by = known.map_or(version, |timer| timer.set_by);
            Timer { name: name.to_owned(), at, next: at, set_by, attempt: 0, effect }
        };
        let armed = Armed { run, timers: deadlines.into_iter().map(timer).collect() };
        self.arm(stream.clone(), armed);
    }

    fn arm(&mut self, stream: StreamId, armed: Armed) {
        for timer in &armed.timers {
            let entry = (timer.next, stream.clone(), timer.name.clone());
            match armed.run {
                None => {
                    self.due.insert(entry);
                }
                // What moves a state is silent: the source decides its own lifecycle.
                Some(run) if timer.effect == Effect::Records => {
                    self.runs.entry(run).or_default().insert(entry);
                }
                Some(_) => {}
            }
        }
        self.armed.insert(stream, armed);
    }

    fn disarm(&mut self, stream: &StreamId) -> Armed {
        let armed = self.armed.remove(stream).unwrap_or_default();
        for timer in &armed.timers {
            let entry = (timer.next, stream.clone(), timer.name.clone());
            match armed.run {
                None => {
                    self.due.remove(&entry);
                }
                Some(run) => {
                    self.runs.get_mut(&run).map(|due| due.remove(&entry));
                }
            }
        }
        armed
    }

    /// When wall time fires next.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, ..)| *at)
    }

    /// The longest overdue by `now`, if any.
    pub(super) fn due(&self, now: Timestamp) -> Option<(StreamId, Timer)> {
        self.due.first().filter(|(at, ..)| *at <= now).and_then(|entry| self.armed_at(entry))
    }

    /// The first of an import run that is due before `until`, if any.
    pub(super) fn due_in_run(&self, run: u64, until: Timestamp) -> Option<(StreamId, Timer)> {
        let first = self.runs.get(&run)?.first().filter(|(at, ..)| *at < until)?;
        self.armed_at(first)
    }

    fn armed_at(
        &self,
        (_, stream, name): &(Timestamp, StreamId, String),
    ) -> Option<(StreamId, Timer)> {
        let timers = &self.armed.get(stream)?.timers;
        let timer = timers.iter().find(|timer| timer.name == *name)?;
        Some((stream.clone(), timer.clone()))
    }

    /// A timer was refused at `now`: it is tried again later, at most so often.
    ///
    /// Returns whether it has been given up.
    pub(super) fn refused(&mut self, stream: &StreamId, fired: &Timer, now: Timestamp) -> bool {
        let mut armed = self.disarm(stream);
        let mut given_up = false;
        armed.timers.retain_mut(|timer| {
            let same = timer.name == fired.name && timer.at == fired.at;
            if same && timer.attempt == fired.attempt {
                timer.attempt += 1;
                timer.next = now + crate::Span::from_seconds(1 << timer.attempt);
                given_up = timer.attempt >= Self::ATTEMPTS_MAX;
            }
            !(same && given_up)
        });
        self.arm(stream.clone(), armed);
        given_up
    }

    /// An import run is over: what it brought in hears wall time from now on.
    pub(super) fn run_ended(&mut self, run: u64) {
        self.runs.remove(&run);
        let of_run = |(_, armed): &(&StreamId, &Armed)| armed.run == Some(run);
        let streams: Vec<_> =
            self.armed.iter().filter(of_run).map(|(stream, _)| stream.clone()).collect();
        for stream in streams {
            let mut armed = self.disarm(&stream);
            armed.run = None;
            self.arm(stream, armed);
        }
    }

    pub(super) fn to_snapshot(&self) -> AllArmed {
        AllArmed(self.armed.iter().map(|(stream, armed)| (stream.clone(), armed.clone())).collect())
    }

    pub(super) fn restore(AllArmed(armed): AllArmed) -> Self {
        let mut timers = Self::default();
        for (stream, armed) in armed {
            timers.arm(stream, armed);
        }
        timers
    }

    pub(super) fn len(&self) -> usize {
        self.armed.values().map(|armed| armed.timers.len()).sum()
    }
}

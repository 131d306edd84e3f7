use crate::process::AnyDeadline;
use crate::system::{import, outcome};
use crate::{
    CommandId, DecodeError, Door, Effect, EventSet as _, Key, Position, RecordRef, Span, StreamId,
    Timestamp, Version,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Due = BTreeSet<(Timestamp, StreamId, SmolStr)>;

/// What falls due: a fold of the log like all else, so nothing is scheduled, cancelled or lost, and
/// a refusal counts the same after a restart.
///
/// What a timer commands is not kept here: it is in the state when the time has come.
#[derive(Debug, Default)]
pub(super) struct Timers {
    armed: HashMap<StreamId, Armed>,
    /// The import runs that are over, and since when.
    ended: BTreeMap<u64, Timestamp>,
    /// What wall time fires.
    due: Due,
    /// What the clock of an import run fires.
    runs: BTreeMap<u64, Due>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Armed {
    /// The last import run that told of it, over or not.
    run: Option<u64>,
    /// The version that brought these timers about: a later one that knows one of them no more has
    /// told.
    version: Version,
    timers: Vec<Timer>,
}

/// One armed deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Timer {
    pub(super) name: SmolStr,
    /// When it is due.
    pub(super) at: Timestamp,
    /// When it is tried next: later than due after refusals.
    next: Timestamp,
    /// The version that set it.
    set_by: Version,
    /// The record that set it.
    pub(super) cause: Position,
    /// How often it fired and stood all the same.
    attempt: u32,
    effect: Effect,
}

/// A snapshot of all timers.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct AllArmed {
    armed: Vec<(StreamId, Armed)>,
    ended: BTreeMap<u64, Timestamp>,
}

/// A command that changed a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub(super) stream: &'a StreamId,
    /// How many events the stream has now.
    pub(super) version: Version,
    /// Where its last event lies.
    pub(super) position: Position,
    /// The last import run that told of it.
    pub(super) run: Option<u64>,
    pub(super) command: CommandId,
    /// Whether a timer sent it: only then can it be one of these that fired.
    pub(super) by_timer: bool,
    pub(super) recorded_at: Timestamp,
}

/// A timer that was refused too often, and waits for a person.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct GivenUp {
    /// Whose.
    pub stream: StreamId,
    /// Which one.
    pub name: String,
    /// When it was due.
    pub at: Timestamp,
}

impl Timer {
    /// A refused timer is tried again so often, then it is given up.
    const RETRIES_MAX: u32 = 8;

    /// (stream, name, version that set it, due) and the attempt.
    pub(super) fn command_id(&self, stream: &StreamId) -> CommandId {
        let Self { name, at, set_by, attempt, .. } = self;
        let sent_as = format!("{name} {set_by} {} {attempt}", at.as_nanos());
        CommandId::derive(Door::Timer, &stream.to_string(), &sent_as)
    }

    fn is_given_up(&self) -> bool {
        self.attempt > Self::RETRIES_MAX
    }

    /// It fired at `now`, and stands all the same: it is tried again later.
    fn stands(&mut self, stream: &StreamId, now: Timestamp) {
        self.attempt += 1;
        self.next = now + Span::from_seconds(1 << self.attempt.min(Self::RETRIES_MAX));
        if self.is_given_up() {
            tracing::warn!(%stream, timer = %self.name, due = %self.at, "timer given up");
        }
    }
}

impl Timers {
    /// Takes a stream's deadlines in, as they are after a command.
    pub(super) fn changed(&mut self, change: &Change<'_>, deadlines: &[AnyDeadline]) {
        let &Change { stream, version, position, run, command, by_timer, recorded_at } = change;
        if !by_timer && self.stays_as_it_is(stream, run, deadlines) {
            return;
        }
        let old = self.disarm(stream);
        if deadlines.is_empty() {
            return;
        }
        let timer = |&AnyDeadline { name, at, effect }: &AnyDeadline| {
            let known = old.timers.iter().find(|timer| timer.name == name && timer.at == at);
            let Some(known) = known else {
                let (name, set_by, cause) = (name.into(), version, position);
                return Timer { name, at, next: at, set_by, cause, attempt: 0, effect };
            };
            let mut timer = Timer { effect, ..known.clone() };
            if by_timer && timer.command_id(stream) == command {
                timer.stands(stream, recorded_at);
            }
            timer
        };
        let timers = deadlines.iter().map(timer).collect();
        self.arm(stream.clone(), Armed { run, version, timers });
    }

    /// Most commands move no deadline: nothing is to be taken apart and put together again then.
    fn stays_as_it_is(
        &self,
        stream: &StreamId,
        run: Option<u64>,
        deadlines: &[AnyDeadline],
    ) -> bool {
        let Some(armed) = self.armed.get(stream) else { return deadlines.is_empty() };
        let same = |(timer, new): (&Timer, &AnyDeadline)| {
            timer.name == new.name && timer.at == new.at && timer.effect == new.effect
        };
        armed.run == run
            && armed.timers.len() == deadlines.len()
            && armed.timers.iter().zip(deadlines).all(same)
    }

    /// Whether a record says anything to the timers by itself.
    pub(super) fn concerns(record: &RecordRef<'_>) -> bool {
        let fired = record.metadata.door == Door::Timer;
        (fired && record.process == outcome::LIFECYCLE.process)
            || import::ended_run(record).is_some()
    }

    /// Takes in that an import run ended, or that a timer fired in vain.
    pub(super) fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if let Some(run) = import::ended_run(record) {
            self.run_ended(run, record.metadata.recorded_at);
            return Ok(());
        }
        let (process, key) =
            match outcome::Event::decode(record.event, record.schema, record.payload)? {
                outcome::Event::Satisfied(satisfied) => (satisfied.process, satisfied.key),
                outcome::Event::Refused(refusal) => (refusal.process, refusal.key),
            };
        if let Ok(key) = Key::recorded(&key) {
            let metadata = record.metadata;
            let stream = StreamId::new(&process, key);
            self.fired_in_vain(&stream, metadata.command_id, metadata.recorded_at);
        }
        Ok(())
    }

    /// The command of a timer changed nothing: the timer is tried again later.
    pub(super) fn fired_in_vain(&mut self, stream: &StreamId, command: CommandId, now: Timestamp) {
        self.edit(stream, |timers| {
            let fired = timers.iter_mut().find(|timer| timer.command_id(stream) == command);
            if let Some(timer) = fired {
                timer.stands(stream, now);
            }
        });
    }

    /// The state of the stream, as of `version`, knows no such deadline.
    pub(super) fn gone(&mut self, stream: &StreamId, gone: &Timer, version: Version) {
        if self.armed.get(stream).is_some_and(|armed| armed.version <= version) {
            self.edit(stream, |timers| timers.retain(|timer| timer != gone));
        }
    }

    fn edit(&mut self, stream: &StreamId, change: impl FnOnce(&mut Vec<Timer>)) {
        let mut armed = self.disarm(stream);
        change(&mut armed.timers);
        if !armed.timers.is_empty() {
            self.arm(stream.clone(), armed);
        }
    }

    fn due_mut(&mut self, run: Option<u64>) -> &mut Due {
        match run.filter(|run| !self.ended.contains_key(run)) {
            None => &mut self.due,
            Some(run) => self.runs.entry(run).or_default(),
        }
    }

    /// Whether a timer stays silent. In a run, whatever moves does: the source decides its own
    /// lifecycle. What it let pass by the end of the run is not made up for afterwards.
    fn is_silent(&self, run: Option<u64>, timer: &Timer) -> bool {
        let in_history = |run| self.ended.get(&run).is_none_or(|ended| timer.at <= *ended);
        timer.is_given_up() || timer.effect == Effect::Moves && run.is_some_and(in_history)
    }

    fn arm(&mut self, stream: StreamId, armed: Armed) {
        for timer in &armed.timers {
            if !self.is_silent(armed.run, timer) {
                let entry = (timer.next, stream.clone(), timer.name.clone());
                self.due_mut(armed.run).insert(entry);
            }
        }
        self.armed.insert(stream, armed);
    }

    fn disarm(&mut self, stream: &StreamId) -> Armed {
        let Some(armed) = self.armed.remove(stream) else { return Armed::default() };
        for timer in &armed.timers {
            let entry = (timer.next, stream.clone(), timer.name.clone());
            self.due_mut(armed.run).remove(&entry);
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
        (_, stream, name): &(Timestamp, StreamId, SmolStr),
    ) -> Option<(StreamId, Timer)> {
        let timers = &self.armed.get(stream)?.timers;
        let timer = timers.iter().find(|timer| timer.name == *name)?;
        Some((stream.clone(), timer.clone()))
    }

    /// An import run is over: what it brought in hears wall time from now on.
    fn run_ended(&mut self, run: u64, at: Timestamp) {
        self.ended.insert(run, at);
        self.runs.remove(&run);
        let of_run = |(_, armed): &(&StreamId, &Armed)| armed.run == Some(run);
        let streams: Vec<_> =
            self.armed.iter().filter(of_run).map(|(stream, _)| stream.clone()).collect();
        for stream in streams {
            if let Some(armed) = self.armed.remove(&stream) {
                self.arm(stream, armed);
            }
        }
    }

    pub(super) fn to_snapshot(&self) -> AllArmed {
        let armed = self.armed.iter().map(|(stream, armed)| (stream.clone(), armed.clone()));
        let mut armed: Vec<_> = armed.collect();
        armed.sort_by(|(one, _), (other, _)| one.cmp(other));
        AllArmed { armed, ended: self.ended.clone() }
    }

    pub(super) fn restore(AllArmed { armed, ended }: AllArmed) -> Self {
        let mut timers = Self { ended, ..Self::default() };
        for (stream, armed) in armed {
            timers.arm(stream, armed);
        }
        timers
    }

    /// How many may still fire, and how many were given up.
    pub(super) fn counts(&self) -> (usize, usize) {
        let timers = self.armed.values().flat_map(|armed| &armed.timers);
        let given_up = timers.filter(|timer| timer.is_given_up()).count();
        (self.due.len() + self.runs.values().map(BTreeSet::len).sum::<usize>(), given_up)
    }

    pub(super) fn given_up(&self) -> Vec<GivenUp> {
        let timers = self.armed.iter().flat_map(|(stream, armed)| {
            let given_up = armed.timers.iter().filter(|timer| timer.is_given_up());
            given_up.map(move |Timer { name, at, .. }| GivenUp {
                stream: stream.clone(),
                name: name.to_string(),
                at: *at,
            })
        });
        let mut given_up: Vec<_> = timers.collect();
        given_up.sort_by(|one, other| (one.at, &one.stream).cmp(&(other.at, &other.stream)));
        given_up
    }
}

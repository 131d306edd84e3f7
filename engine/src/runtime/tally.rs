//! What became of commands, counted where it is told: on the store's thread, for many at once.

use super::request::Outcome;
use crate::Catalogue;
use crate::measure::{Durations, Lap, Measured};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Counts what became of commands since the start.
#[derive(Debug)]
pub(super) struct Tally {
    /// By process, in the order of the catalogue.
    processes: Vec<Counters>,
    took: Durations,
}

#[derive(Debug)]
struct Counters {
    name: &'static str,
    counts: [AtomicU64; KINDS],
}

const KINDS: usize = 4;

/// What became of a command, as a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Accepted,
    Repeated,
    Refused,
    Failed,
}

impl Kind {
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Ok(accepted) if accepted.repeated => Self::Repeated,
            Ok(_) => Self::Accepted,
            Err(error) if error.is_refusal() => Self::Refused,
            Err(_) => Self::Failed,
        }
    }
}

/// A command on its way: which process it is for, by its place in the catalogue, and since when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Started {
    pub(super) process: usize,
    pub(super) at: Instant,
}

/// What became of the commands of one process since the start.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Outcomes {
    /// Done: what they caused is durable, or they were satisfied already.
    pub accepted: u64,
    /// Sent before, and answered again.
    pub repeated: u64,
    /// Refused by a rule.
    pub refused: u64,
    /// Not decided, or not durable: the store has failed.
    pub failed: u64,
}

impl Tally {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let names = catalogue.processes().iter().map(|process| process.name());
        let counters = |name| Counters { name, counts: Default::default() };
        Self { processes: names.map(counters).collect(), took: Durations::default() }
    }

    /// Counts one command.
    pub(super) fn count(&self, started: Started, outcome: &Outcome) {
        let mut count = self.begin();
        count.add(started, true, outcome);
    }

    /// Counts several: they are added when the counting is dropped, or when their kind changes.
    pub(super) fn begin(&self) -> Counting<'_> {
        let (run, lap) = ((0, Kind::Accepted, 0), Lap::default());
        Counting { tally: self, run, lap, now: Instant::now() }
    }

    pub(super) fn read(&self) -> (BTreeMap<&'static str, Outcomes>, Measured) {
        let outcomes = |counters: &Counters| {
            let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
            let [accepted, repeated, refused, failed] = counters.counts.each_ref().map(read);
            (counters.name, Outcomes { accepted, repeated, refused, failed })
        };
        (self.processes.iter().map(outcomes).collect(), self.took.read())
    }
}

/// Commands that are counted together.
pub(super) struct Counting<'a> {
    tally: &'a Tally,
    /// A process and what became of so many of its commands.
    run: (usize, Kind, u64),
    lap: Lap,
    now: Instant,
}

impl Counting<'_> {
    pub(super) fn add(&mut self, started: Started, is_durable: bool, outcome: &Outcome) {
        self.lap.add(self.now.saturating_duration_since(started.at));
        let (process, kind, count) = self.run;
        let found = if is_durable { Kind::of(outcome) } else { Kind::Failed };
        if (process, kind) == (started.process, found) {
            self.run.2 = count + 1;
            return;
        }
        self.flush();
        self.run = (started.process, found, 1);
    }

    fn flush(&self) {
        let (process, kind, count) = self.run;
        let counters = self.tally.processes.get(process);
        let counter = counters.and_then(|counters| counters.counts.get(kind as usize));
        if let Some(counter) = counter.filter(|_| count > 0) {
            counter.fetch_add(count, Ordering::Relaxed);
        }
    }
}

impl Drop for Counting<'_> {
    fn drop(&mut self) {
        self.flush();
        self.tally.took.add_all(&self.lap);
    }
}

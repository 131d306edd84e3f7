use super::{Engine, Outcomes};
use crate::Facts;
use crate::facts::FactSize;
use crate::measure::Measured;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the sequencer says of itself, for `stats`.
#[derive(Debug, Default)]
pub(super) struct Gauges {
    states: AtomicUsize,
    state_bytes: AtomicUsize,
    facts: Mutex<Vec<FactSize>>,
    full: std::sync::atomic::AtomicBool,
}

/// Memory per part, and what is waiting.
#[derive(Clone, Debug, Serialize)]
pub struct Stats {
    /// How many states are cached.
    pub states: usize,
    /// About how much memory they take, in bytes.
    pub state_bytes: usize,
    /// How many deadlines are armed.
    pub timers: usize,
    /// For how long the longest overdue deadline has been so, in seconds.
    pub timers_late_seconds: f64,
    /// How many deadlines were refused too often: [`Engine::timers_given_up`].
    pub timers_given_up: usize,
    /// The folds that decisions look up.
    pub facts: Vec<FactSize>,
    /// How many more commands the queue would take now.
    pub queue_free: usize,
    /// What became of the commands of each process.
    pub commands: BTreeMap<&'static str, Outcomes>,
    /// How long commands took, from handed over to durable.
    pub command_duration: Measured,
}

impl Gauges {
    pub(super) fn cached(&self, states: usize, bytes: usize) {
        self.states.store(states, Ordering::Relaxed);
        self.state_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Measures the folds.
    pub(super) fn check(&self, facts: &Facts) {
        let sizes = facts.sizes();
        let full = sizes.iter().any(|size| size.bytes > size.bytes_max);
        self.full.store(full, Ordering::Relaxed);
        *self.facts.lock().unwrap_or_else(PoisonError::into_inner) = sizes;
    }

    /// The fold that has outgrown its bound, if one has that listens to `process`.
    pub(super) fn full_fact(&self, facts: &Facts, process: &str) -> Option<FactSize> {
        if !self.full.load(Ordering::Relaxed) {
            return None;
        }
        let sizes = facts.sizes_for(process);
        sizes.into_iter().find(|size| size.bytes > size.bytes_max)
    }
}

impl Engine {
    /// Memory per part, and what is waiting.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let gauges = &self.0.shared.gauges;
        let (next, (timers, timers_given_up)) = {
            let timers = self.timers().lock();
            (timers.next(), timers.counts())
        };
        let late = next.map(|next| self.now().since(next).as_nanos()).unwrap_or_default();
        let late = Duration::from_nanos(u64::try_from(late).unwrap_or_default());
        let (commands, command_duration) = self.0.shared.tally.read();
        Stats {
            states: gauges.states.load(Ordering::Relaxed),
            state_bytes: gauges.state_bytes.load(Ordering::Relaxed),
            timers,
            timers_late_seconds: late.as_secs_f64(),
            timers_given_up,
            facts: gauges.facts.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            queue_free: self.0.shared.places.available_permits(),
            commands,
            command_duration,
        }
    }
}

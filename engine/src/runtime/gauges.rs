use super::Engine;
use crate::Facts;
use crate::facts::FactSize;
use serde::Serialize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

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
    /// How many deadlines were refused too often: [`Engine::timers_given_up`].
    pub timers_given_up: usize,
    /// The folds that decisions look up.
    pub facts: Vec<FactSize>,
    /// How many more commands the queue would take now.
    pub queue_free: usize,
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
        let (timers, timers_given_up) = self.timers().lock().counts();
        Stats {
            states: gauges.states.load(Ordering::Relaxed),
            state_bytes: gauges.state_bytes.load(Ordering::Relaxed),
            timers,
            timers_given_up,
            facts: gauges.facts.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            queue_free: self.0.places.available_permits(),
        }
    }
}

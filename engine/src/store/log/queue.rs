//! What waits to be written: bounded, in order.

use super::bytes::wide;
use super::view::lock;
use crate::Position;
use crate::store::{Appending, Batch, Completion, StoreError};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A batch and whoever waits for it, or for a later one.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) batch: Batch,
    pub(super) completion: Option<Completion>,
}

/// The way from the sequencer to the writer.
///
/// A full queue blocks whoever appends: that is the sequencer alone, and its own callers wait for
/// it in turn, so the pressure goes back to where the load comes from.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// There is something to write, or nothing will come any more.
    filled: Condvar,
    /// There is room.
    taken: Condvar,
    bytes_max: u64,
    batches_max: usize,
}

#[derive(Debug)]
struct State {
    pending: VecDeque<Pending>,
    bytes: u64,
    /// The position that the next batch begins with.
    next: Position,
    /// Whether the writer sleeps.
    idle: bool,
    /// How many callers wait for room.
    blocked: usize,
    /// Why records are refused. Barriers still pass: what they wait for has been written.
    refusal: Option<StoreError>,
    /// Nothing is written any more, not even barriers pass.
    closed: bool,
}

impl Queue {
    pub(super) fn new(head: Position, bytes_max: u64, batches_max: usize) -> Self {
        let state = State {
            pending: VecDeque::new(),
            bytes: 0,
            next: head.next(),
            idle: false,
            blocked: 0,
            refusal: None,
            closed: false,
        };
        let (filled, taken) = (Condvar::new(), Condvar::new());
        Self { state: Mutex::new(state), filled, taken, bytes_max, batches_max }
    }

    /// Queues a batch; waits while there is no room.
    pub(super) fn append(&self, batch: Batch) -> Appending {
        self.append_all(Vec::new(), batch)
    }

    /// Queues batches; whoever waits for the last one waits for all.
    pub(super) fn append_all(&self, batches: Vec<Batch>, last: Batch) -> Appending {
        let (appending, completion) = Appending::new();
        let earlier = batches.into_iter().map(|batch| Pending { batch, completion: None });
        let last = Pending { batch: last, completion: Some(completion) };
        let mut state = lock(&self.state);
        for pending in earlier.chain([last]) {
            match self.put(state, pending) {
                (held, Ok(())) => state = held,
                (held, Err(refusal)) => {
                    self.wake(held);
                    return Appending::done(Err(refusal));
                }
            }
        }
        self.wake(state);
        appending
    }

    /// Queues one batch; waits while there is no room.
    fn put<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        pending: Pending,
    ) -> (MutexGuard<'a, State>, Result<(), StoreError>) {
        let batch = &pending.batch;
        let bytes = wide(batch.bytes().len());
        loop {
            if let Some(refusal) = state.refused(batch) {
                return (state, Err(refusal));
            }
            // One batch always fits, however large.
            let room = state.pending.is_empty()
                || (state.pending.len() < self.batches_max
                    && state.bytes + bytes <= self.bytes_max);
            if room {
                break;
            }
            if std::mem::take(&mut state.idle) {
                self.filled.notify_one();
            }
            state.blocked += 1;
            state = self.taken.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.blocked -= 1;
        }
        if let Some(found) = batch.first().filter(|first| *first != state.next) {
            let expected = state.next;
            return (state, Err(StoreError::OutOfOrder { expected, found }));
        }
        state.next = Position(state.next.0 + wide(batch.len()));
        state.bytes += bytes;
        state.pending.push_back(pending);
        (state, Ok(()))
    }

    /// Wakes the writer if it sleeps although there is something to write.
    fn wake(&self, mut state: MutexGuard<'_, State>) {
        if !state.pending.is_empty() && std::mem::take(&mut state.idle) {
            drop(state);
            self.filled.notify_one();
        }
    }

    /// Everything queued, into the empty `out`; waits for something. False once nothing will come
    /// any more.
    pub(super) fn take(&self, out: &mut VecDeque<Pending>) -> bool {
        let mut state = lock(&self.state);
        while state.pending.is_empty() {
            if state.closed {
                return false;
            }
            state.idle = true;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::swap(&mut state.pending, out);
        state.bytes = 0;
        let blocked = state.blocked > 0;
        drop(state);
        if blocked {
            self.taken.notify_all();
        }
        true
    }

    /// Refuses records from now on; the first reason given stands. What is queued is still written.
    pub(super) fn refuse(&self, reason: StoreError) {
        lock(&self.state).refusal.get_or_insert(reason);
        self.taken.notify_all();
    }

    /// Takes nothing any more. What is queued is still written.
    pub(super) fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        state.idle = false;
        drop(state);
        self.filled.notify_all();
        self.taken.notify_all();
    }

    /// Takes nothing any more because of `reason`, and hands back what was queued with what to say.
    pub(super) fn fail(&self, reason: StoreError) -> (VecDeque<Pending>, StoreError) {
        let mut state = lock(&self.state);
        state.closed = true;
        let refusal = state.refusal.get_or_insert(reason).clone();
        let pending = std::mem::take(&mut state.pending);
        drop(state);
        self.taken.notify_all();
        (pending, refusal)
    }
}

impl State {
    fn refused(&self, batch: &Batch) -> Option<StoreError> {
        let closed = || StoreError::Stopped("it was closed".to_owned());
        match &self.refusal {
            Some(refusal) if self.closed || !batch.is_empty() => Some(refusal.clone()),
            _ => self.closed.then(closed),
        }
    }
}

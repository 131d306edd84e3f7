use super::StoreError;
use crate::Position;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

type Outcome = Result<Position, StoreError>;
type Callback = Box<dyn FnOnce(Outcome) + Send>;

/// A batch on its way to the disk: a future of the last position that is durable with it.
///
/// Concrete, so that [`EventStore`](super::EventStore) is object-safe without boxing.
pub struct Appending(Arc<Shared>);

/// The store's end of an [`Appending`]. Dropped without an outcome, it reports that the log stopped.
pub struct Completion(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    completed: Condvar,
}

#[derive(Default)]
enum State {
    #[default]
    Pending,
    Polled(Waker),
    Chained(Callback),
    Done(Outcome),
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn complete(&self, outcome: Outcome) {
        let mut state = self.state();
        match std::mem::take(&mut *state) {
            State::Pending => *state = State::Done(outcome),
            State::Polled(waker) => {
                *state = State::Done(outcome);
                drop(state);
                waker.wake();
            }
            State::Chained(callback) => {
                *state = State::Done(outcome.clone());
                drop(state);
                callback(outcome);
            }
            // The first outcome stands.
            done @ State::Done(_) => *state = done,
        }
        self.completed.notify_all();
    }
}

impl Appending {
    /// A batch on its way, and the end by which the store says that it arrived.
    #[must_use]
    pub fn new() -> (Self, Completion) {
        let shared = Arc::<Shared>::default();
        (Self(Arc::clone(&shared)), Completion(shared))
    }

    /// One that already has its outcome.
    #[must_use]
    pub fn done(outcome: Result<Position, StoreError>) -> Self {
        let (appending, completion) = Self::new();
        completion.complete(outcome);
        appending
    }

    /// Calls `then` with the outcome: now if it is there, else on the store's thread, which must
    /// not be held up.
    pub fn then(self, then: impl FnOnce(Result<Position, StoreError>) + Send + 'static) {
        let mut state = self.0.state();
        if let State::Done(outcome) = &*state {
            let outcome = outcome.clone();
            drop(state);
            then(outcome);
        } else {
            *state = State::Chained(Box::new(then));
        }
    }

    /// Waits for the outcome, on a thread that may block.
    ///
    /// # Errors
    /// [`StoreError`], when the batch could not be made durable.
    pub fn wait(self) -> Result<Position, StoreError> {
        let mut state = self.0.state();
        loop {
            if let State::Done(outcome) = &*state {
                return outcome.clone();
            }
            state = self.0.completed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Completion {
    /// Says how it went.
    pub fn complete(self, outcome: Result<Position, StoreError>) {
        self.0.complete(outcome);
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        let open = !matches!(&*self.0.state(), State::Done(_));
        if open {
            self.0.complete(Err(StoreError::Stopped("the batch was dropped".to_owned())));
        }
    }
}

impl Future for Appending {
    type Output = Result<Position, StoreError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.state();
        if let State::Done(outcome) = &*state {
            return Poll::Ready(outcome.clone());
        }
        *state = State::Polled(context.waker().clone());
        Poll::Pending
    }
}

impl fmt::Debug for Appending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Appending")
    }
}

impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Completion")
    }
}

#[cfg(test)]
mod tests {
    use super::Appending;
    use crate::Position;
    use std::sync::mpsc;

    #[test]
    fn tells_whoever_asks_early_or_late() {
        let (early, completion) = Appending::new();
        let (tell, told) = mpsc::channel();
        early.then(move |outcome| tell.send(outcome.unwrap()).unwrap());
        completion.complete(Ok(Position(3)));
        assert_eq!(told.recv().unwrap(), Position(3));

        let (late, completion) = Appending::new();
        completion.complete(Ok(Position(4)));
        assert_eq!(late.wait().unwrap(), Position(4));
    }

    #[test]
    fn a_dropped_batch_is_a_stopped_log() {
        let (appending, completion) = Appending::new();
        drop(completion);
        assert!(appending.wait().is_err());
    }
}

use super::timers::{GivenUp, Timer, Timers};
use super::{Cause, Engine, ExecuteError, Request, wait};
use crate::store::{Batch, ReadError};
use crate::{Caller, Door, Origin, Position, StreamId, Timestamp};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The timers, and a bell that rings when they change.
#[derive(Default)]
pub(super) struct TimersLock {
    timers: Mutex<Timers>,
    pub(super) changed: Condvar,
}

impl TimersLock {
    pub(super) fn new(timers: Timers) -> Self {
        Self { timers: Mutex::new(timers), changed: Condvar::new() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Timers> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn update<T>(&self, change: impl FnOnce(&mut Timers) -> T) -> T {
        let mut timers = self.lock();
        let next = timers.next();
        let result = change(&mut timers);
        if timers.next() != next {
            self.changed.notify_all();
        }
        result
    }
}

impl Engine {
    /// Fires everything that is due by now, the longest overdue first, on a thread that may block.
    ///
    /// Returns how many timers fired.
    ///
    /// # Errors
    /// [`ExecuteError`], when the engine fails; a refused timer is recorded and tried again later.
    pub fn fire_due(&self) -> Result<usize, ExecuteError> {
        self.fire_due_while(|| true)
    }

    /// When the next timer is due, by all that is decided by now; import runs have clocks of their
    /// own.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.timers().lock().next()
    }

    pub(super) fn fire_due_while(&self, go_on: impl Fn() -> bool) -> Result<usize, ExecuteError> {
        let mut fired = 0;
        while go_on() {
            let due = self.timers().lock().due(self.now());
            let Some((stream, timer)) = due else { break };
            self.fire(&stream, &timer, Origin::Live)?;
            fired += 1;
        }
        Ok(fired)
    }

    /// Whether [`Engine::fire_due_in_run`] would have something to do, by all that is decided by
    /// now, also what is not yet durable.
    #[must_use]
    pub fn is_due_in_run(&self, run: u64, until: Timestamp) -> bool {
        self.timers().lock().due_in_run(run, until.min(self.now())).is_some()
    }

    /// Fires what is due before `until`, and by now, in the history that an import run brings in:
    /// what records, not what moves.
    ///
    /// Returns how many timers fired.
    ///
    /// # Errors
    /// As [`Engine::fire_due`].
    pub fn fire_due_in_run(&self, run: u64, until: Timestamp) -> Result<usize, ExecuteError> {
        let until = until.min(self.now());
        let mut fired = 0;
        loop {
            let due = self.timers().lock().due_in_run(run, until);
            let Some((stream, timer)) = due else { return Ok(fired) };
            self.fire(&stream, &timer, Origin::Imported { run })?;
            fired += 1;
        }
    }

    /// The timers that were refused too often: each is a task for a person.
    #[must_use]
    pub fn timers_given_up(&self) -> Vec<GivenUp> {
        self.timers().lock().given_up()
    }

    pub(super) fn timers(&self) -> &TimersLock {
        &self.0.shared.timers
    }

    fn fire(&self, stream: &StreamId, timer: &Timer, origin: Origin) -> Result<(), ExecuteError> {
        if self.head() < timer.cause {
            // What set it is decided, but cannot be read yet.
            self.store().append(Batch::barrier()).wait()?;
        }
        let live = wait(self.load(stream))?;
        let Some(command) = live.state.due(&timer.name, timer.at) else {
            // The state moved on meanwhile, and the timer with it.
            self.timers().update(|timers| timers.gone(stream, timer, live.version));
            return Ok(());
        };
        let command_id = timer.command_id(stream);
        let request = Request {
            caller: Caller::system(Door::Timer),
            command_id,
            key: Some(stream.key.clone()),
            command,
            occurred_at: Some(timer.at),
            origin,
            cause: Some(self.set_by(timer)?),
        };
        match self.execute_blocking(request) {
            Ok(accepted) if !accepted.repeated => Ok(()),
            Err(error) if !error.is_refusal() => Err(error),
            // Recorded, and so known already; if it ever were not, the timer would fire for ever.
            Ok(_) | Err(_) => {
                let now = self.now();
                self.timers().update(|timers| timers.fired_in_vain(stream, command_id, now));
                Ok(())
            }
        }
    }

    /// The record that set a timer. Time begins a new chain: what repeats is not a loop.
    fn set_by(&self, timer: &Timer) -> Result<Cause, ReadError> {
        let position = timer.cause;
        let mut reading = self.store().read(Position(position.0.saturating_sub(1)));
        let chunk = reading.next_blocking()?;
        let record = chunk.and_then(|chunk| chunk.records().next()).transpose()?;
        let (correlation, command) = record
            .map(|record| (record.correlation(), record.metadata.command_id))
            .unwrap_or_default();
        Ok(Cause { position, correlation, command, depth: 0 })
    }
}

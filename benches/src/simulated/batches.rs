//! What went through a store, batch by batch, and how fast it goes through another one again.

use crate::Failure;
use engine::store::{Appending, Batch, EventStore, LogId, Reading};
use engine::{CommandId, Position, StreamId, Version};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

/// A store that notes how many records each batch has.
pub(super) struct Noting {
    store: Arc<dyn EventStore>,
    sizes: Mutex<Vec<usize>>,
}

impl Noting {
    pub(super) fn new(store: Arc<dyn EventStore>) -> Self {
        Self { store, sizes: Mutex::default() }
    }

    fn note(&self, batch: &Batch) {
        if !batch.is_empty() {
            self.sizes.lock().unwrap_or_else(PoisonError::into_inner).push(batch.len());
        }
    }

    /// How many records each batch had, in order.
    pub(super) fn sizes(&self) -> Vec<usize> {
        self.sizes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl EventStore for Noting {
    fn log_id(&self) -> LogId {
        self.store.log_id()
    }

    fn append(&self, batch: Batch) -> Appending {
        self.note(&batch);
        self.store.append(batch)
    }

    fn append_all(&self, batches: Vec<Batch>) -> Appending {
        for batch in &batches {
            self.note(batch);
        }
        self.store.append_all(batches)
    }

    fn head(&self) -> watch::Receiver<Position> {
        self.store.head()
    }

    fn read(&self, after: Position) -> Reading {
        self.store.read(after)
    }

    fn read_stream(&self, stream: &StreamId, after: Version) -> Reading {
        self.store.read_stream(stream, after)
    }

    fn read_command(&self, command: CommandId) -> Reading {
        self.store.read_command(command)
    }
}

/// Appends the records of one store to another one in batches of these sizes, each when the one
/// before is there. Returns how many seconds that took, reading aside.
pub(super) fn again(
    from: &dyn EventStore,
    sizes: &[usize],
    to: &dyn EventStore,
) -> Result<f64, Failure> {
    let (mut reading, mut seconds) = (from.read(Position(0)), 0.0);
    let (mut sizes, mut batch) = (sizes.iter(), Batch::barrier());
    let mut size = sizes.next().copied().unwrap_or(usize::MAX);
    while let Some(chunk) = reading.next_blocking()? {
        let records: Vec<_> = chunk.records().collect::<Result<_, _>>()?;
        let start = Instant::now();
        for record in &records {
            batch.push(record)?;
            if batch.len() == size {
                to.append(std::mem::take(&mut batch)).wait()?;
                size = sizes.next().copied().unwrap_or(usize::MAX);
            }
        }
        seconds += start.elapsed().as_secs_f64();
    }
    if batch.is_empty() { Ok(seconds) } else { Err("the batches are not those of the log".into()) }
}

use super::{Appending, Batch, Chunk, EventStore, Fill, LogId, Reading, StoreError};
use crate::{CommandId, Position, RecordRef, StreamId, Version};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A log in memory: the reference implementation, and what simulations run on.
#[derive(Debug)]
pub struct MemoryStore {
    log_id: LogId,
    log: Arc<Mutex<Log>>,
    head: watch::Sender<Position>,
}

#[derive(Debug, Default)]
struct Log {
    records: Vec<Vec<u8>>,
    streams: HashMap<StreamId, Vec<Position>>,
    commands: HashMap<CommandId, Vec<Position>>,
}

impl MemoryStore {
    /// An empty log.
    #[must_use]
    pub fn new(log_id: LogId) -> Self {
        Self { log_id, log: Arc::default(), head: watch::Sender::new(Position(0)) }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    fn selected(&self, positions: Vec<Position>) -> Reading {
        Reading::local(Selected { log: Arc::clone(&self.log), positions: positions.into_iter() })
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new(LogId { id: 0, epoch: 1 })
    }
}

fn lock(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    fn append(&mut self, batch: &Batch) -> Result<Position, StoreError> {
        let expected = Position(self.records.len() as u64 + 1);
        if let Some(found) = batch.first().filter(|first| *first != expected) {
            return Err(StoreError::OutOfOrder { expected, found });
        }
        for bytes in batch.records() {
            let position = Position(self.records.len() as u64 + 1);
            let malformed = |error| StoreError::Stopped(format!("position {position}: {error}"));
            let record = RecordRef::decode(position, bytes).map_err(malformed)?;
            let stream = record.stream().map_err(malformed)?;
            self.streams.entry(stream).or_default().push(position);
            self.commands.entry(record.metadata.command_id).or_default().push(position);
            self.records.push(bytes.to_owned());
        }
        Ok(Position(self.records.len() as u64))
    }

    fn get(&self, position: Position) -> Option<&[u8]> {
        let index = usize::try_from(position.0.checked_sub(1)?).ok()?;
        self.records.get(index).map(Vec::as_slice)
    }
}

impl EventStore for MemoryStore {
    fn log_id(&self) -> LogId {
        self.log_id
    }

    fn append(&self, batch: Batch) -> Appending {
        let mut log = self.log();
        let outcome = log.append(&batch);
        if let Ok(head) = outcome {
            // Under the lock, so that the head never moves back.
            self.head.send_if_modified(|last| std::mem::replace(last, head) != head);
        }
        drop(log);
        Appending::done(outcome)
    }

    fn head(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    fn read(&self, after: Position) -> Reading {
        Reading::local(Following { log: Arc::clone(&self.log), after })
    }

    fn read_stream(&self, stream: &StreamId, after: Version) -> Reading {
        let after = usize::try_from(after.0).unwrap_or(usize::MAX);
        let positions = self.log().streams.get(stream).cloned().unwrap_or_default();
        self.selected(positions.into_iter().skip(after).collect())
    }

    fn read_command(&self, command: CommandId) -> Reading {
        self.selected(self.log().commands.get(&command).cloned().unwrap_or_default())
    }
}

const CHUNK_RECORDS: usize = 256;

struct Following {
    log: Arc<Mutex<Log>>,
    after: Position,
}

impl Fill for Following {
    fn fill(&mut self, chunk: &mut Chunk) -> Result<(), StoreError> {
        let log = lock(&self.log);
        while chunk.len() < CHUNK_RECORDS {
            let Some(stored) = log.get(self.after.next()) else { break };
            self.after = self.after.next();
            chunk.push(self.after, stored);
        }
        Ok(())
    }
}

struct Selected {
    log: Arc<Mutex<Log>>,
    positions: std::vec::IntoIter<Position>,
}

impl Fill for Selected {
    fn fill(&mut self, chunk: &mut Chunk) -> Result<(), StoreError> {
        let log = lock(&self.log);
        for position in self.positions.by_ref().take(CHUNK_RECORDS) {
            if let Some(stored) = log.get(position) {
                chunk.push(position, stored);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryStore;
    use crate::store::contract;

    #[test]
    fn keeps_the_contract() {
        for (name, check) in contract::ALL {
            println!("{name}");
            check(&MemoryStore::default());
        }
    }
}

//! Writing many records fast.

use crate::Failure;
use engine::RecordRef;
use engine::store::log::{LogOptions, LogStore};
use engine::store::{Appending, Batch, EventStore as _};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// A log that is being written.
pub(crate) struct Bulk {
    dir: PathBuf,
    store: LogStore,
    batch: Batch,
    waiting: VecDeque<Appending>,
}

impl Bulk {
    /// How many records become durable at once.
    const BATCH: usize = 1_000;
    /// How many batches are on their way at most.
    const WAITING_MAX: usize = 8;

    /// A new log in `dir`.
    pub(crate) fn new(dir: &Path) -> Result<Self, Failure> {
        let (store, _) = LogStore::open(dir, LogOptions::default())?;
        Ok(Self { dir: dir.to_owned(), store, batch: Batch::barrier(), waiting: VecDeque::new() })
    }

    pub(crate) fn append(&mut self, record: &RecordRef<'_>) -> Result<(), Failure> {
        self.batch.push(record)?;
        if self.batch.len() == Self::BATCH {
            self.waiting.push_back(self.store.append(std::mem::take(&mut self.batch)));
            if self.waiting.len() > Self::WAITING_MAX
                && let Some(first) = self.waiting.pop_front()
            {
                first.wait()?;
            }
        }
        Ok(())
    }

    /// Waits until all is durable, and closes the log. Returns how many bytes its segments have.
    pub(crate) fn close(self) -> Result<u64, Failure> {
        self.store.append(self.batch).wait()?;
        self.store.close();
        let mut bytes = 0;
        for entry in std::fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.path().extension().is_some_and(|extension| extension == "log") {
                bytes += entry.metadata()?.len();
            }
        }
        Ok(bytes)
    }
}

use super::{Acknowledged, Store};
use crate::Failure;
use crate::append::sample;
use engine::store::log::{LogOptions, LogStore};
use engine::store::{Batch, EventStore as _};
use std::path::Path;
use std::sync::Mutex;
use tokio::sync::oneshot;

/// Our log.
pub(crate) struct Ours {
    store: LogStore,
    next: Mutex<u64>,
}

impl Ours {
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let (store, _) = LogStore::open(dir, LogOptions::default())?;
        Ok(Self { store, next: Mutex::new(1) })
    }
}

impl Store for Ours {
    fn append(&self, count: usize) -> Acknowledged {
        let (acknowledge, acknowledged) = oneshot::channel();
        let mut next = self.next.lock().expect("no panic");
        let mut batch = Batch::barrier();
        for position in *next..*next + count as u64 {
            batch.push(&sample(position).record()).expect("it fits");
        }
        *next += count as u64;
        // Under the lock: positions follow each other.
        let appending = self.store.append(batch);
        drop(next);
        appending.then(|appended| {
            appended.expect("durable");
            // Whoever waited may be gone at the end of a run.
            let _ = acknowledge.send(());
        });
        acknowledged
    }
}

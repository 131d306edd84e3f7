use super::Store;
use crate::Failure;
use crate::append::sample;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Hears when a batch is durable.
pub(crate) type Acknowledged = oneshot::Receiver<()>;

/// A record, and what it is found by.
pub(crate) struct Stored {
    pub(crate) position: u64,
    /// `process key`.
    pub(crate) stream: String,
    pub(crate) version: u64,
    pub(crate) command: [u8; 16],
    /// The stored bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Stored {
    /// Sorted by stream, then by version.
    pub(crate) fn stream_key(&self) -> Vec<u8> {
        [self.stream.as_bytes(), &[0], &self.version.to_be_bytes()].concat()
    }
}

/// Records, and who waits for them.
type Queued = (Vec<Stored>, oneshot::Sender<()>);

/// A store that commits a transaction.
pub(crate) trait Rival: Send + 'static {
    /// Makes records durable, all of them or none.
    fn commit(&mut self, records: &[Stored]) -> Result<(), Failure>;
}

/// A rival behind a group commit.
pub(crate) struct Rivals {
    queue: Mutex<Option<Queue>>,
    thread: Option<JoinHandle<()>>,
}

struct Queue {
    next: u64,
    batches: Sender<Queued>,
}

impl Rivals {
    pub(crate) fn start(rival: impl Rival) -> Self {
        let (batches, queued) = channel();
        let thread = std::thread::spawn(move || commit_all(rival, &queued));
        Self { queue: Mutex::new(Some(Queue { next: 1, batches })), thread: Some(thread) }
    }
}

fn commit_all(mut rival: impl Rival, queued: &Receiver<Queued>) {
    while let Ok((mut records, acknowledge)) = queued.recv() {
        let mut waiting = vec![acknowledge];
        while let Ok((more, acknowledge)) = queued.try_recv() {
            records.extend(more);
            waiting.push(acknowledge);
        }
        rival.commit(&records).expect("the rival commits");
        for acknowledge in waiting {
            // Whoever waited may be gone at the end of a run.
            let _ = acknowledge.send(());
        }
    }
}

impl Store for Rivals {
    fn append(&self, count: usize) -> Acknowledged {
        let (acknowledge, acknowledged) = oneshot::channel();
        let mut queue = self.queue.lock().expect("no panic");
        let queue = queue.as_mut().expect("open");
        let first = queue.next;
        queue.next += count as u64;
        let records = (first..queue.next).map(|position| {
            let mut bytes = Vec::with_capacity(400);
            let sample = sample(position);
            let record = sample.record();
            record.encode(&mut bytes);
            Stored {
                position,
                stream: sample.stream.to_string(),
                version: record.version.0,
                command: record.metadata.command_id.0.to_be_bytes(),
                bytes,
            }
        });
        queue.batches.send((records.collect(), acknowledge)).expect("the rival runs");
        acknowledged
    }
}

impl Drop for Rivals {
    fn drop(&mut self) {
        drop(self.queue.lock().expect("no panic").take());
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the rival ends");
        }
    }
}

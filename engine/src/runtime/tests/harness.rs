use super::sample::{Command, Task, catalogue, freeze};
use crate::runtime::{Engine, OpenOptions, Outcome, Request, wait};
use crate::snapshot::{Folded, Snapshot, Snapshots};
use crate::store::{Appending, EventStore, LogId};
use crate::store::{Batch, Completion, Reading};
use crate::testing::{NOW, caller};
use crate::{
    AnyCommand, Caller, Clock, CommandId, Door, Key, MemoryStore, Position, Record, StoreError,
    StreamId, Timestamp, Version,
};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use tokio::sync::watch;

/// A clock that tests may also turn back.
pub(super) struct TestClock(AtomicI64);

impl TestClock {
    pub(super) fn set(&self, now: Timestamp) {
        self.0.store(now.as_nanos(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.load(Ordering::SeqCst))
    }
}

/// Snapshots in memory: all that were ever kept.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<String, Vec<(Folded, Snapshot)>>>);

impl Shelf {
    pub(super) fn positions(&self, name: &str) -> Vec<Position> {
        let kept = self.0.lock().unwrap();
        let kept = kept.get(name).map(Vec::as_slice).unwrap_or_default();
        kept.iter().map(|(_, snapshot)| snapshot.position).collect()
    }

    /// Everything kept, as if an older release had kept it, and full of nonsense.
    pub(super) fn grow_stale(&self) {
        for (folded, snapshot) in self.0.lock().unwrap().values_mut().flatten() {
            folded.version += 100;
            snapshot.bytes.clear();
        }
    }
}

impl Snapshots for Shelf {
    fn load(&self, name: &str, folded: Folded, until: Position) -> Option<Snapshot> {
        let kept = self.0.lock().unwrap();
        let fits = kept.get(name)?.iter().filter(|(by, at)| *by == folded && at.position <= until);
        fits.map(|(_, snapshot)| snapshot).max_by_key(|snapshot| snapshot.position).cloned()
    }

    fn save(&self, name: &str, folded: Folded, snapshot: Snapshot) {
        self.0.lock().unwrap().entry(name.to_owned()).or_default().push((folded, snapshot));
    }
}

/// A store whose batches become durable when it is told, or fail.
#[derive(Default)]
pub(super) struct Held {
    pub(super) memory: Arc<MemoryStore>,
    queue: Mutex<Queue>,
    /// Whoever looks for a command next finds it there or not, and then has to wait for this.
    pub(super) stall: Mutex<Option<mpsc::Receiver<()>>>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(Batch, Completion)>,
    /// How many appends become durable at once.
    free: usize,
    failed: bool,
}

impl Held {
    /// Over a log that is there already; the next `free` appends are not held.
    pub(super) fn over(memory: Arc<MemoryStore>, free: usize) -> Arc<Self> {
        let queue = Mutex::new(Queue { free, ..Queue::default() });
        Arc::new(Self { memory, queue, stall: Mutex::default() })
    }

    pub(super) fn waiting(&self) -> usize {
        self.queue.lock().unwrap().waiting.len()
    }

    /// How many records wait.
    pub(super) fn records(&self) -> usize {
        self.queue.lock().unwrap().waiting.iter().map(|(batch, _)| batch.len()).sum()
    }

    /// Lets the next batches become durable.
    pub(super) fn release(&self, batches: usize) {
        for _ in 0..batches {
            let mut queue = self.queue.lock().unwrap();
            let Some((batch, completion)) = queue.waiting.pop_front() else { return };
            let appended = self.memory.append(batch).wait();
            drop(queue);
            completion.complete(appended);
        }
    }

    /// Holds nothing back from now on.
    pub(super) fn open(&self) {
        self.queue.lock().unwrap().free = usize::MAX;
        self.release(usize::MAX);
    }

    /// Holds nothing back as soon as this is dropped, also by a test that fails.
    pub(super) fn opened_at_the_end(&self) -> impl Drop + '_ {
        struct Opened<'a>(&'a Held);
        impl Drop for Opened<'_> {
            fn drop(&mut self) {
                self.0.open();
            }
        }
        Opened(self)
    }

    /// What waits fails, and so does everything after it.
    pub(super) fn fail(&self) {
        let mut queue = self.queue.lock().unwrap();
        queue.failed = true;
        let waiting = std::mem::take(&mut queue.waiting);
        drop(queue);
        for (_, completion) in waiting {
            completion.complete(Err(StoreError::Stopped("unplugged".into())));
        }
    }
}

impl EventStore for Held {
    fn log_id(&self) -> LogId {
        self.memory.log_id()
    }
    fn append(&self, batch: Batch) -> Appending {
        let mut queue = self.queue.lock().unwrap();
        if queue.failed {
            return Appending::done(Err(StoreError::Stopped("unplugged".into())));
        }
        if queue.free > 0 && queue.waiting.is_empty() {
            queue.free = queue.free.saturating_sub(usize::from(queue.free < usize::MAX));
            return self.memory.append(batch);
        }
        let (appending, completion) = Appending::new();
        queue.waiting.push_back((batch, completion));
        appending
    }
    fn head(&self) -> watch::Receiver<Position> {
        self.memory.head()
    }
    fn read(&self, after: Position) -> Reading {
        self.memory.read(after)
    }
    fn read_stream(&self, stream: &StreamId, after: Version) -> Reading {
        self.memory.read_stream(stream, after)
    }
    fn read_command(&self, command: CommandId) -> Reading {
        let found = self.memory.read_command(command);
        let stall = self.stall.lock().unwrap().take();
        if let Some(stall) = stall {
            stall.recv().unwrap();
        }
        found
    }
}

/// All that outlives an engine.
#[derive(Clone)]
pub(super) struct World {
    pub(super) store: Arc<dyn EventStore>,
    pub(super) clock: Arc<TestClock>,
    pub(super) shelf: Arc<Shelf>,
    pub(super) cache_bytes_max: usize,
}

impl World {
    pub(super) fn new() -> Self {
        Self::over(Arc::new(MemoryStore::default()))
    }

    pub(super) fn over(store: Arc<dyn EventStore>) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(NOW.as_nanos())));
        let cache_bytes_max = OpenOptions::CACHE_BYTES_MAX;
        Self { store, clock, shelf: Arc::default(), cache_bytes_max }
    }

    pub(super) fn open(&self) -> Engine {
        let &Self { cache_bytes_max, .. } = self;
        let (store, snapshots) = (Arc::clone(&self.store), Arc::clone(&self.shelf));
        let clock = Arc::clone(&self.clock);
        let options =
            OpenOptions { catalogue: catalogue(), store, clock, snapshots, cache_bytes_max };
        Engine::open(options, &mut |_| {}).unwrap()
    }

    /// On the same log and with the same clock, but from nothing.
    pub(super) fn open_from_nothing(&self) -> Engine {
        Self { shelf: Arc::default(), ..self.clone() }.open()
    }

    pub(super) fn records(&self) -> Vec<Record> {
        self.store.read(Position(0)).collect().unwrap()
    }

    pub(super) fn record(&self, position: Position) -> Record {
        let found = self.records().into_iter().find(|record| record.position() == position);
        found.unwrap()
    }

    /// The names of the events of a task.
    pub(super) fn events(&self, key: &str) -> Vec<String> {
        let records = self.store.read_stream(&task(key), Version(0)).collect().unwrap();
        records.into_iter().map(|record| record.as_ref().event.to_owned()).collect()
    }
}

pub(super) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

pub(super) fn task(text: &str) -> StreamId {
    StreamId::new("task", key(text))
}

/// A command by Ada to the task `to`, or to a new one.
pub(super) fn ask(sent_as: &str, to: &str, command: impl Into<Command>) -> Request {
    through(caller("ada"), sent_as, to, command)
}

pub(super) fn through(
    caller: Caller,
    sent_as: &str,
    to: &str,
    command: impl Into<Command>,
) -> Request {
    let to = (!to.is_empty()).then(|| key(to));
    Request::new(caller, sent_as, to, AnyCommand::of::<Task>(command.into()))
}

pub(super) fn begin_freeze(slot: u64) -> Request {
    let command = AnyCommand::of::<freeze::Freeze>(freeze::Begin { slot }.into());
    let name = format!("freeze {slot}");
    Request::new(caller("ada"), &name, Some(key(&slot.to_string())), command)
}

/// Someone at the work queue, who waits for nothing.
pub(super) fn queue() -> Caller {
    Caller { door: Door::Queue, ..caller("ada") }
}

pub(super) fn code(outcome: &Outcome) -> &'static str {
    outcome.as_ref().map_or_else(crate::runtime::ExecuteError::code, |_| "accepted")
}

/// Waits until the sequencer has nothing queued: what it shows, it shows in order.
pub(super) fn hand_over(engine: &Engine, request: Request) -> crate::runtime::Submitted {
    wait(engine.submit(request)).unwrap()
}

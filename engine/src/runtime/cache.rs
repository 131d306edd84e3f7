use crate::process::{AnyProcess, AnyState};
use crate::{DecodeError, Origin, Position, RecordRef, StreamId, Timestamp, Version};
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, PoisonError, RwLock};

/// A state as the sequencer knows it, including what is not yet durable.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) state: Box<dyn AnyState>,
    pub(super) version: Version,
    /// When its first event happened.
    pub(super) first: Option<Timestamp>,
    /// Where its last event lies.
    pub(super) last: Position,
    /// The last import run that told of it.
    pub(super) run: Option<u64>,
    /// About how much memory it takes, in bytes.
    pub(super) bytes: usize,
}

impl Live {
    /// The state before the first event.
    pub(super) fn new(process: &'static dyn AnyProcess) -> Self {
        const BYTES: usize = 512;
        let (version, first, last) = (Version(0), None, Position(0));
        Self { state: process.state(), version, first, last, run: None, bytes: BYTES }
    }

    /// Takes the next record of its stream in.
    pub(super) fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.state.evolve(record)?;
        self.version = record.version;
        self.first = self.first.or(Some(record.metadata.occurred_at));
        self.last = record.position;
        self.run = record.metadata.origin.run().or(self.run);
        self.bytes += record.payload.len();
        Ok(())
    }
}

impl Origin {
    /// The import run, if it is one.
    pub(super) fn run(self) -> Option<u64> {
        match self {
            Self::Live => None,
            Self::Imported { run } => Some(run),
        }
    }
}

/// Which streams are cached, for callers: they read the others beforehand. By hash, so it may say
/// yes or no in error; then the sequencer reads, or the caller has read in vain.
#[derive(Debug, Default)]
pub(super) struct Cached {
    streams: RwLock<HashSet<u64>>,
    hasher: RandomState,
}

impl Cached {
    pub(super) fn contains(&self, stream: &StreamId) -> bool {
        let streams = self.streams.read().unwrap_or_else(PoisonError::into_inner);
        streams.contains(&self.hasher.hash_one(stream))
    }

    fn set(&self, stream: &StreamId, cached: bool) {
        let hash = self.hasher.hash_one(stream);
        let mut streams = self.streams.write().unwrap_or_else(PoisonError::into_inner);
        if cached {
            streams.insert(hash);
        } else {
            streams.remove(&hash);
        }
    }
}

/// The states used last, up to a bound in bytes.
///
/// What is not yet durable is never dropped: it can be read nowhere else.
#[derive(Debug)]
pub(super) struct Cache {
    entries: HashMap<Arc<StreamId>, Entry>,
    cached: Arc<Cached>,
    /// Uses in order, some of them overtaken by a later one of the same stream.
    uses: VecDeque<(Arc<StreamId>, u64)>,
    clock: u64,
    bytes: usize,
    bytes_max: usize,
    /// The last event of any state that was dropped: a state read as of before it may be too old.
    dropped: Position,
}

#[derive(Debug)]
struct Entry {
    /// None while it is being decided on.
    live: Option<Live>,
    used: u64,
}

impl Cache {
    pub(super) fn new(bytes_max: usize) -> Self {
        let (entries, cached, uses) = (HashMap::new(), Arc::default(), VecDeque::new());
        Self { entries, cached, uses, clock: 0, bytes: 0, bytes_max, dropped: Position(0) }
    }

    /// Which streams are cached, as it changes.
    pub(super) fn cached(&self) -> Arc<Cached> {
        Arc::clone(&self.cached)
    }

    /// Takes a state out, to be put back changed or not.
    pub(super) fn take(&mut self, stream: &StreamId) -> Option<Live> {
        let live = self.entries.get_mut(stream)?.live.take()?;
        self.bytes -= live.bytes;
        Some(live)
    }

    /// Whether a state that was read as of `position` is up to date, given that none is cached.
    pub(super) fn is_current(&self, position: Position) -> bool {
        position >= self.dropped
    }

    pub(super) fn insert(&mut self, stream: &StreamId, live: Live, durable: Position) {
        self.clock += 1;
        self.bytes += live.bytes;
        let entry = Entry { live: Some(live), used: self.clock };
        let stream = if let Some((stream, _)) = self.entries.get_key_value(stream) {
            Arc::clone(stream)
        } else {
            self.cached.set(stream, true);
            Arc::new(stream.clone())
        };
        self.uses.push_back((Arc::clone(&stream), self.clock));
        if let Some(Entry { live: Some(old), .. }) = self.entries.insert(stream, entry) {
            self.bytes -= old.bytes;
        }
        self.shrink(durable);
    }

    fn shrink(&mut self, durable: Position) {
        while self.bytes > self.bytes_max || self.uses.len() > 4 * self.entries.len() + 64 {
            let Some((stream, used)) = self.uses.pop_front() else { return };
            let Some(entry) = self.entries.get(&stream) else { continue };
            if entry.used != used {
                continue;
            }
            let last = entry.live.as_ref().map_or(Position(u64::MAX), |live| live.last);
            if self.bytes <= self.bytes_max || last > durable {
                // Still wanted. If what is not durable is all there is, the bound waits for the disk.
                self.uses.push_back((stream, used));
                if last > durable {
                    return;
                }
                continue;
            }
            self.dropped = self.dropped.max(last);
            self.cached.set(&stream, false);
            let dropped = self.entries.remove(&stream);
            self.bytes -= dropped.and_then(|entry| entry.live).map_or(0, |live| live.bytes);
        }
    }

    pub(super) fn size(&self) -> (usize, usize) {
        (self.entries.len(), self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Live};
    use crate::{Key, Position, StreamId, Version};

    fn live(last: u64) -> Live {
        let process = crate::system::processes()[1];
        Live { version: Version(1), last: Position(last), bytes: 100, ..Live::new(process) }
    }

    fn stream(n: u64) -> StreamId {
        StreamId::new("policy", Key::new(&n.to_string()).unwrap())
    }

    #[test]
    fn drops_the_longest_unused_and_remembers_how_far_that_goes() {
        let mut cache = Cache::new(300);
        for n in 1..=3 {
            cache.insert(&stream(n), live(n), Position(9));
        }
        let first = cache.take(&stream(1)).unwrap();
        cache.insert(&stream(1), first, Position(9));
        cache.insert(&stream(4), live(4), Position(9));
        assert!(cache.take(&stream(2)).is_none());
        assert!(!cache.cached().contains(&stream(2)) && cache.cached().contains(&stream(1)));
        assert!(cache.take(&stream(1)).is_some());
        assert!(cache.is_current(Position(2)) && !cache.is_current(Position(1)));
    }

    #[test]
    fn keeps_what_is_not_durable() {
        let mut cache = Cache::new(150);
        for n in 1..=5 {
            cache.insert(&stream(n), live(n), Position(0));
        }
        assert_eq!(cache.size().0, 5);
        cache.insert(&stream(6), live(6), Position(6));
        assert_eq!(cache.size(), (1, 100));
    }

    #[test]
    fn uses_do_not_pile_up() {
        let mut cache = Cache::new(1000);
        cache.insert(&stream(1), live(1), Position(1));
        for _ in 0..10_000 {
            let taken = cache.take(&stream(1)).unwrap();
            cache.insert(&stream(1), taken, Position(1));
        }
        assert!(cache.uses.len() < 200);
    }
}

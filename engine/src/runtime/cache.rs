use crate::process::{AnyDeadline, AnyProcess, AnyState};
use crate::spread::Digests;
use crate::{DecodeError, Origin, Position, RecordRef, StreamId, Timestamp, Version};
use foldhash::quality::RandomState;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::BuildHasher as _;
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
    /// What the timers were last told is due, and in which run.
    pub(super) due: Option<(Option<u64>, Vec<AnyDeadline>)>,
    /// How much memory it takes.
    pub(super) weight: Weight,
}

/// About how much memory a state takes: as it was weighed last, and what it has taken in since. Most
/// of what a state takes in replaces something, so what came in once is no measure for long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Weight {
    weighed: usize,
    since: usize,
}

impl Weight {
    /// The stream's name, twice, what is due, and what a map costs.
    const BESIDE: usize = 384;

    pub(super) fn of(state: &dyn AnyState) -> Self {
        // What it points to takes about as much as what is kept of it.
        Self { weighed: Self::BESIDE + state.size() + state.to_bytes().len(), since: 0 }
    }

    /// In bytes.
    pub(super) fn bytes(self) -> usize {
        self.weighed + self.since
    }
}

impl Live {
    /// The state before the first event.
    pub(super) fn new(process: &'static dyn AnyProcess) -> Self {
        let (version, first, last) = (Version(0), None, Position(0));
        let state = process.state();
        let weight = Weight { weighed: Weight::BESIDE + state.size(), since: 0 };
        Self { state, version, first, last, run: None, due: None, weight }
    }

    /// Has taken in so many bytes. Weighed again whenever it may have doubled, so that weighing costs
    /// about as much as what came in.
    pub(super) fn grow(&mut self, bytes: usize) {
        self.weight.since += bytes;
        if self.weight.since > self.weight.weighed {
            self.weight = Weight::of(&*self.state);
        }
    }

    /// Takes the next record of its stream in.
    pub(super) fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.state.evolve(record)?;
        self.version = record.version;
        self.first = self.first.or(Some(record.metadata.occurred_at));
        self.last = record.position;
        self.run = record.metadata.origin.run().or(self.run);
        self.grow(record.payload.len());
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
    streams: RwLock<HashSet<u64, Digests>>,
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
    entries: HashMap<StreamId, Entry, RandomState>,
    cached: Arc<Cached>,
    /// In the order in which they are looked at when room is needed: what was used since goes to
    /// the back, what was not is dropped.
    order: VecDeque<StreamId>,
    bytes: usize,
    bytes_max: usize,
    /// The last event of any state that was dropped: a state read as of before it may be too old.
    dropped: Position,
}

#[derive(Debug)]
struct Entry {
    /// None while it is being decided on.
    live: Option<Live>,
    /// Since room was last needed here.
    used: bool,
}

impl Cache {
    pub(super) fn new(bytes_max: usize) -> Self {
        let (entries, cached, order) = (HashMap::default(), Arc::default(), VecDeque::new());
        Self { entries, cached, order, bytes: 0, bytes_max, dropped: Position(0) }
    }

    /// Which streams are cached, as it changes.
    pub(super) fn cached(&self) -> Arc<Cached> {
        Arc::clone(&self.cached)
    }

    /// Takes a state out, to be put back changed or not.
    pub(super) fn take(&mut self, stream: &StreamId) -> Option<Live> {
        let live = self.entries.get_mut(stream)?.live.take()?;
        self.bytes -= live.weight.bytes();
        Some(live)
    }

    /// Whether a state that was read as of `position` is up to date, given that none is cached.
    pub(super) fn is_current(&self, position: Position) -> bool {
        position >= self.dropped
    }

    pub(super) fn insert(&mut self, stream: &StreamId, live: Live, durable: Position) {
        self.bytes += live.weight.bytes();
        if let Some(entry) = self.entries.get_mut(stream) {
            entry.used = true;
            self.bytes -= entry.live.replace(live).map_or(0, |old| old.weight.bytes());
        } else {
            self.cached.set(stream, true);
            self.order.push_back(stream.clone());
            self.entries.insert(stream.clone(), Entry { live: Some(live), used: false });
        }
        self.shrink(stream, durable);
    }

    /// Makes room; the `newest` goes last.
    fn shrink(&mut self, newest: &StreamId, durable: Position) {
        while self.bytes > self.bytes_max {
            let Some(stream) = self.order.pop_front() else { return };
            let Some(entry) = self.entries.get_mut(&stream) else { continue };
            let newest = stream == *newest && !self.order.is_empty();
            if std::mem::take(&mut entry.used) || newest {
                self.order.push_back(stream);
                continue;
            }
            let last = entry.live.as_ref().map_or(Position(u64::MAX), |live| live.last);
            if last > durable {
                // If what is not durable is all there is, the bound waits for the disk.
                self.order.push_back(stream);
                return;
            }
            self.dropped = self.dropped.max(last);
            self.cached.set(&stream, false);
            let dropped = self.entries.remove(&stream);
            self.bytes -=
                dropped.and_then(|entry| entry.live).map_or(0, |live| live.weight.bytes());
        }
    }

    pub(super) fn size(&self) -> (usize, usize) {
        (self.entries.len(), self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Live, Weight};
    use crate::{Key, Position, StreamId, Version};

    fn live(last: u64) -> Live {
        let process = crate::system::processes()[1];
        let weight = Weight { weighed: 100, since: 0 };
        Live { version: Version(1), last: Position(last), weight, ..Live::new(process) }
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
    fn uses_take_no_memory() {
        let mut cache = Cache::new(1000);
        cache.insert(&stream(1), live(1), Position(1));
        for _ in 0..100 {
            let taken = cache.take(&stream(1)).unwrap();
            cache.insert(&stream(1), taken, Position(1));
        }
        assert_eq!((cache.order.len(), cache.size()), (1, (1, 100)));
    }
}

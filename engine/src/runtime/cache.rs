use crate::process::AnyState;
use crate::{Position, StreamId, Timestamp, Version};
use std::collections::{HashMap, VecDeque};

/// A state as the sequencer knows it, including what is not yet durable.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) state: Box<dyn AnyState>,
    pub(super) version: Version,
    /// When its first event happened.
    pub(super) first: Option<Timestamp>,
    /// Where its last event lies.
    pub(super) last: Position,
    /// About how much memory it takes, in bytes.
    pub(super) bytes: usize,
}

/// The states used last, up to a bound in bytes.
///
/// What is not yet durable is never dropped: it can be read nowhere else.
#[derive(Debug)]
pub(super) struct Cache {
    entries: HashMap<StreamId, (Live, u64)>,
    /// Uses in order, some of them overtaken by a later one of the same stream.
    uses: VecDeque<(StreamId, u64)>,
    clock: u64,
    bytes: usize,
    bytes_max: usize,
    /// The last event of any state that was dropped: a state read as of before it may be too old.
    dropped: Position,
}

impl Cache {
    pub(super) fn new(bytes_max: usize) -> Self {
        let (entries, uses) = (HashMap::new(), VecDeque::new());
        Self { entries, uses, clock: 0, bytes: 0, bytes_max, dropped: Position(0) }
    }

    /// Takes a state out, to be put back changed or not.
    pub(super) fn take(&mut self, stream: &StreamId) -> Option<Live> {
        let (live, _) = self.entries.remove(stream)?;
        self.bytes -= live.bytes;
        Some(live)
    }

    /// Whether a state that was read as of `position` is up to date, given that none is cached.
    pub(super) fn is_current(&self, position: Position) -> bool {
        position >= self.dropped
    }

    pub(super) fn insert(&mut self, stream: StreamId, live: Live, durable: Position) {
        self.clock += 1;
        self.bytes += live.bytes;
        self.uses.push_back((stream.clone(), self.clock));
        if let Some((old, _)) = self.entries.insert(stream, (live, self.clock)) {
            self.bytes -= old.bytes;
        }
        self.shrink(durable);
    }

    fn shrink(&mut self, durable: Position) {
        while self.bytes > self.bytes_max || self.uses.len() > 4 * self.entries.len() + 64 {
            let Some((stream, used)) = self.uses.pop_front() else { return };
            let Some((live, last_used)) = self.entries.get(&stream) else { continue };
            if *last_used != used {
                continue;
            }
            if self.bytes <= self.bytes_max || live.last > durable {
                // Still wanted. If what is not durable is all there is, the bound waits for the disk.
                self.uses.push_back((stream, used));
                if live.last > durable {
                    return;
                }
                continue;
            }
            self.dropped = self.dropped.max(live.last);
            self.bytes -= live.bytes;
            self.entries.remove(&stream);
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
        let state = crate::system::processes()[1].state();
        Live { state, version: Version(1), first: None, last: Position(last), bytes: 100 }
    }

    fn stream(n: u64) -> StreamId {
        StreamId::new("policy", Key::new(&n.to_string()).unwrap())
    }

    #[test]
    fn drops_the_longest_unused_and_remembers_how_far_that_goes() {
        let mut cache = Cache::new(300);
        for n in 1..=3 {
            cache.insert(stream(n), live(n), Position(9));
        }
        let first = cache.take(&stream(1)).unwrap();
        cache.insert(stream(1), first, Position(9));
        cache.insert(stream(4), live(4), Position(9));
        assert!(cache.take(&stream(2)).is_none());
        assert!(cache.take(&stream(1)).is_some());
        assert!(cache.is_current(Position(2)) && !cache.is_current(Position(1)));
    }

    #[test]
    fn keeps_what_is_not_durable() {
        let mut cache = Cache::new(150);
        for n in 1..=5 {
            cache.insert(stream(n), live(n), Position(0));
        }
        assert_eq!(cache.size().0, 5);
        cache.insert(stream(6), live(6), Position(6));
        assert_eq!(cache.size().0, 1);
    }

    #[test]
    fn uses_do_not_pile_up() {
        let mut cache = Cache::new(1000);
        cache.insert(stream(1), live(1), Position(1));
        for _ in 0..10_000 {
            let taken = cache.take(&stream(1)).unwrap();
            cache.insert(stream(1), taken, Position(1));
        }
        assert!(cache.uses.len() < 200);
    }
}

//! Which records belong to a stream or a command.
//!
//! The newest segments are indexed in memory, as far as somebody has asked; a sealed one gets a
//! sorted file beside it, and files are merged so that a look-up touches few of them. All of it can
//! be deleted: it is built again in the background, and look-ups wait for that; where nobody builds,
//! they scan.

mod entry;
mod file;
mod filter;
mod keep;
mod memory;
mod merge;
mod parts;
mod walk;

pub(super) use entry::{Entry, IndexKey};
pub(super) use parts::{check, covered_by};

use super::view::{Shared, View, lock};
use crate::Position;
use crate::store::StoreError;
use file::IndexFile;
use memory::MemoryIndex;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The index of a log.
#[derive(Debug)]
pub(super) struct Index {
    shared: Arc<Shared>,
    state: Mutex<State>,
    /// The most files there should be.
    files_max: usize,
    /// Wakes whoever builds files.
    keeper: Mutex<Option<Sender<()>>>,
    /// A file has been built, or nobody builds any more.
    built: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Behind each other, from the first position on. Shared with every look-up under way.
    parts: Arc<Vec<Part>>,
    /// The segments behind them, in memory; the last one is the open one.
    recent: Vec<MemoryIndex>,
    /// Whether somebody builds what is missing: waiting for it is shorter than scanning.
    building: bool,
}

/// How a stretch of sealed segments is looked up.
#[derive(Clone, Debug)]
enum Part {
    File(Arc<IndexFile>),
    /// Not indexed: one segment, or what is absent.
    Scan {
        first: Position,
        last: Position,
    },
}

/// What a look-up found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In order of positions.
    pub(super) entries: Vec<Entry>,
    /// The head at that moment: nothing up to here is missing.
    pub(super) head: Position,
}

impl Part {
    fn first(&self) -> Position {
        match self {
            Self::File(file) => file.coverage.first,
            Self::Scan { first, .. } => *first,
        }
    }

    fn last(&self) -> Position {
        match self {
            Self::File(file) => file.coverage.last,
            Self::Scan { last, .. } => *last,
        }
    }

    /// Whether there is no file although there could be one: what is absent cannot be indexed.
    fn is_missing(&self, view: &View) -> bool {
        match self {
            Self::File(_) => false,
            Self::Scan { first, .. } => {
                view.segment_of(*first).is_some_and(|(_, segment)| segment.header.is_some())
            }
        }
    }
}

impl Index {
    /// Every entry of `key` behind `after`. Some may belong to another stream or command.
    ///
    /// # Errors
    /// [`StoreError`], when a segment cannot be read or is absent and has no index.
    pub(super) fn find(&self, key: IndexKey, after: Position) -> Result<Found, StoreError> {
        let view = self.shared.view();
        let mut recent = Vec::new();
        let parts = {
            let mut state = self.wait_for_files(&view, after);
            self.catch_up(&mut state, &view)?;
            for memory in &state.recent {
                memory.find(key, after, &mut recent);
            }
            Arc::clone(&state.parts)
        };
        let mut entries = Vec::new();
        for part in parts.iter().filter(|part| part.last() > after) {
            match part {
                Part::File(file) => {
                    let before = entries.len();
                    if let Err(error) = file.find(key, after, &mut entries) {
                        entries.truncate(before);
                        self.doubt(file, &error);
                        self.scan(part, &view, key, after, &mut entries)?;
                    }
                }
                Part::Scan { .. } => self.scan(part, &view, key, after, &mut entries)?,
            }
        }
        entries.append(&mut recent);
        // What became durable since the view was taken comes with the next look-up.
        entries.retain(|entry| entry.position <= view.head);
        Ok(Found { entries, head: view.head })
    }

    /// Waits while a part behind `after` is being built.
    fn wait_for_files(&self, view: &View, after: Position) -> MutexGuard<'_, State> {
        let mut state = lock(&self.state);
        while state.building
            && state.parts.iter().any(|part| part.last() > after && part.is_missing(view))
        {
            state = self.built.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }

    /// Brings the index in memory up to `view`.
    fn catch_up(&self, state: &mut State, view: &View) -> Result<(), StoreError> {
        let covered = state.parts.last().map_or(Position(0), Part::last);
        let from = view.segments.partition_point(|segment| segment.first <= covered);
        for (number, segment) in view.segments.iter().enumerate().skip(from) {
            let header = segment.header()?;
            let known = state.recent.iter().position(|memory| *memory.header() == header);
            let known = known.unwrap_or_else(|| {
                state.recent.push(MemoryIndex::new(header));
                state.recent.len() - 1
            });
            let Some(memory) = state.recent.get_mut(known) else { continue };
            if memory.next() <= view.last(segment) {
                let file = self.shared.file(segment, view.last(segment))?;
                let path = self.shared.path(segment.first);
                memory.catch_up(&file, &path, view.limit(number))?;
            }
        }
        Ok(())
    }

    /// Looks into the segments themselves.
    fn scan(
        &self,
        part: &Part,
        view: &View,
        key: IndexKey,
        after: Position,
        out: &mut Vec<Entry>,
    ) -> Result<(), StoreError> {
        for (number, segment) in view.segments.iter().enumerate() {
            let last = view.last(segment);
            if segment.first <= part.last() && last >= part.first() && last > after {
                walk::walk(&self.shared, view, number, |entry| {
                    if entry.key == key && entry.position > after {
                        out.push(entry);
                    }
                })?;
            }
        }
        Ok(())
    }

    /// What the index takes in memory, in bytes, about.
    pub(super) fn memory(&self) -> usize {
        let state = lock(&self.state);
        let files = state.parts.iter().map(|part| match part {
            Part::File(file) => file.memory(),
            Part::Scan { .. } => 0,
        });
        files.sum::<usize>() + state.recent.iter().map(MemoryIndex::memory).sum::<usize>()
    }

    /// How many stretches have no index file although their segments are there.
    pub(super) fn missing(&self) -> usize {
        let view = self.shared.view();
        lock(&self.state).parts.iter().filter(|part| part.is_missing(&view)).count()
    }

    /// How many files a look-up touches at most now.
    pub(super) fn files(&self) -> usize {
        lock(&self.state).parts.iter().filter(|part| matches!(part, Part::File(_))).count()
    }
}

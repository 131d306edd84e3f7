//! The background work of the index: files for sealed segments, fewer and larger ones over time.

use super::super::view::{View, lock};
use super::file::{self, IndexFile};
use super::parts::coverage;
use super::{Entry, Index, Part, State, merge};
use crate::Position;
use crate::store::StoreError;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What is to be done next.
enum Job {
    /// A part without a file.
    Scanned(Position, Position),
    /// The first of the segments in memory is sealed.
    Sealed(Position, Position, Vec<Entry>),
    /// Two files behind each other.
    Merge(Arc<IndexFile>, Arc<IndexFile>),
}

impl Index {
    /// Wakes `keeper` when a file must be built again.
    pub(in super::super) fn kept_by(&self, keeper: Sender<()>) {
        *lock(&self.keeper) = Some(keeper);
    }

    /// Lets the keeper go.
    pub(in super::super) fn release(&self) {
        *lock(&self.keeper) = None;
    }

    /// Does what is to be done: each sealed segment gets its file, files are merged.
    ///
    /// # Errors
    /// [`StoreError`], when a segment cannot be read or a file not be written. The index stays right.
    pub(in super::super) fn maintain(&self) -> Result<(), StoreError> {
        loop {
            let view = self.shared.view();
            let Some(job) = self.next_job(&view)? else { return Ok(()) };
            match job {
                Job::Scanned(first, last) => {
                    let entries = self.scanned(&view, first)?;
                    let file = self.write(&view, first, last, entries)?;
                    self.replace(file);
                }
                Job::Sealed(first, last, entries) => {
                    let file = self.write(&view, first, last, entries)?;
                    let mut state = lock(&self.state);
                    state.parts.push(Part::File(Arc::new(file)));
                    state.recent.retain(|memory| memory.header.first != first);
                }
                Job::Merge(earlier, later) => self.merge(&view, &earlier, &later)?,
            }
        }
    }

    fn next_job(&self, view: &View) -> Result<Option<Job>, StoreError> {
        let mut state = lock(&self.state);
        let scanned = state.parts.iter().find_map(|part| match part {
            // What is absent cannot be indexed.
            Part::Scan { first, last } => {
                let (_, segment) = view.segment_of(*first)?;
                segment.header.map(|_| Job::Scanned(*first, *last))
            }
            Part::File(_) => None,
        });
        if scanned.is_some() {
            return Ok(scanned);
        }
        let covered = state.parts.last().map_or(Position(0), Part::last);
        if view.segments.last().is_some_and(|open| open.first > covered.next()) {
            self.catch_up(&mut state, view)?;
            let sealed = state.recent.first().and_then(|memory| {
                let (_, segment) = view.segment_of(memory.header.first)?;
                Some(Job::Sealed(segment.first, segment.last?, memory.entries()))
            });
            if sealed.is_some() {
                return Ok(sealed);
            }
        }
        Ok(self.cheapest_merge(&state))
    }

    /// The two neighbours that are cheapest to merge, if there are too many files.
    fn cheapest_merge(&self, state: &State) -> Option<Job> {
        let files = state.parts.iter().filter(|part| matches!(part, Part::File(_))).count();
        if files <= self.files_max.max(1) {
            return None;
        }
        let pairs = state.parts.iter().zip(state.parts.iter().skip(1));
        let pairs = pairs.filter_map(|pair| match pair {
            (Part::File(earlier), Part::File(later)) => Some((earlier, later)),
            _ => None,
        });
        let (earlier, later) =
            pairs.min_by_key(|(earlier, later)| earlier.entries() + later.entries())?;
        Some(Job::Merge(Arc::clone(earlier), Arc::clone(later)))
    }

    fn scanned(&self, view: &View, first: Position) -> Result<Vec<Entry>, StoreError> {
        let Some((number, segment)) = view.segment_of(first) else { return Ok(Vec::new()) };
        Ok(self.indexed(view, number, segment)?.entries())
    }

    fn write(
        &self,
        view: &View,
        first: Position,
        last: Position,
        mut entries: Vec<Entry>,
    ) -> Result<IndexFile, StoreError> {
        entries.sort_unstable();
        let (coverage, _) = coverage(view, first, last);
        file::write(&self.shared.dir, coverage, entries.len(), entries.into_iter().map(Ok))
    }

    fn merge(
        &self,
        view: &View,
        earlier: &Arc<IndexFile>,
        later: &Arc<IndexFile>,
    ) -> Result<(), StoreError> {
        // Without a fingerprint if a segment is absent: once it is back, the file is built again.
        let (coverage, _) = coverage(view, earlier.coverage.first, later.coverage.last);
        match merge::merge(&self.shared.dir, coverage, earlier, later) {
            Ok(file) => self.replace(file),
            Err(error @ StoreError::Corrupt { .. }) => {
                self.doubt(earlier, &error);
                self.doubt(later, &error);
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        for old in [earlier, later] {
            super::super::directory::remove(&old.path)?;
        }
        Ok(())
    }

    /// Puts `file` in the place of the parts that it covers, however many they are by now.
    fn replace(&self, file: IndexFile) {
        let mut state = lock(&self.state);
        let start = state.parts.partition_point(|part| part.first() < file.coverage.first);
        let end = state.parts.partition_point(|part| part.last() <= file.coverage.last);
        if start < end {
            state.parts.splice(start..end, [Part::File(Arc::new(file))]);
        }
    }

    /// Does not use `file` any more: its segments are scanned until it has been built again.
    pub(super) fn doubt(&self, file: &Arc<IndexFile>, error: &StoreError) {
        tracing::warn!(%error, "an index file is damaged and will be built again");
        let view = self.shared.view();
        let mut state = lock(&self.state);
        let is_it = |part: &Part| matches!(part, Part::File(known) if Arc::ptr_eq(known, file));
        let Some(at) = state.parts.iter().position(is_it) else { return };
        let super::file::Coverage { first, last, .. } = file.coverage;
        let segments = view.segments.iter().filter_map(|segment| {
            let end = segment.last?;
            let (from, to) = (segment.first.max(first), end.min(last));
            (from <= to).then_some(Part::Scan { first: from, last: to })
        });
        state.parts.splice(at..=at, segments.collect::<Vec<_>>());
        drop(state);
        if let Some(keeper) = lock(&self.keeper).as_ref() {
            // A keeper that is gone has been told to go.
            let _ = keeper.send(());
        }
    }
}

//! The background work of the index: files for sealed segments, fewer and larger ones over time.

use super::super::view::{View, lock};
use super::file::{self, IndexFile};
use super::parts::coverage;
use super::walk::walk;
use super::{Entry, Index, Part, State, merge};
use crate::Position;
use crate::store::StoreError;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

/// How many files are built at a time at most: each takes the entries of a segment in memory.
const BUILDERS_MAX: usize = 4;

/// What is to be done next.
enum Job {
    /// The first of the segments in memory is sealed.
    Sealed(Position, Position, Vec<Entry>),
    /// Parts without a file, first and last positions.
    Missing(Vec<(Position, Position)>),
    /// Two files behind each other.
    Merge(Arc<IndexFile>, Arc<IndexFile>),
}

impl Index {
    /// Wakes `keeper` whenever a file must be built, and now.
    pub(in super::super) fn kept_by(&self, keeper: Sender<()>) {
        *lock(&self.keeper) = Some(keeper);
        self.wake();
    }

    /// Lets the keeper go.
    pub(in super::super) fn release(&self) {
        *lock(&self.keeper) = None;
    }

    /// Wakes the keeper. Until it has come to its end, look-ups wait for what is missing.
    fn wake(&self) {
        // Before it is told: it may be done before this thread goes on.
        lock(&self.state).building = true;
        let told = lock(&self.keeper).as_ref().is_some_and(|keeper| keeper.send(()).is_ok());
        if !told {
            self.done();
        }
    }

    /// Nobody builds now.
    fn done(&self) {
        lock(&self.state).building = false;
        self.built.notify_all();
    }

    /// Does what is to be done: each sealed segment gets its file, files are merged.
    ///
    /// # Errors
    /// [`StoreError`], when a segment cannot be read or a file not be written. The index stays right.
    pub(in super::super) fn maintain(&self) -> Result<(), StoreError> {
        lock(&self.state).building = true;
        let _done = Done(self);
        loop {
            let view = self.shared.view();
            let Some(job) = self.next_job(&view)? else { return Ok(()) };
            match job {
                Job::Sealed(first, last, entries) => {
                    let file = self.write(&view, first, last, entries)?;
                    let mut state = lock(&self.state);
                    Arc::make_mut(&mut state.parts).push(Part::File(Arc::new(file)));
                    state.recent.retain(|memory| memory.header().first != first);
                }
                Job::Missing(parts) => self.build(&view, &parts)?,
                Job::Merge(earlier, later) => self.merge(&view, &earlier, &later)?,
            }
        }
    }

    fn next_job(&self, view: &View) -> Result<Option<Job>, StoreError> {
        let mut state = lock(&self.state);
        let covered = state.parts.last().map_or(Position(0), Part::last);
        if view.segments.last().is_some_and(|open| open.first > covered.next()) {
            self.catch_up(&mut state, view)?;
            let sealed = state.recent.first().and_then(|memory| {
                let (_, segment) = view.segment_of(memory.header().first)?;
                Some(Job::Sealed(segment.first, segment.last?, memory.entries()))
            });
            if sealed.is_some() {
                return Ok(sealed);
            }
        }
        let missing = state.parts.iter().filter(|part| part.is_missing(view));
        let builders = thread::available_parallelism().map_or(1, usize::from).min(BUILDERS_MAX);
        let missing: Vec<_> =
            missing.map(|part| (part.first(), part.last())).take(builders).collect();
        if !missing.is_empty() {
            return Ok(Some(Job::Missing(missing)));
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

    /// Builds a file for each of these parts, all at the same time.
    fn build(&self, view: &View, parts: &[(Position, Position)]) -> Result<(), StoreError> {
        thread::scope(|scope| {
            let build = |(first, last)| {
                let mut entries = Vec::new();
                if let Some((number, _)) = view.segment_of(first) {
                    walk(&self.shared, view, number, |entry| entries.push(entry))?;
                }
                self.replace(self.write(view, first, last, entries)?);
                Ok(())
            };
            let builders: Vec<_> =
                parts.iter().map(|part| scope.spawn(move || build(*part))).collect();
            let panicked = |_| StoreError::Stopped("a builder of the index panicked".to_owned());
            builders.into_iter().try_for_each(|builder| builder.join().map_err(panicked)?)
        })
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
            Arc::make_mut(&mut state.parts).splice(start..end, [Part::File(Arc::new(file))]);
        }
        drop(state);
        self.built.notify_all();
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
        Arc::make_mut(&mut state.parts).splice(at..=at, segments.collect::<Vec<_>>());
        drop(state);
        self.wake();
    }
}

/// However building ends, nobody waits for it any longer.
struct Done<'a>(&'a Index);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.done();
    }
}

//! Which index files of a directory are good for which segments.

use super::super::directory::{corrupt, names_in, remove};
use super::super::format::SegmentHeader;
use super::super::view::{Segment, Shared, View};
use super::file::{Coverage, IndexFile, positions_of};
use super::walk::walk;
use super::{Index, Part, State, merge};
use crate::Position;
use crate::store::StoreError;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

/// The last position in a sealed segment, which the index files end with.
fn sealed(view: &View) -> Position {
    let before = |segment: &Segment| Position(segment.first.0.saturating_sub(1));
    view.segments.last().map_or(Position(0), before)
}

/// The segments that hold some of these positions.
fn between(view: &View, first: Position, last: Position) -> impl Iterator<Item = &Segment> {
    view.segments
        .iter()
        .filter(move |segment| segment.first <= last && segment.last.is_none_or(|end| end >= first))
}

/// What an index file of these positions must say; the fingerprint is missing if a segment is.
pub(super) fn coverage(view: &View, first: Position, last: Position) -> (Coverage, Option<u64>) {
    let salts = between(view, first, last).map(|segment| segment.header.map(|header| header.salt));
    let fold = |all: u64, salt: Option<u64>| salt.map(|salt| all.rotate_left(1) ^ salt);
    let fingerprint = salts.into_iter().try_fold(0, fold);
    let log = view.segments.last().and_then(|segment| segment.header);
    let log = log.map_or(0, |header| header.log_id.id);
    (Coverage { first, last, fingerprint: fingerprint.unwrap_or_default(), log }, fingerprint)
}

/// Whether the file says that it is of these segments and ends where one of them ends.
fn fits(view: &View, file: &IndexFile) -> bool {
    let Coverage { first, last, fingerprint, log } = file.coverage;
    let (ours, expected) = coverage(view, first, last);
    let ends = between(view, last, last)
        .all(|segment| segment.header.is_none() || segment.last == Some(last));
    let of_this_log = log == 0 || log == ours.log;
    of_this_log && ends && expected.is_none_or(|expected| expected == fingerprint)
}

/// The last position that a whole index file of this log covers, of those that end behind the
/// beginning of its `last` segment, and the file's name.
pub(in super::super) fn covered_by<'a>(
    dir: &Path,
    names: &'a [String],
    last: &SegmentHeader,
) -> Option<(&'a str, Position)> {
    let behind = names
        .iter()
        .filter(|name| positions_of(name).is_some_and(|(_, claimed)| claimed >= last.first));
    // One that is damaged tells nothing; one that is gone has been merged into another.
    let covered = behind.filter_map(|name| {
        let Coverage { log, last: end, .. } = IndexFile::open(&dir.join(name)).ok()?.coverage;
        (log == last.log_id.id && end >= last.first).then_some((name.as_str(), end))
    });
    covered.max_by_key(|(_, end)| *end)
}

/// The parts for everything sealed, and the index files that are of no use.
fn choose(shared: &Shared, view: &View) -> Result<(Vec<Part>, Vec<String>), StoreError> {
    let mut files = Vec::new();
    let mut useless = Vec::new();
    for name in names_in(&shared.dir)? {
        let Some(claimed) = positions_of(&name) else { continue };
        match IndexFile::open(&shared.dir.join(&name)) {
            Ok(file)
                if claimed == (file.coverage.first, file.coverage.last) && fits(view, &file) =>
            {
                files.push(Arc::new(file));
            }
            Ok(_) | Err(StoreError::Corrupt { .. }) => useless.push(name),
            // Merged by whoever is writing the log.
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    let end = sealed(view);
    let mut parts: Vec<Part> = Vec::new();
    let mut next = view.segments.first().map_or(Position(1), |segment| segment.first);
    while next <= end {
        // Of those left by an unfinished merge the widest one is the merged one.
        let here = files.iter().filter(|file| file.coverage.first == next);
        let widest = here.max_by_key(|file| file.coverage.last);
        let part = if let Some(file) = widest.filter(|file| file.coverage.last <= end) {
            Part::File(Arc::clone(file))
        } else {
            let last = view.segment_of(next).and_then(|(_, segment)| segment.last);
            Part::Scan { first: next, last: last.unwrap_or(end) }
        };
        next = part.last().next();
        parts.push(part);
    }
    let used = |file: &Arc<IndexFile>| {
        parts.iter().any(|part| matches!(part, Part::File(used) if Arc::ptr_eq(used, file)))
    };
    let name = |file: &Arc<IndexFile>| Some(file.path.file_name()?.to_str()?.to_owned());
    useless.extend(files.iter().filter(|file| !used(file)).filter_map(name));
    Ok((parts, useless))
}

impl Index {
    /// The index as far as there are files. Files of no use are removed if `writable`.
    pub(in super::super) fn open(
        shared: &Arc<Shared>,
        files_max: usize,
        writable: bool,
    ) -> Result<Self, StoreError> {
        let (parts, useless) = choose(shared, &shared.view())?;
        for name in useless.iter().filter(|_| writable) {
            tracing::warn!(%name, "an index file is of no use and is removed");
            remove(&shared.dir.join(name))?;
        }
        let state = Mutex::new(State { parts: Arc::new(parts), ..State::default() });
        let (shared, keeper, built) = (Arc::clone(shared), Mutex::default(), Condvar::new());
        Ok(Self { shared, state, files_max, keeper, built })
    }
}

/// Compares every index file with the segments it covers. Hands each error to `tell`.
pub(in super::super) fn check(
    shared: &Arc<Shared>,
    tell: &mut dyn FnMut(StoreError),
) -> Result<usize, StoreError> {
    let view = shared.view();
    let (parts, useless) = choose(shared, &view)?;
    for name in useless {
        let path = shared.dir.join(name);
        tell(corrupt(&path, 0, "the index file is damaged, or of other segments"));
    }
    let mut checked = 0;
    for part in &parts {
        let Part::File(file) = part else { continue };
        checked += 1;
        match agrees(shared, &view, file) {
            // An absent segment cannot be compared with.
            Ok(true) | Err(StoreError::Archived { .. }) => {}
            Ok(false) => tell(corrupt(&file.path, 0, "the index disagrees with the segments")),
            Err(error) => tell(error),
        }
    }
    Ok(checked)
}

/// Segment by segment, so that memory does not grow with the log.
fn agrees(shared: &Shared, view: &View, file: &IndexFile) -> Result<bool, StoreError> {
    let (mut expected, mut found) = (0, Vec::new());
    for (number, segment) in view.segments.iter().enumerate() {
        let last = view.last(segment);
        if segment.first > file.coverage.last || last < file.coverage.first {
            continue;
        }
        let mut entries = Vec::new();
        walk(shared, view, number, |entry| entries.push(entry))?;
        entries.sort_unstable();
        expected += entries.len();
        let before = Position(segment.first.0.saturating_sub(1));
        for of_key in entries.chunk_by(|one, next| one.key == next.key) {
            let Some(first) = of_key.first() else { continue };
            // By way of the filter: it must not deny what is there.
            found.clear();
            file.find(first.key, before, &mut found)?;
            found.retain(|entry| entry.position <= last);
            if found != of_key {
                return Ok(false);
            }
        }
    }
    // And nothing else.
    let all = merge::entries(file).try_fold(0, |count, entry| entry.map(|_| count + 1))?;
    Ok(all == expected)
}

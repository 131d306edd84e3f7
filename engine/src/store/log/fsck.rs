//! Checking a whole log: every byte, every link, every number.

use super::bytes::{narrow, wide};
use super::cut::{Cut, kept_in};
use super::directory::{
    self, Lock, corrupt, failed, is_index, names_in, read_header, segment_name, segments_in,
};
use super::format::{HEADER_BYTES, SegmentHeader};
use super::frame::{AtGroup, Group};
use super::index::{Index, check};
use super::newest::{NEWEST, Told};
use super::open::look;
use super::recover::{find_header, judge, read_all, used};
use super::target::refuse_unfinished;
use super::view::Shared;
use crate::store::{LogId, StoreError};
use crate::{Position, RecordRef, StreamId};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What [`fsck`] found: each damage once, without what follows from it.
#[derive(Clone, Debug, Default)]
pub struct FsckReport {
    /// Which log it is; `None` if nothing could be read.
    pub log_id: Option<LogId>,
    /// The last good position.
    pub head: Position,
    /// The segment that it is in.
    pub last: PathBuf,
    /// Where it ends there, in bytes.
    pub end: u64,
    /// How many segments were read.
    pub segments: usize,
    /// How many records were read.
    pub records: u64,
    /// How many streams they belong to.
    pub streams: usize,
    /// How many index files agree with the segments or were built again.
    pub index_files: usize,
    /// Stretches of positions whose segments are absent, first and last.
    pub absent: Vec<(Position, Position)>,
    /// A write that a crash left unfinished: no problem, the next open cuts it off.
    pub unfinished: Option<Cut>,
    /// The files in which what earlier opens cut off is kept, the earliest first.
    pub kept: Vec<PathBuf>,
    /// Everything that is wrong, each with its file and offset. Index files need not stay wrong:
    /// [`rebuild_index`].
    pub problems: Vec<StoreError>,
}

/// Reads all of the log in `dir` and checks it: checksums, digests, links between segments, gapless
/// positions and versions, the index.
///
/// With `read_only` nothing is changed and no lock is taken, so that a copy or a backup can be
/// checked; without, index files that are damaged or missing are built again, if the segments are
/// sound. Damage to segments is never repaired: that takes a backup.
///
/// # Errors
/// [`StoreError`], when the directory holds no log, cannot be read or is held by another process. What
/// is wrong in it is no error but a [problem](FsckReport::problems).
pub fn fsck(dir: &Path, archive: Option<&Path>, read_only: bool) -> Result<FsckReport, StoreError> {
    refuse_unfinished(dir)?;
    let told = Told::of(dir)?;
    let here = segments_in(dir)?;
    if here.is_empty() {
        if let Err(problem) = told.no_remains(dir) {
            return Ok(FsckReport { problems: vec![problem], ..FsckReport::default() });
        }
        return Err(StoreError::NoLog { path: dir.to_owned() });
    }
    let _lock = if read_only { None } else { Some(Lock::take(dir)?) };
    let mut walk = Walk::default();
    let mut firsts = here.clone();
    firsts.extend(archive.map(segments_in).transpose()?.unwrap_or_default());
    firsts.sort_unstable();
    firsts.dedup();
    let last = here.last().copied();
    for first in firsts {
        let home = if here.binary_search(&first).is_ok() { dir } else { archive.unwrap_or(dir) };
        if let Err(problem) = walk.segment(&home.join(segment_name(first)), Some(first) == last) {
            walk.report.problems.push(problem);
            walk.before = None;
            walk.unreadable = Some(first);
        }
    }
    walk.end(dir, &told);
    let mut report = walk.report;
    // A log in use is noted when it is opened; of a copy, this is all that tells.
    if read_only && report.problems.is_empty() && !told.says_where_it_ends() {
        let reason = "it is missing, or not whole: nothing tells whether the log ends where it did";
        report.problems.push(corrupt(&dir.join(NEWEST), 0, reason));
    }
    report.streams = walk.versions.len();
    report.kept = kept_in(dir)?;
    // Without readable segments there is nothing to compare the index with.
    if let Ok((shared, _)) = look(dir, archive) {
        // What is made of damaged segments would be wrong, and what was made of them tells of them.
        let mend = !read_only && report.problems.is_empty();
        index(&mut report, &shared, mend.then_some((dir, archive)));
    }
    Ok(report)
}

/// Checks the index files; builds them again in `mend`, the directory and its archive.
fn index(report: &mut FsckReport, shared: &Arc<Shared>, mend: Option<(&Path, Option<&Path>)>) {
    let mut found = Vec::new();
    if mend.is_some() {
        let built = Index::open(shared, usize::MAX, true).and_then(|index| index.maintain());
        found.extend(built.err());
    }
    match check(shared, &mut |problem| found.push(problem)) {
        Ok(files) => report.index_files = files,
        Err(error) => found.push(error),
    }
    if let Some((dir, archive)) = mend.filter(|_| found.iter().any(is_of_index)) {
        match rebuild(dir, archive) {
            Ok(files) => {
                report.index_files = files;
                found.retain(|problem| !is_of_index(problem));
            }
            Err(error) => found.push(error),
        }
    }
    for problem in found {
        // Whoever compares an index with a damaged segment comes upon that again.
        if path_of(&problem).is_none_or(|path| !report.tells_of(path)) {
            report.problems.push(problem);
        }
    }
}

/// Whether a problem is of an index file, which can be built again, and not of the log itself.
#[must_use]
pub fn is_of_index(problem: &StoreError) -> bool {
    path_of(problem).and_then(Path::extension).is_some_and(|extension| extension == "idx")
}

fn path_of(problem: &StoreError) -> Option<&Path> {
    if let StoreError::Corrupt { path, .. } = problem { Some(path) } else { None }
}

impl FsckReport {
    fn tells_of(&self, path: &Path) -> bool {
        self.problems.iter().any(|problem| path_of(problem) == Some(path))
    }
}

/// Builds all index files of the log in `dir` again. Returns how many there are.
///
/// # Errors
/// [`StoreError`], when another process holds the directory, a segment cannot be read or the disk is
/// full. The index files are as they were, then.
pub fn rebuild_index(dir: &Path, archive: Option<&Path>) -> Result<usize, StoreError> {
    let _lock = Lock::take(dir)?;
    rebuild(dir, archive)
}

fn rebuild(dir: &Path, archive: Option<&Path>) -> Result<usize, StoreError> {
    let (shared, _) = look(dir, archive)?;
    let names = names_in(dir)?;
    let old: Vec<_> =
        names.iter().filter(|name| is_index(name)).map(|name| dir.join(name)).collect();
    // Under names that the next open removes, should this be cut off.
    let aside = |path: &Path| directory::temporary(&path.with_extension("old"));
    old.iter().try_for_each(|path| directory::rename(path, &aside(path)))?;
    let files_max = super::LogOptions::default().index_files;
    let built = Index::open(&shared, files_max, true).and_then(|index| {
        index.maintain()?;
        Ok(index.files())
    });
    for path in &old {
        match &built {
            Ok(_) => directory::remove(&aside(path))?,
            Err(_) => directory::rename(&aside(path), path)?,
        }
    }
    built
}

/// One pass over all segments.
#[derive(Default)]
struct Walk {
    report: FsckReport,
    /// The segment before, if it could be read.
    before: Option<Before>,
    /// Where the last segment that could not be read begins.
    unreadable: Option<Position>,
    /// `None` once a record of the stream may have been missed.
    versions: HashMap<StreamId, Option<u64>>,
    /// Whether records may have been missed.
    gap: bool,
}

struct Before {
    path: PathBuf,
    header: SegmentHeader,
    /// The position behind its last record.
    next: Position,
    /// Where its groups end.
    end: u64,
    bytes: Vec<u8>,
}

impl Walk {
    fn segment(&mut self, path: &Path, is_last: bool) -> Result<(), StoreError> {
        let file = File::open(path).map_err(failed("open", path))?;
        let header = read_header(&file, path)?;
        let bytes = read_all(&file, path)?;
        self.report.segments += 1;
        self.report.log_id = Some(header.log_id);
        if path.file_name() != Some(segment_name(header.first).as_ref()) {
            self.problem(path, 40, "the segment has the name of another one");
        }
        self.link(path, &header);
        let (next, end) = self.groups(path, &header, &bytes, is_last);
        self.report.head = Position(next.0.saturating_sub(1));
        path.clone_into(&mut self.report.last);
        self.report.end = end;
        self.before = Some(Before { path: path.to_owned(), header, next, end, bytes });
        Ok(())
    }

    fn problem(&mut self, path: &Path, offset: u64, reason: impl Into<String>) {
        self.report.problems.push(corrupt(path, offset, reason));
    }

    /// Compares a segment with what the next one says of it.
    fn link(&mut self, path: &Path, header: &SegmentHeader) {
        let before = self.before.take();
        let Some(previous) = header.previous else {
            if before.is_some() || header.first != Position(1) {
                self.problem(path, 56, "the segment follows no other, but is not the first");
            }
            return;
        };
        let Some(before) = before.filter(|before| before.header.first == previous.first) else {
            let first = Position(self.report.head.0 + 1);
            if first < header.first && self.unreadable != Some(previous.first) {
                let last = Position(header.first.0.saturating_sub(1));
                self.report.absent.push((first, last));
            }
            self.forget();
            return;
        };
        if before.header.log_id.id != header.log_id.id {
            self.problem(path, 16, "the segment belongs to another log");
        }
        if self.report.tells_of(&before.path) {
            // It is known to be damaged: it cannot be what the next one says.
            self.forget();
            return;
        }
        if before.next != header.first {
            let last = before.next.0.saturating_sub(1);
            self.problem(path, 40, format!("the segment before it ends with position {last}"));
            self.forget();
        }
        let sealed = before.bytes.get(..narrow(previous.bytes)).unwrap_or_default();
        if before.end != previous.bytes {
            self.problem(&before.path, before.end, "the sealed segment does not end here");
        } else if Sha256::digest(sealed).as_slice() != previous.digest {
            self.problem(&before.path, 0, "the digest is not what the next segment says");
        }
    }

    /// Compares the end with what else tells of it.
    fn end(&mut self, dir: &Path, told: &Told) {
        let Some(last) = self.before.take() else { return };
        let segments = told.check_segments(dir, &last.header);
        let head = Position(last.next.0.saturating_sub(1));
        let known = self.report.tells_of(&last.path);
        let ends = told.check_head(dir, &last.header, head, last.end);
        self.report.problems.extend(segments.err());
        self.report.problems.extend(ends.err().filter(|_| !known));
    }

    /// Records may be missing from here on.
    fn forget(&mut self) {
        self.gap = true;
        self.versions.values_mut().for_each(|version| *version = None);
    }

    /// Walks the groups; returns the position behind them, and where they end.
    fn groups(
        &mut self,
        path: &Path,
        header: &SegmentHeader,
        bytes: &[u8],
        is_last: bool,
    ) -> (Position, u64) {
        let mut end = wide(bytes.len());
        if is_last && let Ok(tail) = judge(bytes, header, path) {
            end = tail.end;
            self.report.unfinished = tail.cut;
        }
        let (mut at, mut next) = (HEADER_BYTES, header.first);
        while at < end {
            match Group::at(bytes, 0, narrow(at), header, next) {
                AtGroup::Group(group) => {
                    self.records(path, &group);
                    at = wide(group.end);
                    next = group.next();
                }
                AtGroup::Nothing if used(bytes) <= narrow(at) => break,
                damage @ (AtGroup::Nothing | AtGroup::Bad { .. }) => {
                    let (offset, reason) = match damage {
                        AtGroup::Bad { offset, reason } => (wide(offset), reason),
                        AtGroup::Nothing | AtGroup::Group(_) => (at, "a write group is missing"),
                    };
                    self.problem(path, offset, reason);
                    self.forget();
                    // What follows can be checked again from the next whole header on.
                    let from = at + 1;
                    let Some(later) = find_header(bytes, from, header) else { break };
                    at = u64::from(later.offset);
                    next = later.first;
                }
            }
        }
        (next, at)
    }

    fn records(&mut self, path: &Path, group: &Group<'_>) {
        for (position, frame) in group.frames() {
            self.report.records += 1;
            let offset = wide(frame.record.start);
            let record = RecordRef::decode(position, group.record(&frame));
            let stream = record.and_then(|record| Ok((record.stream()?, record.version.0)));
            match stream {
                Ok((stream, version)) => self.version(path, offset, &stream, version),
                Err(error) => self.problem(path, offset, format!("position {position}: {error}")),
            }
        }
    }

    fn version(&mut self, path: &Path, offset: u64, stream: &StreamId, version: u64) {
        let expected = if let Some(known) = self.versions.get_mut(stream) {
            known.replace(version).map(|known| known + 1)
        } else {
            self.versions.insert(stream.clone(), Some(version));
            // A stream that is new after a gap may have begun in it.
            (!self.gap).then_some(1)
        };
        if let Some(expected) = expected.filter(|expected| *expected != version) {
            self.problem(
                path,
                offset,
                format!("{stream} has version {version} where {expected} must follow"),
            );
        }
    }
}

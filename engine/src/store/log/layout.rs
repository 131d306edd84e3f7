//! Which segments a directory and its archive hold, and that they are one log.

use super::directory::{corrupt, failed, read_header, segment_name, segments_in};
use super::format::SegmentHeader;
use super::newest::Told;
use super::recover::{judge, read_all};
use super::view::{Segment, Shared};
use crate::Position;
use crate::store::StoreError;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// All segments, here and in the archive, with what lies between them; checks that they are one
/// log. Whether one is missing at its end, whoever wants it checks.
pub(super) fn list(
    dir: &Path,
    archive: Option<&Path>,
    told: &Told,
) -> Result<Vec<Segment>, StoreError> {
    let here = segments_in(dir)?;
    let Some(open) = here.last().copied() else {
        told.no_remains(dir)?;
        return Err(StoreError::NoLog { path: dir.to_owned() });
    };
    let mut firsts = here.clone();
    for first in archive.map(segments_in).transpose()?.unwrap_or_default() {
        if first > open {
            let reason = "it is newer than the log; only sealed segments belong into the archive";
            let path = archive.unwrap_or(dir).join(segment_name(first));
            return Err(corrupt(&path, 0, reason));
        }
        firsts.push(first);
    }
    firsts.sort_unstable();
    firsts.dedup();
    let at = |first: Position| match archive {
        Some(archive) if here.binary_search(&first).is_err() => archive.join(segment_name(first)),
        _ => dir.join(segment_name(first)),
    };
    let mut segments: Vec<Segment> = Vec::new();
    for first in firsts {
        let path = at(first);
        let file = File::open(&path).map_err(failed("open", &path))?;
        let header = read_header(&file, &path)?;
        if header.first != first {
            return Err(corrupt(&path, 40, "the segment has the name of another one"));
        }
        link(&mut segments, &header, &path, &at)?;
        let bytes = file.metadata().map_err(failed("read", &path))?.len();
        segments.push(Segment { header: Some(header), first, last: None, bytes });
    }
    Ok(segments)
}

/// Checks that `header` continues `segments`; fills in what is absent.
fn link(
    segments: &mut Vec<Segment>,
    header: &SegmentHeader,
    path: &Path,
    at: &impl Fn(Position) -> PathBuf,
) -> Result<(), StoreError> {
    let before = Position(header.first.0.saturating_sub(1));
    let known = segments.last().and_then(|segment| segment.header);
    let Some(previous) = header.previous else {
        if known.is_none() && header.first == Position(1) {
            return Ok(());
        }
        return Err(corrupt(path, 56, "the segment follows no other, but is not the first"));
    };
    if known.is_some_and(|known| known.log_id.id != header.log_id.id) {
        return Err(corrupt(path, 16, "the segment belongs to another log"));
    }
    if known.is_some_and(|known| known.first > previous.first) {
        return Err(corrupt(path, 56, "the segment does not follow the one before it"));
    }
    match segments.last_mut() {
        Some(last) if last.first == previous.first => {
            if last.bytes < previous.bytes {
                return Err(corrupt(&at(last.first), last.bytes, "the sealed segment is cut off"));
            }
            last.last = Some(before);
            last.bytes = previous.bytes;
        }
        Some(last) => {
            // What follows it is absent, so where it ends only its own groups say.
            let Some(known) = last.header else { return Ok(()) };
            let path = at(last.first);
            let file = File::open(&path).map_err(failed("open", &path))?;
            let tail = judge(&read_all(&file, &path)?, &known, &path)?;
            last.last = Some(tail.head);
            last.bytes = tail.end;
            segments.push(absent(tail.head.next(), before));
        }
        None => segments.push(absent(Position(1), before)),
    }
    Ok(())
}

fn absent(first: Position, last: Position) -> Segment {
    Segment { header: None, first, last: Some(last), bytes: 0 }
}

/// Gives back what sealed segments do not use of their files.
pub(super) fn trim(shared: &Shared) -> Result<(), StoreError> {
    let view = shared.view();
    for segment in view.segments.iter().filter(|segment| segment.last.is_some()) {
        let path = shared.dir.join(segment_name(segment.first));
        match path.metadata() {
            Ok(metadata) if metadata.len() > segment.bytes && segment.header.is_some() => {}
            // Not longer, or not here.
            _ => continue,
        }
        let file = OpenOptions::new().write(true).open(&path).map_err(failed("open", &path))?;
        file.set_len(segment.bytes).map_err(failed("shorten", &path))?;
        file.sync_all().map_err(failed("sync", &path))?;
    }
    Ok(())
}

//! Restores: a log from a backup, whole or up to a position, in a new epoch.

use super::bytes::{narrow, wide};
use super::copy::{CopyProgress, read_verified, total, write_verified};
use super::directory::{self, corrupt, segment_name};
use super::disk::RealDisk;
use super::format::{HEADER_BYTES, Previous, SegmentHeader};
use super::frame::{AtGroup, Group, GroupWriter};
use super::missing::{Stretch, Stretches, remedy, without};
use super::newest::{NEWEST, Note, Told};
use super::open::{check_end, look, see};
use super::target::{Target, refuse_unfinished};
use super::view::View;
use crate::store::{LogId, StoreError};
use crate::{Position, Timestamp};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// What a restore did.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RestoreReport {
    /// The log's id; its epoch is new, so that events to come get other ids than those that were lost.
    pub log_id: LogId,
    /// The last position in it.
    pub head: Position,
    /// How many segments were copied.
    pub segments: usize,
    /// How many bytes were copied.
    pub bytes: u64,
    /// Stretches of positions that were archived when the backup was made, and are in neither, first
    /// and last.
    pub absent: Vec<(Position, Position)>,
}

/// A restore failed, and left nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup, or the disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A restore never overwrites.
    #[error("{} is not empty; restore into a new directory", path.display())]
    Occupied {
        /// The directory.
        path: PathBuf,
    },
    /// The backup ends earlier.
    #[error("the backup ends at position {head}")]
    Beyond {
        /// Its last position.
        head: Position,
    },
    /// Nothing says where the backup ends: the file that does comes last when one is made or copied.
    #[error(
        "{} has no file {NEWEST}, which says where a backup ends: it was not copied to its end; copy it again, or restore up to a position of which you know",
        path.display()
    )]
    Unfinished {
        /// The directory.
        path: PathBuf,
    },
    /// Parts of the backup are gone, and were not archived when it was made.
    #[error("the backup is not whole: {} not in it; {}", Stretches(absent, *cut), remedy(absent))]
    Incomplete {
        /// Stretches of positions that are missing, first and last, in order.
        absent: Vec<(Position, Position)>,
        /// The first position of the last segment, if the last stretch is what is missing of it.
        cut: Option<Position>,
    },
    /// The records of one command belong together.
    #[error("position {until} is inside a batch; restore until {before} or until {end}")]
    InsideBatch {
        /// Where it was to end.
        until: Position,
        /// The last position before the batch.
        before: Position,
        /// The last position of the batch.
        end: Position,
    },
}

/// Makes a log in `to`, which is absent or empty, from the backup in `from`: all of it, or up to and
/// including `until`, which must be the end of a batch. It goes on in an epoch of its own, by the time
/// it is `now`. `progress` is called after each segment. What a crash leaves is refused as a log, and
/// taken by the next restore.
///
/// # Errors
/// [`RestoreError`]; [`StoreError::Corrupt`] when the backup is damaged.
pub fn restore(
    from: &Path,
    to: &Path,
    until: Option<Position>,
    now: Timestamp,
    mut progress: impl FnMut(CopyProgress),
) -> Result<RestoreReport, RestoreError> {
    refuse_unfinished(from)?;
    let told = Told::of(from)?;
    let (shared, tail) = see(from, None, &told)?;
    let view = shared.view();
    let until = end(from, &view, &told, until)?;
    let absent = absent(&view, until);
    let lost = without(&absent, told.archived());
    if !lost.is_empty() {
        let begun = view.segments.last().map(|segment| segment.first);
        let cut = begun.filter(|begun| view.head < until && told.begun() == Some(*begun));
        return Err(RestoreError::Incomplete { absent: lost, cut });
    }
    let target = Target::take(to)?;
    let log_id = next_epoch(&view, from, now)?;
    let mut report = RestoreReport { log_id, head: until, segments: 0, bytes: 0, absent };
    let mut previous = None;
    let (mut done, total) = (0, total(&view));
    for (number, segment) in view.segments.iter().enumerate() {
        if segment.first > until {
            break;
        }
        let Some(header) = segment.header else {
            continue;
        };
        let (mut bytes, mut digest) = read_verified(&shared, &view, number, segment)?;
        if view.last(segment) > until {
            bytes = cut(bytes, &header, until, &shared.path(segment.first))?;
            digest = Sha256::digest(&bytes).into();
        }
        write_verified(&to.join(segment_name(segment.first)), &bytes, digest)?;
        previous = Some(Previous { first: segment.first, bytes: wide(bytes.len()), digest });
        report.segments += 1;
        report.bytes += wide(bytes.len());
        done += view.limit(number);
        progress(CopyProgress { done, total });
    }
    begin_epoch(to, log_id, tail.open + 1, until, previous)?;
    let (there, _) = see(to, None, &Told::of(to)?)?;
    Note::of(&there.view()).write(&RealDisk, to)?;
    look(to, None)?;
    target.finish()?;
    Ok(report)
}

/// Where to end.
fn end(
    from: &Path,
    view: &View,
    told: &Told,
    until: Option<Position>,
) -> Result<Position, RestoreError> {
    let head = view.head.max(told.head());
    match until {
        Some(until) if until > head => Err(RestoreError::Beyond { head }),
        Some(until) => Ok(until),
        None if !told.says_where_it_ends() => {
            Err(RestoreError::Unfinished { path: from.to_owned() })
        }
        // What is missing is named by its positions, where they are known.
        None if head > view.head => Ok(head),
        None => {
            check_end(from, view, told)?;
            Ok(head)
        }
    }
}

/// Which positions up to `until` are not there.
fn absent(view: &View, until: Position) -> Vec<Stretch> {
    let mut absent = view.absent();
    if view.head < until {
        absent.push((view.head.next(), until));
    }
    absent.retain(|(first, _)| *first <= until);
    absent.into_iter().map(|(first, last)| (first, last.min(until))).collect()
}

/// What no other restore of this backup goes on as.
fn next_epoch(view: &View, from: &Path, now: Timestamp) -> Result<LogId, StoreError> {
    let ids = view.segments.iter().filter_map(|segment| Some(segment.header?.log_id));
    let latest = ids.max_by_key(|log_id| log_id.epoch);
    let latest = latest.ok_or_else(|| StoreError::NoLog { path: from.to_owned() })?;
    let time = u64::try_from(now.as_nanos()).unwrap_or_default();
    Ok(LogId { id: latest.id, epoch: latest.epoch.saturating_add(1).max(time) })
}

/// The segment that events of the new epoch go to.
fn begin_epoch(
    to: &Path,
    log_id: LogId,
    open: u32,
    until: Position,
    previous: Option<Previous>,
) -> Result<(), StoreError> {
    let salt = u64::from_le_bytes(directory::random()?);
    let header = SegmentHeader { log_id, open, first: until.next(), salt, previous };
    let page = header.encode();
    let digest = Sha256::digest(&page).into();
    write_verified(&to.join(segment_name(header.first)), &page, digest)
}

/// The segment with the records up to `until` only.
fn cut(
    mut bytes: Vec<u8>,
    header: &SegmentHeader,
    until: Position,
    path: &Path,
) -> Result<Vec<u8>, RestoreError> {
    let (mut at, mut next) = (narrow(HEADER_BYTES), header.first);
    loop {
        let group = match Group::at(&bytes, 0, at, header, next) {
            AtGroup::Group(group) => group,
            AtGroup::Nothing => {
                return Err(corrupt(path, wide(at), "a write group is missing").into());
            }
            AtGroup::Bad { offset, reason } => {
                return Err(corrupt(path, wide(offset), reason).into());
            }
        };
        if group.next() <= until.next() {
            at = group.end;
            next = group.next();
            if next == until.next() {
                break;
            }
            continue;
        }
        let part = cut_group(&group, header, until, wide(at))?;
        bytes.truncate(at);
        bytes.extend(part);
        return Ok(bytes);
    }
    bytes.truncate(at);
    Ok(bytes)
}

/// The group with the records up to `until` only.
fn cut_group(
    group: &Group<'_>,
    header: &SegmentHeader,
    until: Position,
    offset: u64,
) -> Result<Vec<u8>, RestoreError> {
    let mut kept = GroupWriter::new();
    // The group ends with a batch, so there is an end at or behind `until`.
    let (mut before, mut end) = (Position(group.header.first.0.saturating_sub(1)), until);
    for (position, frame) in group.frames() {
        if position <= until {
            kept.push(group.record(&frame), frame.ends_batch);
        }
        if frame.ends_batch && position >= until {
            end = position;
            break;
        }
        if frame.ends_batch {
            before = position;
        }
    }
    if end != until {
        return Err(RestoreError::InsideBatch { until, before, end });
    }
    Ok(kept.seal(header, group.header.open, group.header.first, offset).to_vec())
}

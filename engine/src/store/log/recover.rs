//! What a crash left of the last segment.

use super::bytes::{narrow, wide};
use super::cut::Cut;
use super::directory::{self, corrupt, failed};
use super::disk::{Disk, zero};
use super::format::{GROUP_BYTES, GroupHeader, HEADER_BYTES, SEGMENT_BYTES_MAX, SegmentHeader};
use super::frame::{AtGroup, Group};
use crate::Position;
use crate::store::StoreError;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::path::Path;

/// The last segment, as far as it is good.
#[derive(Debug)]
pub(super) struct Tail {
    /// Where it ends.
    pub(super) end: u64,
    /// The last position in it, or the one before it.
    pub(super) head: Position,
    /// Where the last group begins, if there is one.
    pub(super) last_group: Option<u64>,
    /// Whether that group says that everything is durable.
    pub(super) marked: bool,
    /// The latest opening that wrote here.
    pub(super) open: u32,
    /// What lies behind the end.
    pub(super) cut: Option<Cut>,
}

/// Judges the bytes of a last segment.
///
/// # Errors
/// [`StoreError::Corrupt`], when something is damaged that had been durable.
pub(super) fn judge(bytes: &[u8], header: &SegmentHeader, path: &Path) -> Result<Tail, StoreError> {
    let mut tail = Tail {
        end: HEADER_BYTES,
        head: Position(header.first.0.saturating_sub(1)),
        last_group: None,
        marked: false,
        open: header.open,
        cut: None,
    };
    let (offset, reason) = loop {
        match Group::at(bytes, 0, narrow(tail.end), header, tail.head.next()) {
            AtGroup::Group(group) => {
                tail.last_group = Some(tail.end);
                tail.marked = group.header.records == 0;
                tail.open = tail.open.max(group.header.open);
                tail.head = Position(group.next().0.saturating_sub(1));
                tail.end = wide(group.end);
            }
            AtGroup::Nothing => break (tail.end, "a write group is missing"),
            AtGroup::Bad { offset, reason } => break (wide(offset), reason),
        }
    };
    let rest = bytes.get(narrow(tail.end)..).unwrap_or_default();
    let used = used(rest);
    if used == 0 {
        return Ok(tail);
    }
    for later in headers(rest, tail.end, header) {
        if later.synced > tail.end {
            return Err(corrupt(path, offset, reason));
        }
        tail.open = tail.open.max(later.open);
    }
    let used = rest.get(..used).unwrap_or_default();
    tail.cut = Some(Cut::of(path, header.first, tail.end, used, reason));
    Ok(tail)
}

/// How many of the bytes come before the zeros at their end.
pub(super) fn used(bytes: &[u8]) -> usize {
    const ZEROS: [u8; 4096] = [0; 4096];
    // Whole pages first: a segment that is hardly used ends in megabytes of zeros.
    let zeros: usize = bytes
        .rchunks(ZEROS.len())
        .take_while(|page| ZEROS.starts_with(page))
        .map(<[u8]>::len)
        .sum();
    let rest = bytes.get(..bytes.len() - zeros).unwrap_or_default();
    rest.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)
}

/// Every valid header of a group in `rest`, which begins at `base`.
fn headers<'a>(
    rest: &'a [u8],
    base: u64,
    segment: &'a SegmentHeader,
) -> impl Iterator<Item = GroupHeader> + 'a {
    let salt = segment.salt.to_le_bytes();
    rest.windows(GROUP_BYTES).enumerate().filter_map(move |(at, window)| {
        let header = Some(window).filter(|window| window.starts_with(&salt))?;
        let header = GroupHeader::decode(header)?;
        let here = u64::from(header.offset) == base + wide(at);
        Some(header).filter(|header| here && header.log == segment.log_id.id)
    })
}

/// The first valid header of a group at `from` or behind it.
pub(super) fn find_header(bytes: &[u8], from: u64, segment: &SegmentHeader) -> Option<GroupHeader> {
    headers(bytes.get(narrow(from)..)?, from, segment).next()
}

/// Leaves the file of the last segment as `tail` says, durably. What is cut off is kept first.
///
/// The last group is written again with its own bytes: after a failed sync it may exist in the page
/// cache only, where it can be read, and then it must not be shown before it is durable.
pub(super) fn repair(
    disk: &dyn Disk,
    file: &File,
    path: &Path,
    bytes: &[u8],
    tail: &Tail,
) -> Result<(), StoreError> {
    if let Some(cut) = &tail.cut {
        cut.keep(disk, bytes)?;
        zero(file, tail.end, wide(bytes.len())).map_err(failed("write", path))?;
    }
    if let Some(start) = tail.last_group {
        let group = bytes.get(narrow(start)..narrow(tail.end)).unwrap_or_default();
        disk.write(file, group, start).map_err(failed("write", path))?;
    }
    if tail.cut.is_some() || tail.last_group.is_some() {
        disk.sync(file).map_err(failed("sync", path))?;
    }
    Ok(())
}

/// SHA-256 of a segment up to `end`.
pub(super) fn hash(bytes: &[u8], end: u64) -> Sha256 {
    Sha256::new_with_prefix(bytes.get(..narrow(end)).unwrap_or_default())
}

/// All bytes of a segment's file.
///
/// # Errors
/// [`StoreError::Corrupt`], when it is longer than any segment, and before it fills the memory.
pub(super) fn read_all(file: &File, path: &Path) -> Result<Vec<u8>, StoreError> {
    let length = file.metadata().map_err(failed("read", path))?.len();
    if length > SEGMENT_BYTES_MAX {
        return Err(corrupt(path, SEGMENT_BYTES_MAX, "the file is longer than any segment"));
    }
    let mut bytes = Vec::new();
    directory::read_into(file, &mut bytes, 0, narrow(length)).map_err(failed("read", path))?;
    Ok(bytes)
}

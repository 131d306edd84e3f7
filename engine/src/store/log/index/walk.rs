//! Going through a segment for what the index wants of it.

use super::super::bytes::{narrow, wide};
use super::super::directory::{corrupt, failed, read_into};
use super::super::format::{GROUP_BYTES, GroupHeader, HEADER_BYTES, SegmentHeader};
use super::super::frame::{AtGroup, Group};
use super::super::view::{Shared, View};
use super::entry::{Entry, entries};
use crate::Position;
use crate::store::StoreError;
use std::fs::File;
use std::path::Path;

/// How much of a segment is read at a time, unless a group is longer.
const READ_BYTES: usize = 1 << 20;

/// How far somebody has gone through a segment.
#[derive(Debug)]
pub(super) struct Walk {
    header: SegmentHeader,
    offset: u64,
    next: Position,
}

impl Walk {
    pub(super) fn new(header: SegmentHeader) -> Self {
        Self { header, offset: HEADER_BYTES, next: header.first }
    }

    /// The segment's header.
    pub(super) fn header(&self) -> &SegmentHeader {
        &self.header
    }

    /// The first position it has not reached.
    pub(super) fn next(&self) -> Position {
        self.next
    }

    /// Goes on to `end` of the segment, which is durable up to there; hands each entry to `put`.
    ///
    /// # Errors
    /// [`StoreError`], when the segment cannot be read. Of that group nothing has been handed on.
    pub(super) fn go_on(
        &mut self,
        file: &File,
        path: &Path,
        end: u64,
        mut put: impl FnMut(Entry),
    ) -> Result<(), StoreError> {
        let mut bytes = Vec::new();
        let mut wanted = READ_BYTES;
        while self.offset < end {
            let (base, left) = (self.offset, end - self.offset);
            bytes.clear();
            read_into(file, &mut bytes, base, wanted.min(narrow(left)))
                .map_err(failed("read", path))?;
            if bytes.len() < wanted.min(narrow(left)) {
                return Err(corrupt(path, base + wide(bytes.len()), "the segment is cut off"));
            }
            let needed = self.take(&bytes, path, &mut put)?;
            if self.offset < end && wide(needed) > end - self.offset {
                return Err(corrupt(path, self.offset, "a write group is cut off"));
            }
            wanted = needed.max(READ_BYTES);
        }
        Ok(())
    }

    /// Takes the groups that are whole in `bytes`; returns how many bytes the next one needs.
    fn take(
        &mut self,
        bytes: &[u8],
        path: &Path,
        put: &mut impl FnMut(Entry),
    ) -> Result<usize, StoreError> {
        let base = self.offset;
        let mut at = 0;
        let mut found = Vec::new();
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let records = GroupHeader::decode(rest).map_or(0, |group| narrow(group.bytes.into()));
            let needed = GROUP_BYTES + records;
            if rest.len() < needed {
                return Ok(needed);
            }
            let group = match Group::at(bytes, base, at, &self.header, self.next) {
                AtGroup::Group(group) => group,
                AtGroup::Nothing => {
                    return Err(corrupt(path, base + wide(at), "a write group is missing"));
                }
                AtGroup::Bad { offset, reason } => {
                    return Err(corrupt(path, base + wide(offset), reason));
                }
            };
            entries(&group, base, |entry| found.push(entry)).map_err(|(position, error)| {
                corrupt(path, base + wide(at), format!("position {position}: {error}"))
            })?;
            found.drain(..).for_each(&mut *put);
            at = group.end;
            self.offset = base + wide(at);
            self.next = group.next();
        }
    }
}

/// Hands every entry of the segment `number` to `put`, as far as it is durable.
///
/// # Errors
/// [`StoreError`], when the segment cannot be read or is absent.
pub(super) fn walk(
    shared: &Shared,
    view: &View,
    number: usize,
    put: impl FnMut(Entry),
) -> Result<(), StoreError> {
    let Some(segment) = view.segments.get(number) else { return Ok(()) };
    let mut walk = Walk::new(segment.header()?);
    let file = shared.file(segment, view.last(segment))?;
    walk.go_on(&file, &shared.path(segment.first), view.limit(number), put)
}

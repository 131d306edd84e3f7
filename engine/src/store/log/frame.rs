//! Records in their frames, and groups of them.

use super::bytes::{narrow, wide};
use super::format::{GROUP_BYTES, GroupHeader, SegmentHeader};
use crate::Position;
use crate::store::{Batch, RECORD_BYTES_MAX};
use std::ops::Range;

/// What precedes a record: a word (length in 24 bits, codec in 7, end of batch in 1) and the CRC32C
/// over that word and the record.
pub(super) const FRAME_BYTES: usize = 8;

const LENGTH: u32 = (1 << 24) - 1;
const CODEC: u32 = 0x7f;
const END_OF_BATCH: u32 = 1 << 31;
/// The stored layout of [`RecordRef`](crate::RecordRef) in bincode.
const CODEC_BINCODE: u32 = 1;

/// A record in a buffer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Frame {
    /// Where its bytes lie in the buffer.
    pub(super) record: Range<usize>,
    /// Whether a batch ends with it.
    pub(super) ends_batch: bool,
    /// Its checksum.
    pub(super) crc: u32,
}

/// Why there is no record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unframed {
    /// The buffer ends before it does: this many bytes would do.
    Short(usize),
    /// It is not one.
    Bad(&'static str),
}

/// Reads the frame at `at`.
#[inline]
pub(super) fn frame_at(bytes: &[u8], at: usize) -> Result<Frame, Unframed> {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some((head, rest)) = rest.split_first_chunk::<FRAME_BYTES>() else {
        return Err(Unframed::Short(FRAME_BYTES));
    };
    let [a, b, c, d, crc @ ..] = *head;
    let word = [a, b, c, d];
    let crc = u32::from_le_bytes(crc);
    let value = u32::from_le_bytes(word);
    let length = (value & LENGTH) as usize;
    if value >> 24 & CODEC != CODEC_BINCODE {
        return Err(Unframed::Bad("the record's codec is unknown"));
    }
    if length > RECORD_BYTES_MAX {
        return Err(Unframed::Bad("the record's length is impossible"));
    }
    let Some(record) = rest.get(..length) else {
        return Err(Unframed::Short(FRAME_BYTES + length));
    };
    if crc32c::crc32c_append(crc32c::crc32c(&word), record) != crc {
        return Err(Unframed::Bad("the record's checksum is wrong"));
    }
    let start = at + FRAME_BYTES;
    Ok(Frame { record: start..start + length, ends_batch: value & END_OF_BATCH != 0, crc })
}

/// A group being put together, in one buffer.
#[derive(Debug)]
pub(super) struct GroupWriter {
    buffer: Vec<u8>,
    records: u32,
    records_crc: u32,
}

impl GroupWriter {
    pub(super) fn new() -> Self {
        Self { buffer: vec![0; GROUP_BYTES], records: 0, records_crc: 0 }
    }

    pub(super) fn clear(&mut self) {
        self.buffer.truncate(GROUP_BYTES);
        // A single large batch must not hold its memory for ever.
        self.buffer.shrink_to(8 << 20);
        self.records = 0;
        self.records_crc = 0;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records == 0
    }

    pub(super) fn records(&self) -> u32 {
        self.records
    }

    /// The bytes as last sealed.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    pub(super) fn len(&self) -> u64 {
        wide(self.buffer.len())
    }

    /// How many bytes `batch` will add.
    pub(super) fn cost(batch: &Batch) -> u64 {
        wide(batch.bytes().len() + batch.len() * FRAME_BYTES)
    }

    pub(super) fn push_batch(&mut self, batch: &Batch) {
        let last = batch.len();
        for (index, record) in (1..).zip(batch.records()) {
            self.push(record, index == last);
        }
    }

    /// Adds a record, which is no longer than [`RECORD_BYTES_MAX`].
    pub(super) fn push(&mut self, record: &[u8], ends_batch: bool) {
        let length = u32::try_from(record.len()).unwrap_or(LENGTH) & LENGTH;
        let end = if ends_batch { END_OF_BATCH } else { 0 };
        let word = (length | CODEC_BINCODE << 24 | end).to_le_bytes();
        let crc = crc32c::crc32c_append(crc32c::crc32c(&word), record).to_le_bytes();
        self.buffer.extend_from_slice(&word);
        self.buffer.extend_from_slice(&crc);
        self.buffer.extend_from_slice(record);
        self.records_crc = crc32c::crc32c_append(self.records_crc, &crc);
        self.records += 1;
    }

    /// The group's bytes, as they lie at `offset` of the segment.
    pub(super) fn seal(
        &mut self,
        segment: &SegmentHeader,
        open: u32,
        first: Position,
        offset: u64,
    ) -> &[u8] {
        let bytes = self.buffer.len().saturating_sub(GROUP_BYTES);
        let header = GroupHeader {
            salt: segment.salt,
            log: segment.log_id.id,
            open,
            records: self.records,
            first,
            // Everything before it: a group is written once the one before is durable.
            synced: offset,
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            records_crc: self.records_crc,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
        };
        if let Some(head) = self.buffer.first_chunk_mut() {
            *head = header.encode();
        }
        &self.buffer
    }
}

/// A group that is all there, in the bytes of a whole segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group<'a> {
    pub(super) header: GroupHeader,
    /// The bytes that the offsets of [`Group::frames`] count in.
    bytes: &'a [u8],
    start: usize,
    /// The offset behind it.
    pub(super) end: usize,
}

/// What lies where a group could begin.
#[derive(Debug)]
pub(super) enum AtGroup<'a> {
    /// A group, every checksum right.
    Group(Group<'a>),
    /// Nothing was written.
    Nothing,
    /// Not a group, or damaged at `offset`.
    Bad {
        /// Where.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
}

impl<'a> Group<'a> {
    /// Looks at `at` of `bytes`, which begin at `base` of the segment.
    pub(super) fn at(
        bytes: &'a [u8],
        base: u64,
        at: usize,
        segment: &SegmentHeader,
        first: Position,
    ) -> AtGroup<'a> {
        let bad = |offset, reason| AtGroup::Bad { offset, reason };
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(header) = GroupHeader::decode(rest) else {
            let seen = rest.get(..rest.len().min(GROUP_BYTES)).unwrap_or_default();
            if seen.iter().all(|byte| *byte == 0) {
                return AtGroup::Nothing;
            }
            return bad(at, "the checksum of a write group's header is wrong");
        };
        if header.salt != segment.salt || header.log != segment.log_id.id {
            return bad(at, "the write group belongs to another segment");
        }
        if u64::from(header.offset) != base + wide(at) {
            return bad(at, "the write group belongs elsewhere in the segment");
        }
        if header.first != first {
            return bad(at, "the write group does not continue the positions");
        }
        let start = at + GROUP_BYTES;
        let end = start + narrow(u64::from(header.bytes));
        let group = Self { header, bytes, start, end };
        match group.check() {
            Ok(()) => AtGroup::Group(group),
            Err((offset, reason)) => bad(offset, reason),
        }
    }

    fn check(&self) -> Result<(), (usize, &'static str)> {
        let whole = self.bytes.get(..self.end).ok_or((self.start, "the write group is cut off"))?;
        let (mut at, mut records_crc, mut complete) = (self.start, 0, true);
        for _ in 0..self.header.records {
            let frame = frame_at(whole, at).map_err(|error| match error {
                Unframed::Short(_) => (at, "the record reaches beyond its write group"),
                Unframed::Bad(reason) => (at, reason),
            })?;
            records_crc = crc32c::crc32c_append(records_crc, &frame.crc.to_le_bytes());
            complete = frame.ends_batch;
            at = frame.record.end;
        }
        if at != self.end {
            return Err((at, "the write group is longer than its records"));
        }
        if records_crc != self.header.records_crc {
            return Err((self.start, "the records are not those of the write group"));
        }
        if !complete {
            return Err((at, "the write group ends inside a batch"));
        }
        Ok(())
    }

    /// The position behind its last record.
    pub(super) fn next(&self) -> Position {
        Position(self.header.first.0 + u64::from(self.header.records))
    }

    /// Its records, with positions. The offsets count in the bytes it was found in.
    pub(super) fn frames(&self) -> impl Iterator<Item = (Position, Frame)> + use<'a> {
        let (bytes, mut at) = (self.bytes, self.start);
        let first = self.header.first.0;
        (first..first + u64::from(self.header.records)).map_while(move |position| {
            // Checked when it was found; only lengths are needed now.
            let frame = unchecked_frame_at(bytes, at)?;
            at = frame.record.end;
            Some((Position(position), frame))
        })
    }

    /// The bytes of one of its records.
    pub(super) fn record(&self, frame: &Frame) -> &'a [u8] {
        self.bytes.get(frame.record.clone()).unwrap_or_default()
    }
}

fn unchecked_frame_at(bytes: &[u8], at: usize) -> Option<Frame> {
    let [a, b, c, d, crc @ ..] = *bytes.get(at..)?.first_chunk::<FRAME_BYTES>()?;
    let value = u32::from_le_bytes([a, b, c, d]);
    let start = at + FRAME_BYTES;
    Some(Frame {
        record: start..start + (value & LENGTH) as usize,
        ends_batch: value & END_OF_BATCH != 0,
        crc: u32::from_le_bytes(crc),
    })
}

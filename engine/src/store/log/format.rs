//! The headers: what a segment and a write group say of themselves.

use super::bytes::Fields;
use crate::Position;
use crate::store::{LogId, StoreError};
use std::path::Path;

/// Where the first write group of a segment begins: the header has a page of its own, so that no
/// torn write of a group can touch it.
pub(super) const HEADER_BYTES: u64 = 4096;
/// The length of a group's header.
pub(super) const GROUP_BYTES: usize = 64;
/// The largest offset in a segment.
pub(super) const SEGMENT_BYTES_MAX: u64 = 1 << 30;

const MAGIC: [u8; 8] = *b"pdcalog\0";
const FORMAT: u16 = 1;
/// The lowest release that can read what this one writes.
const READABLE_BY: Release = Release(0, 1, 0);

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Release(u16, u16, u16);

impl Release {
    fn this() -> Self {
        let part = |text: &str| text.parse().unwrap_or(u16::MAX);
        Self(
            part(env!("CARGO_PKG_VERSION_MAJOR")),
            part(env!("CARGO_PKG_VERSION_MINOR")),
            part(env!("CARGO_PKG_VERSION_PATCH")),
        )
    }
}

/// The segment before: what links the files of a log into a chain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Previous {
    /// The first position in it.
    pub(super) first: Position,
    /// Its length once sealed.
    pub(super) bytes: u64,
    /// SHA-256 of these bytes.
    pub(super) digest: [u8; 32],
}

/// The first page of a segment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct SegmentHeader {
    /// Which log, and its epoch when the segment was begun.
    pub(super) log_id: LogId,
    /// Which opening of the log began it.
    pub(super) open: u32,
    /// The first position in it.
    pub(super) first: Position,
    /// Random; begins every group of this segment and no group of another one. Known to nobody who
    /// sends payloads, so that no payload can look like a group.
    pub(super) salt: u64,
    /// The segment before; `None` for the first one.
    pub(super) previous: Option<Previous>,
}

impl SegmentHeader {
    pub(super) fn encode(&self) -> Vec<u8> {
        let previous =
            self.previous.unwrap_or(Previous { first: Position(0), bytes: 0, digest: [0; 32] });
        let mut page = Vec::with_capacity(4096);
        page.extend(MAGIC);
        page.extend(FORMAT.to_le_bytes());
        for part in [READABLE_BY.0, READABLE_BY.1, READABLE_BY.2] {
            page.extend(part.to_le_bytes());
        }
        page.extend(self.log_id.id.to_le_bytes());
        let epoch = self.log_id.epoch.to_le_bytes();
        let (low, high) = epoch.split_at(4);
        page.extend(low);
        page.extend(self.open.to_le_bytes());
        page.extend(self.first.0.to_le_bytes());
        page.extend(self.salt.to_le_bytes());
        page.extend(previous.first.0.to_le_bytes());
        page.extend(previous.bytes.to_le_bytes());
        page.extend(previous.digest);
        page.extend(high);
        page.resize(4092, 0);
        page.extend(crc32c::crc32c(&page).to_le_bytes());
        page
    }

    /// Reads the first page of the segment at `path`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] and [`StoreError::TooNew`].
    pub(super) fn decode(page: &[u8], path: &Path) -> Result<Self, StoreError> {
        let corrupt = |reason: &str| StoreError::Corrupt {
            path: path.to_owned(),
            offset: 0,
            reason: reason.to_owned(),
        };
        let page: &[u8; 4096] =
            page.first_chunk().ok_or_else(|| corrupt("the segment's header is incomplete"))?;
        let (body, crc) = page.split_at(4092);
        if !body.starts_with(&MAGIC) {
            return Err(corrupt("this is not a segment of a log"));
        }
        if crc32c::crc32c(body).to_le_bytes() != *crc {
            return Err(corrupt("the checksum of the segment's header is wrong"));
        }
        Self::fields(body, path).ok_or_else(|| corrupt("the segment's header is incomplete"))?
    }

    fn fields(body: &[u8], path: &Path) -> Option<Result<Self, StoreError>> {
        let mut fields = Fields(body);
        fields.skip(MAGIC.len())?;
        let format = fields.u16()?;
        let needed = Release(fields.u16()?, fields.u16()?, fields.u16()?);
        if needed > Release::this() || format > FORMAT {
            let needed = format!("{}.{}.{}", needed.0, needed.1, needed.2);
            return Some(Err(StoreError::TooNew { path: path.to_owned(), needed }));
        }
        let (id, low) = (fields.u128()?, fields.array()?);
        let open = fields.u32()?;
        let first = Position(fields.u64()?);
        let salt = fields.u64()?;
        let previous = Previous {
            first: Position(fields.u64()?),
            bytes: fields.u64()?,
            digest: fields.array()?,
        };
        let previous = Some(previous).filter(|previous| previous.first != Position(0));
        let log_id = LogId { id, epoch: whole(low, fields.array()?) };
        Some(Ok(Self { log_id, open, first, salt, previous }))
    }
}

/// The epoch of two halves: the upper one came later, when there was no room beside the lower.
fn whole(low: [u8; 4], high: [u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(low)) | u64::from(u32::from_le_bytes(high)) << 32
}

/// What precedes the records that became durable together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct GroupHeader {
    /// The segment's salt.
    pub(super) salt: u64,
    /// The log's id.
    pub(super) log: u128,
    /// How often the log had been opened.
    pub(super) open: u32,
    /// How many records follow. 0 says no more than that everything before is durable.
    pub(super) records: u32,
    /// The position of the first one.
    pub(super) first: Position,
    /// The offset in this segment before which everything was known durable.
    pub(super) synced: u64,
    /// The length of the records with their frames.
    pub(super) bytes: u32,
    /// CRC32C over the records' checksums, in order: these records and no others.
    pub(super) records_crc: u32,
    /// Where the group lies in the segment.
    pub(super) offset: u32,
}

impl GroupHeader {
    pub(super) fn encode(&self) -> [u8; GROUP_BYTES] {
        let mut bytes = Vec::with_capacity(GROUP_BYTES);
        bytes.extend(self.salt.to_le_bytes());
        bytes.extend(self.log.to_le_bytes());
        bytes.extend(self.open.to_le_bytes());
        bytes.extend(self.records.to_le_bytes());
        bytes.extend(self.first.0.to_le_bytes());
        bytes.extend(self.synced.to_le_bytes());
        bytes.extend(self.bytes.to_le_bytes());
        bytes.extend(self.records_crc.to_le_bytes());
        bytes.extend(self.offset.to_le_bytes());
        bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
        bytes.try_into().unwrap_or([0; GROUP_BYTES])
    }

    /// Reads what lies at the start of `bytes`, if that is a whole header with a right checksum.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let header: &[u8; GROUP_BYTES] = bytes.first_chunk()?;
        let (body, crc) = header.split_at(GROUP_BYTES - 4);
        if crc32c::crc32c(body).to_le_bytes() != *crc {
            return None;
        }
        let mut fields = Fields(body);
        Some(Self {
            salt: fields.u64()?,
            log: fields.u128()?,
            open: fields.u32()?,
            records: fields.u32()?,
            first: Position(fields.u64()?),
            synced: fields.u64()?,
            bytes: fields.u32()?,
            records_crc: fields.u32()?,
            offset: fields.u32()?,
        })
    }
}

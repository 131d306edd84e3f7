//! What the index knows of a record.

use super::super::bytes::Fields;
use super::super::frame::Group;
use super::super::view::offset_of;
use crate::{CommandId, DecodeError, Position, RecordKeys, StreamId};

/// The length of an entry in a file.
pub(super) const ENTRY_BYTES: usize = 24;

/// What is looked up: a stream or a command, in 64 bits. Two may share them, so whoever finds a
/// record looks whether it is the one that was meant.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct IndexKey(pub(super) u64);

impl IndexKey {
    /// The lowest bit says which of the two it is, so that they never meet.
    const COMMAND: u64 = 1;

    pub(crate) fn stream(stream: &StreamId) -> Self {
        Self::stream_parts(stream.process.as_bytes(), stream.key.as_escaped().as_bytes())
    }

    fn stream_parts(process: &[u8], key: &[u8]) -> Self {
        // Keys are chosen by people: a hash that cannot be steered keeps the index even.
        let digest = crate::digest(&[process, key]);
        Self(low(digest) & !Self::COMMAND)
    }

    pub(crate) fn command(command: CommandId) -> Self {
        // Already a digest; both halves count for those that are not.
        let mixed = (low(command.0) ^ low(command.0 >> 64).rotate_left(32))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self((mixed ^ mixed >> 29) | Self::COMMAND)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
fn low(value: u128) -> u64 {
    value as u64
}

/// Where a record of a stream lies, or the records of one batch that a command caused.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Entry {
    /// Of which stream or command.
    pub(super) key: IndexKey,
    /// The position of the record, or of the first one.
    pub(crate) position: Position,
    /// Where its frame lies in its segment.
    pub(crate) offset: u32,
    /// The version in the stream (as large as it gets here, if it is larger), or how many records
    /// of the command follow each other.
    pub(crate) extra: u32,
}

impl Entry {
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.key.0.to_le_bytes());
        out.extend(self.position.0.to_le_bytes());
        out.extend(self.offset.to_le_bytes());
        out.extend(self.extra.to_le_bytes());
    }

    pub(super) fn decode(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self {
            key: IndexKey(fields.u64()?),
            position: Position(fields.u64()?),
            offset: fields.u32()?,
            extra: fields.u32()?,
        })
    }
}

/// Hands the entries of a group, found in bytes that begin at `base` of the segment, to `put`.
///
/// # Errors
/// A record that cannot be decoded, with its position.
pub(super) fn entries(
    group: &Group<'_>,
    base: u64,
    mut put: impl FnMut(Entry),
) -> Result<(), (Position, DecodeError)> {
    let mut run: Option<(CommandId, Entry)> = None;
    for (position, frame) in group.frames() {
        let record = RecordKeys::decode(group.record(&frame)).map_err(|error| (position, error))?;
        let offset = offset_of(base, frame.record.start - super::super::frame::FRAME_BYTES);
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        put(Entry {
            key: IndexKey::stream_parts(record.process, record.key),
            position,
            offset,
            extra: u32::try_from(record.version.0).unwrap_or(u32::MAX),
        });
        let command = record.command_id;
        match &mut run {
            Some((running, entry)) if *running == command => entry.extra += 1,
            _ => {
                let key = IndexKey::command(command);
                let begun = Entry { key, position, offset, extra: 1 };
                if let Some((_, entry)) = run.replace((command, begun)) {
                    put(entry);
                }
            }
        }
    }
    if let Some((_, entry)) = run {
        put(entry);
    }
    Ok(())
}

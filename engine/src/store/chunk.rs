use super::ReadError;
use crate::{Position, Record, RecordRef};
use std::ops::Range;

/// A piece of the log in memory: stored bytes, and where the records lie in them.
///
/// Reading does not copy: [`Chunk::records`] borrows from the bytes, and a payload is decoded only
/// by whoever is interested in it.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    entries: Vec<(Position, Range<usize>)>,
}

impl Chunk {
    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.entries.clear();
    }

    /// The bytes, for a store to read into before it says where the records lie.
    pub fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Says that the record at `position` lies at `range` of the bytes.
    pub fn mark(&mut self, position: Position, range: Range<usize>) {
        self.entries.push((position, range));
    }

    /// Copies the stored bytes of the record at `position`.
    pub fn push(&mut self, position: Position, stored: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(stored);
        self.mark(position, start..self.bytes.len());
    }

    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = Result<RecordRef<'_>, ReadError>> {
        self.stored().map(|(position, bytes)| {
            RecordRef::decode(position, bytes)
                .map_err(|source| ReadError::Decode { position, source })
        })
    }

    /// The records, in order, each with a copy of its bytes, for whoever keeps them, and with its
    /// fields, for whoever looks at them first.
    #[inline]
    pub fn owned(&self) -> impl Iterator<Item = Result<(Record, RecordRef<'_>), ReadError>> {
        self.stored().map(|(position, bytes)| {
            let unreadable = |source| ReadError::Decode { position, source };
            Record::and_fields(position, bytes).map_err(unreadable)
        })
    }

    /// The positions and stored bytes of the records, in order.
    pub fn stored(&self) -> impl Iterator<Item = (Position, &[u8])> {
        let bytes = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        self.entries.iter().map(move |(position, range)| (*position, bytes(range)))
    }

    /// The last position in it.
    #[must_use]
    pub fn last(&self) -> Option<Position> {
        self.entries.last().map(|(position, _)| *position)
    }

    /// How many records it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

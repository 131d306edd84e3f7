use super::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX, PAYLOAD_BYTES_MAX};
use crate::{Position, RecordRef};

/// The records of one command, encoded: all of them become durable or none.
///
/// Positions follow each other from the first record's.
#[derive(Debug, Default)]
pub struct Batch {
    first: Option<Position>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// A record that does not fit.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BatchError {
    /// One event is too large.
    #[error("the event {event} takes {bytes} bytes; at most {PAYLOAD_BYTES_MAX} fit")]
    Payload {
        /// Its name.
        event: String,
        /// Its size.
        bytes: usize,
    },
    /// All events together are too large.
    #[error("the events of one command take more than {BATCH_BYTES_MAX} bytes")]
    Bytes,
    /// Too many events.
    #[error("one command causes more than {BATCH_RECORDS_MAX} events")]
    Records,
}

impl Batch {
    /// No records: a barrier.
    #[must_use]
    pub fn barrier() -> Self {
        Self::default()
    }

    /// Adds a record. Its position must follow the last one's.
    ///
    /// # Errors
    /// [`BatchError`], when a bound would be passed; the batch is then as it was.
    pub fn push(&mut self, record: &RecordRef<'_>) -> Result<(), BatchError> {
        const METADATA_BYTES: usize = 256;
        if record.payload.len() > PAYLOAD_BYTES_MAX {
            let (event, bytes) = (record.event.to_owned(), record.payload.len());
            return Err(BatchError::Payload { event, bytes });
        }
        if self.ends.len() == BATCH_RECORDS_MAX {
            return Err(BatchError::Records);
        }
        let before = self.bytes.len();
        self.bytes.reserve(record.payload.len() + METADATA_BYTES);
        record.encode(&mut self.bytes);
        if self.bytes.len() > BATCH_BYTES_MAX {
            self.bytes.truncate(before);
            return Err(BatchError::Bytes);
        }
        let first = *self.first.get_or_insert(record.position);
        debug_assert_eq!(first.0 + self.ends.len() as u64, record.position.0, "gapless");
        self.ends.push(self.bytes.len());
        Ok(())
    }

    /// The position of its first record; `None` for a barrier.
    #[must_use]
    pub fn first(&self) -> Option<Position> {
        self.first
    }

    /// How many records it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it is a barrier.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The stored bytes of each record, in order.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(start..*end))
    }

    /// All stored bytes, one record behind the other.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

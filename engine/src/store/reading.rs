use super::{Chunk, StoreError};
use crate::{DecodeError, Position, Record, RecordRef};
use std::fmt;
use std::ops::ControlFlow;
use tokio::sync::mpsc;

/// A read in progress: chunk by chunk, each one overwriting the one before.
///
/// Immediate for local stores, awaited for remote ones.
pub struct Reading {
    source: Source,
    chunk: Chunk,
}

enum Source {
    Local(Box<dyn Fill>),
    Remote(mpsc::Receiver<Result<Chunk, StoreError>>),
}

/// How a local store reads.
pub trait Fill: Send {
    /// Fills the empty `chunk` with the next records; leaves it empty at the end. May be asked again
    /// after the end, when the log has grown.
    ///
    /// # Errors
    /// [`StoreError`], when the store fails.
    fn fill(&mut self, chunk: &mut Chunk) -> Result<(), StoreError>;
}

/// A read failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ReadError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record cannot be read. Never skipped: the operator's concern.
    #[error("cannot read the record at position {position}")]
    Decode {
        /// Where.
        position: Position,
        /// Why.
        #[source]
        source: DecodeError,
    },
}

impl Reading {
    /// A read of a local store.
    #[must_use]
    pub fn local(fill: impl Fill + 'static) -> Self {
        Self { source: Source::Local(Box::new(fill)), chunk: Chunk::default() }
    }

    /// A read that finds nothing.
    #[must_use]
    pub fn nothing() -> Self {
        struct Nothing;

        impl Fill for Nothing {
            fn fill(&mut self, _: &mut Chunk) -> Result<(), StoreError> {
                Ok(())
            }
        }

        Self::local(Nothing)
    }

    /// A read of a remote store, which sends chunks, none of them empty.
    #[must_use]
    pub fn remote(chunks: mpsc::Receiver<Result<Chunk, StoreError>>) -> Self {
        Self { source: Source::Remote(chunks), chunk: Chunk::default() }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError`], when the store fails.
    pub async fn next(&mut self) -> Result<Option<&Chunk>, StoreError> {
        if let Source::Remote(chunks) = &mut self.source {
            self.chunk = chunks.recv().await.transpose()?.unwrap_or_default();
            return Ok(self.filled());
        }
        self.next_blocking()
    }

    /// The next chunk; `None` at the end. On a thread that may block.
    ///
    /// # Errors
    /// [`StoreError`], when the store fails.
    pub fn next_blocking(&mut self) -> Result<Option<&Chunk>, StoreError> {
        match &mut self.source {
            Source::Local(fill) => {
                self.chunk.clear();
                fill.fill(&mut self.chunk)?;
            }
            Source::Remote(chunks) => {
                self.chunk = chunks.blocking_recv().transpose()?.unwrap_or_default();
            }
        }
        Ok(self.filled())
    }

    /// The chunk that was read last, for whoever keeps it, in exchange for the memory of the next.
    pub fn exchange(&mut self, memory: Chunk) -> Chunk {
        std::mem::replace(&mut self.chunk, memory)
    }

    fn filled(&self) -> Option<&Chunk> {
        Some(&self.chunk).filter(|chunk| !chunk.is_empty())
    }

    /// Hands every record to `visit`, until it fails or says that it has enough.
    ///
    /// # Errors
    /// [`ReadError`] as `E`, or what `visit` returned.
    pub async fn visit<E: From<ReadError>>(
        mut self,
        mut visit: impl FnMut(&RecordRef<'_>) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        while let Some(chunk) = self.next().await.map_err(ReadError::from)? {
            for record in chunk.records() {
                if visit(&record?)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Hands every record to `visit`, until it fails. On a thread that may block.
    ///
    /// # Errors
    /// [`ReadError`] as `E`, or what `visit` returned.
    pub fn for_each<E: From<ReadError>>(
        mut self,
        mut visit: impl FnMut(&RecordRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some(chunk) = self.next_blocking().map_err(ReadError::from)? {
            for record in chunk.records() {
                visit(&record?)?;
            }
        }
        Ok(())
    }

    /// Every record, owned: for short reads. On a thread that may block.
    ///
    /// # Errors
    /// [`ReadError`], when the store fails or a record cannot be read.
    pub fn collect(mut self) -> Result<Vec<Record>, ReadError> {
        let mut records = Vec::new();
        while let Some(chunk) = self.next_blocking()? {
            for record in chunk.owned() {
                records.push(record?.0);
            }
        }
        Ok(records)
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading")
    }
}

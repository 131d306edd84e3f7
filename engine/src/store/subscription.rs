use super::{Chunk, EventStore, Reading, StoreError};
use crate::Position;
use std::fmt;
use tokio::sync::watch;

/// Reads the log from a position, for ever: first what is there, then what comes.
///
/// Written once, for every store. The reader runs at its own pace, in chunks, and the store only
/// ever tells it that there is more.
pub struct Subscription {
    reading: Reading,
    head: watch::Receiver<Position>,
    after: Position,
}

impl Subscription {
    /// Follows `store` after `after`.
    #[must_use]
    pub fn new(store: &dyn EventStore, after: Position) -> Self {
        Self { reading: store.read(after), head: store.head(), after }
    }

    /// The last position handed out.
    #[must_use]
    pub fn position(&self) -> Position {
        self.after
    }

    /// The next chunk, never empty; waits for one if there is none yet. `None` once the store is
    /// closed and everything has been read.
    ///
    /// # Errors
    /// [`StoreError`], when the store fails.
    pub async fn next(&mut self) -> Result<Option<&Chunk>, StoreError> {
        let after = self.after;
        let open = self.head.wait_for(|head| *head > after).await.is_ok();
        if !open && *self.head.borrow() <= after {
            return Ok(None);
        }
        let chunk = self.reading.next().await?;
        self.after = chunk.and_then(Chunk::last).unwrap_or(after);
        Ok(chunk)
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subscription after {}", self.after)
    }
}

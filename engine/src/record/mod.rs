//! What the log holds.

mod stored;
#[cfg(test)]
mod tests;

pub(crate) use stored::{Beginning, RecordKeys};
pub use stored::{Metadata, RecordRef};

use crate::name::check_escaped;
use crate::{Actor, DecodeError, Key, NameError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// Names one stream: the events of one thing.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
pub struct StreamId {
    /// The kind of process, lower case: `incident`.
    pub process: SmolStr,
    /// Which one.
    pub key: Key,
}

impl StreamId {
    /// The stream of the `process` called `key`.
    #[must_use]
    pub fn new(process: &str, key: Key) -> Self {
        Self { process: process.into(), key }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.process, self.key)
    }
}

macro_rules! count {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
            JsonSchema,
        )]
        pub struct $type(pub u64);

        impl $type {
            /// The next one.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

count! {
    /// How many events a stream holds up to and including a record. An empty stream is `Version(0)`.
    Version
}

count! {
    /// How many events the log holds up to and including a record. Gapless, given at commit: "read
    /// after `Position(0)`" is all.
    Position
}

/// Whether a record tells of what happens now, or of another system's past.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// As it happened.
    #[default]
    Live,
    /// By an import run, on the clock of its rows.
    Imported {
        /// The run.
        run: u64,
    },
}

/// A record that owns its stored bytes. They were checked when it was made, so that reading their
/// fields cannot fail.
///
/// Equal to another one that lies at the same position with the same bytes.
#[derive(Clone, Eq, PartialEq)]
pub struct Record {
    position: Position,
    stored: Box<[u8]>,
}

impl Record {
    /// Copies the stored bytes of the record that lies at `position`.
    ///
    /// # Errors
    /// [`DecodeError`], when they are not a record, or a name in it is not in its escaped form.
    #[inline]
    pub fn new(position: Position, stored: &[u8]) -> Result<Self, DecodeError> {
        Self::and_fields(position, stored).map(|(record, _)| record)
    }

    /// The same, with its fields as they lie in `stored`: checking them has read them.
    ///
    /// # Errors
    /// See [`Record::new`].
    #[inline]
    pub fn and_fields(
        position: Position,
        stored: &[u8],
    ) -> Result<(Self, RecordRef<'_>), DecodeError> {
        let fields = RecordRef::decode(position, stored)?;
        check_escaped(fields.key)?;
        check_escaped(fields.metadata.actor)?;
        Ok((Self { position, stored: stored.into() }, fields))
    }

    /// Its fields. Reads the bytes again: bind it once where several fields are wanted.
    #[must_use]
    #[inline]
    pub fn as_ref(&self) -> RecordRef<'_> {
        RecordRef::decode(self.position, &self.stored)
            .unwrap_or_else(|error| unreachable!("checked when it was made: {error}"))
    }

    /// Its place in the log.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Its bytes as they lie in the log; they hold no position.
    #[must_use]
    pub fn stored(&self) -> &[u8] {
        &self.stored
    }

    /// The stream it belongs to.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        let stream = self.as_ref().stream();
        stream.unwrap_or_else(|error| unreachable!("checked when it was made: {error}"))
    }

    /// In whose name.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let actor = self.as_ref().actor();
        actor.unwrap_or_else(|error| unreachable!("checked when it was made: {error}"))
    }
}

/// As its fields.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

/// A name in a record that is not in its escaped form.
impl From<NameError> for DecodeError {
    fn from(error: NameError) -> Self {
        Self::Malformed(error.to_string())
    }
}

//! What the log holds.

mod stored;
#[cfg(test)]
mod tests;

pub(crate) use stored::RecordKeys;
pub use stored::{Metadata, RecordRef};

use crate::{Actor, CommandId, Door, Key, Timestamp};
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

/// A record that owns its parts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// Its place in the log.
    pub position: Position,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// The event's name.
    pub event: SmolStr,
    /// The layout of the payload.
    pub schema: u16,
    /// See [`Metadata::command_id`].
    pub command_id: CommandId,
    /// See [`Metadata::content`].
    pub content: u64,
    /// See [`Metadata::correlation`].
    pub correlation: Option<CommandId>,
    /// See [`Metadata::causation`].
    pub causation: Option<Position>,
    /// See [`Metadata::depth`].
    pub depth: u8,
    /// See [`Metadata::recorded_at`].
    pub recorded_at: Timestamp,
    /// See [`Metadata::occurred_at`].
    pub occurred_at: Timestamp,
    /// See [`Metadata::basis`].
    pub basis: Position,
    /// See [`Metadata::door`].
    pub door: Door,
    /// See [`Metadata::principal`].
    pub principal: SmolStr,
    /// See [`Metadata::actor`].
    pub actor: Actor,
    /// See [`Metadata::origin`].
    pub origin: Origin,
    /// The event, encoded.
    pub payload: Vec<u8>,
}

impl Record {
    /// The same, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> RecordRef<'_> {
        RecordRef {
            position: self.position,
            process: &self.stream.process,
            key: self.stream.key.as_escaped(),
            version: self.version,
            event: &self.event,
            schema: self.schema,
            metadata: Metadata {
                command_id: self.command_id,
                content: self.content,
                correlation: self.correlation,
                causation: self.causation,
                depth: self.depth,
                recorded_at: self.recorded_at,
                occurred_at: self.occurred_at,
                basis: self.basis,
                door: self.door,
                principal: &self.principal,
                actor: self.actor.as_escaped(),
                origin: self.origin,
            },
            payload: &self.payload,
        }
    }
}

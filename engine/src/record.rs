//! What the log holds.

use crate::codec::{self, Bytes, Cursor, DecodeError};
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

/// Where a record comes from. Borrowed; [`Record`] owns the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Metadata<'a> {
    /// The command that caused it: the idempotency key.
    pub command_id: CommandId,
    /// A digest of the command's content: the same id with another content is refused.
    pub content: u64,
    /// The first command of the chain; `None` when that is this one.
    pub correlation: Option<CommandId>,
    /// The record that led to this command, for policies and timers.
    pub causation: Option<Position>,
    /// How many commands long the chain is that led here; a person's command has 0.
    pub depth: u8,
    /// When it was decided. Never decreases along the log.
    pub recorded_at: Timestamp,
    /// When it happened, as the sender states.
    pub occurred_at: Timestamp,
    /// The position before it at which the facts stood that it was decided on.
    pub basis: Position,
    /// Through which door the command came.
    pub door: Door,
    /// Whom that door authenticated.
    pub principal: &'a str,
    /// In whose name: an [`Actor`], escaped.
    pub actor: &'a str,
    /// Live, or the import run.
    pub origin: Origin,
}

impl<'a> Metadata<'a> {
    #[inline]
    fn decode(stored: &mut Cursor<'a>) -> Option<Self> {
        Some(Self {
            command_id: CommandId(stored.u128()?),
            content: stored.u64()?,
            correlation: if stored.is_some()? { Some(CommandId(stored.u128()?)) } else { None },
            causation: if stored.is_some()? { Some(Position(stored.u64()?)) } else { None },
            depth: stored.u8()?,
            recorded_at: Timestamp::from_nanos(stored.i64()?),
            occurred_at: Timestamp::from_nanos(stored.i64()?),
            basis: Position(stored.u64()?),
            door: Door::numbered(stored.u64()?)?,
            principal: stored.str()?,
            actor: stored.str()?,
            origin: match stored.u64()? {
                0 => Origin::Live,
                1 => Origin::Imported { run: stored.u64()? },
                _ => return None,
            },
        })
    }
}

/// A record as its bytes lie in the log, decoded only as far as this.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecordRef<'a> {
    /// Its place in the log. Supplied by the reader; stored bytes hold no position.
    pub position: Position,
    /// The kind of process.
    pub process: &'a str,
    /// Which one: a [`Key`], escaped.
    pub key: &'a str,
    /// Its place in its stream.
    pub version: Version,
    /// The event's name, snake case: `declared_major`.
    pub event: &'a str,
    /// The layout of the payload.
    pub schema: u16,
    /// Where it came from.
    pub metadata: Metadata<'a>,
    /// The event, encoded.
    pub payload: &'a [u8],
}

/// The stored layout: codec 1. Written by serde, read by hand in [`RecordRef::decode`].
#[derive(Serialize)]
struct Stored<'a> {
    process: &'a str,
    key: &'a str,
    version: u64,
    event: &'a str,
    schema: u16,
    metadata: Metadata<'a>,
    payload: Bytes<'a>,
}

impl<'a> RecordRef<'a> {
    /// Appends the stored bytes to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let &Self { process, key, version, event, schema, metadata, payload, .. } = self;
        let payload = Bytes(payload);
        let version = version.0;
        codec::append_to(out, &Stored { process, key, version, event, schema, metadata, payload });
    }

    /// Reads stored bytes that lie at `position`.
    ///
    /// # Errors
    /// [`DecodeError`], when they are not a record.
    pub fn decode(position: Position, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut stored = Cursor::new(bytes);
        let record = Self::fields(position, &mut stored);
        let left = stored.left();
        match record {
            Some(record) if left == 0 => Ok(record),
            Some(_) => Err(DecodeError::Trailing(left)),
            None => {
                let at = bytes.len() - left;
                Err(DecodeError::Malformed(format!(
                    "not a record, before byte {at} of {}",
                    bytes.len()
                )))
            }
        }
    }

    #[inline]
    fn fields(position: Position, stored: &mut Cursor<'a>) -> Option<Self> {
        Some(Self {
            position,
            process: stored.str()?,
            key: stored.str()?,
            version: Version(stored.u64()?),
            event: stored.str()?,
            schema: stored.u16()?,
            metadata: Metadata::decode(stored)?,
            payload: stored.bytes()?,
        })
    }

    /// Whether it belongs to `stream`.
    #[must_use]
    pub fn is_of(&self, stream: &StreamId) -> bool {
        self.process == stream.process && self.key == stream.key.as_escaped()
    }

    /// The stream it belongs to.
    ///
    /// # Errors
    /// [`DecodeError`], when the key is not in its escaped form.
    pub fn stream(&self) -> Result<StreamId, DecodeError> {
        let key = Key::from_escaped(self.key);
        let key = key.map_err(|error| DecodeError::Malformed(error.to_string()))?;
        Ok(StreamId::new(self.process, key))
    }

    /// In whose name.
    ///
    /// # Errors
    /// [`DecodeError`], when it is not in its escaped form.
    pub fn actor(&self) -> Result<Actor, DecodeError> {
        let actor = Actor::from_escaped(self.metadata.actor);
        actor.map_err(|error| DecodeError::Malformed(error.to_string()))
    }

    /// The first command of the chain it belongs to.
    #[must_use]
    pub fn correlation(&self) -> CommandId {
        self.metadata.correlation.unwrap_or(self.metadata.command_id)
    }

    /// The same, owned.
    ///
    /// # Errors
    /// [`DecodeError`], when a name is not in its escaped form.
    pub fn to_owned(&self) -> Result<Record, DecodeError> {
        let metadata = self.metadata;
        Ok(Record {
            position: self.position,
            stream: self.stream()?,
            version: self.version,
            event: self.event.into(),
            schema: self.schema,
            command_id: metadata.command_id,
            content: metadata.content,
            correlation: metadata.correlation,
            causation: metadata.causation,
            depth: metadata.depth,
            recorded_at: metadata.recorded_at,
            occurred_at: metadata.occurred_at,
            basis: metadata.basis,
            door: metadata.door,
            principal: metadata.principal.into(),
            actor: self.actor()?,
            origin: metadata.origin,
            payload: self.payload.to_owned(),
        })
    }
}

/// What the index wants of a stored record; nothing behind it is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordKeys<'a> {
    pub(crate) process: &'a [u8],
    pub(crate) key: &'a [u8],
    pub(crate) version: Version,
    pub(crate) command_id: CommandId,
}

impl<'a> RecordKeys<'a> {
    /// Reads the beginning of stored bytes.
    ///
    /// # Errors
    /// [`DecodeError`], when they do not begin as a record.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let fields = |stored: &mut Cursor<'a>| {
            let (process, key) = (stored.bytes()?, stored.bytes()?);
            let version = Version(stored.u64()?);
            let (_event, _schema) = (stored.bytes()?, stored.u16()?);
            let command_id = CommandId(stored.u128()?);
            Some(Self { process, key, version, command_id })
        };
        let malformed = || DecodeError::Malformed("not the beginning of a record".to_owned());
        fields(&mut Cursor::new(bytes)).ok_or_else(malformed)
    }
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

#[cfg(test)]
mod tests {
    use super::{Origin, Position, Record, RecordRef, StreamId, Version};
    use crate::{Actor, CommandId, Door, Key, Timestamp};
    use proptest::prelude::*;

    fn record() -> Record {
        Record {
            position: Position(7),
            stream: StreamId::new("incident", Key::new("INC/1").unwrap()),
            version: Version(3),
            event: "resolved".into(),
            schema: 2,
            command_id: CommandId(1 << 100),
            content: 99,
            correlation: None,
            causation: Some(Position(5)),
            depth: 1,
            recorded_at: Timestamp::from_seconds(20),
            occurred_at: Timestamp::from_seconds(10),
            basis: Position(6),
            door: Door::Policy,
            principal: "uid 1000".into(),
            actor: Actor::new("ada@example.org").unwrap(),
            origin: Origin::Imported { run: 4 },
            payload: vec![1, 2, 3],
        }
    }

    fn any_record() -> impl Strategy<Value = Record> {
        let name = || r"[ -~]{1,12}|\PC{1,8}";
        let id = prop_oneof![any::<u128>(), (0_u128..600)];
        let count = prop_oneof![any::<u64>(), (0_u64..600), (65_000_u64..66_000)];
        let time = prop_oneof![any::<i64>(), (-300_i64..300)];
        let origin = prop::option::of(any::<u64>());
        (
            (name(), name(), name(), name(), ".{0,20}"),
            (id.clone(), prop::option::of(id), prop::option::of(count.clone())),
            (count.clone(), count.clone(), count, any::<u16>(), any::<u8>()),
            (time.clone(), time, origin, 0_u64..9),
            prop::collection::vec(any::<u8>(), 0..300),
        )
            .prop_map(|(names, ids, counts, rest, payload)| {
                let (process, key, event, actor, principal) = names;
                Record {
                    position: Position(7),
                    stream: StreamId::new(&process, Key::new(&key).unwrap()),
                    event: event.into(),
                    actor: Actor::new(&actor).unwrap(),
                    principal: principal.into(),
                    command_id: CommandId(ids.0),
                    correlation: ids.1.map(CommandId),
                    causation: ids.2.map(Position),
                    version: Version(counts.0),
                    content: counts.1,
                    basis: Position(counts.2),
                    schema: counts.3,
                    depth: counts.4,
                    recorded_at: Timestamp::from_nanos(rest.0),
                    occurred_at: Timestamp::from_nanos(rest.1),
                    origin: rest.2.map_or(Origin::Live, |run| Origin::Imported { run }),
                    door: Door::numbered(rest.3).unwrap(),
                    payload,
                }
            })
    }

    proptest! {
        #[test]
        fn what_serde_writes_is_read_by_hand(record in any_record()) {
            let mut bytes = vec![];
            record.as_ref().encode(&mut bytes);
            let read = RecordRef::decode(Position(7), &bytes).unwrap();
            prop_assert_eq!(read, record.as_ref());
            prop_assert_eq!(read.to_owned().unwrap(), record);
            prop_assert!(RecordRef::decode(Position(7), &bytes[..bytes.len() - 1]).is_err());
            bytes.push(0);
            prop_assert!(RecordRef::decode(Position(7), &bytes).is_err());
        }

        #[test]
        fn bytes_of_any_kind_are_no_danger(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(record) = RecordRef::decode(Position(7), &bytes) {
                let mut again = vec![];
                record.encode(&mut again);
                prop_assert_eq!(RecordRef::decode(Position(7), &again).unwrap(), record);
            }
        }
    }

    #[test]
    fn stored_bytes_hold_everything_but_the_position() {
        let record = record();
        let mut bytes = vec![];
        record.as_ref().encode(&mut bytes);
        let read = RecordRef::decode(Position(7), &bytes).unwrap();
        assert_eq!(read, record.as_ref());
        assert_eq!(read.to_owned().unwrap(), record);
        assert!(RecordRef::decode(Position(7), &bytes[1..]).is_err());
    }
}

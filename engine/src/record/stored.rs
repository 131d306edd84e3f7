//! A record as its bytes lie in the log.

use super::{Origin, Position, Record, StreamId, Version};
use crate::codec::{self, Bytes, Cursor, DecodeError};
use crate::{Actor, CommandId, Door, Key, Timestamp};
use serde::Serialize;

/// Where a record comes from. Borrowed from the stored bytes.
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
        let names;
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
            principal: {
                names = stored.two_strs()?;
                names.0
            },
            actor: names.1,
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
    #[inline]
    pub fn decode(position: Position, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Beginning::decode(position, bytes)?.whole()
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
        Ok(StreamId::new(self.process, Key::from_escaped(self.key)?))
    }

    /// In whose name.
    ///
    /// # Errors
    /// [`DecodeError`], when it is not in its escaped form.
    pub fn actor(&self) -> Result<Actor, DecodeError> {
        Ok(Actor::from_escaped(self.metadata.actor)?)
    }

    /// The first command of the chain it belongs to.
    #[must_use]
    pub fn correlation(&self) -> CommandId {
        self.metadata.correlation.unwrap_or(self.metadata.command_id)
    }

    /// The same, owned. Encodes it: whoever has the stored bytes makes it of them with
    /// [`Record::new`].
    ///
    /// # Errors
    /// [`DecodeError`], when a name is not in its escaped form.
    pub fn to_owned(&self) -> Result<Record, DecodeError> {
        let mut stored = Vec::new();
        self.encode(&mut stored);
        Record::new(self.position, &stored)
    }
}

/// A stored record, read as far as its event's name: enough to see whether the rest is wanted.
pub(crate) struct Beginning<'a> {
    position: Position,
    pub(crate) process: &'a str,
    key: &'a str,
    version: Version,
    pub(crate) event: &'a str,
    rest: Cursor<'a>,
    bytes: usize,
}

impl<'a> Beginning<'a> {
    /// Reads the beginning of stored bytes that lie at `position`.
    ///
    /// # Errors
    /// [`DecodeError`], when they do not begin as a record.
    #[inline]
    pub(crate) fn decode(position: Position, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut stored = Cursor::new(bytes);
        let fields = |stored: &mut Cursor<'a>| {
            let (process, key) = stored.two_strs()?;
            Some((process, key, Version(stored.u64()?), stored.str()?))
        };
        match fields(&mut stored) {
            Some((process, key, version, event)) => {
                let (rest, bytes) = (stored, bytes.len());
                Ok(Self { position, process, key, version, event, rest, bytes })
            }
            None => Err(malformed(&stored, bytes.len())),
        }
    }

    /// The whole record.
    ///
    /// # Errors
    /// [`DecodeError`], when the rest is not that of a record.
    #[inline]
    pub(crate) fn whole(self) -> Result<RecordRef<'a>, DecodeError> {
        let Self { position, process, key, version, event, mut rest, bytes } = self;
        let fields = |rest: &mut Cursor<'a>| {
            let (schema, metadata, payload) = (rest.u16()?, Metadata::decode(rest)?, rest.bytes()?);
            Some(RecordRef { position, process, key, version, event, schema, metadata, payload })
        };
        match (fields(&mut rest), rest.left()) {
            (Some(record), 0) => Ok(record),
            (Some(_), left) => Err(DecodeError::Trailing(left)),
            (None, _) => Err(malformed(&rest, bytes)),
        }
    }
}

#[cold]
fn malformed(stored: &Cursor<'_>, bytes: usize) -> DecodeError {
    let at = bytes - stored.left();
    DecodeError::Malformed(format!("not a record, before byte {at} of {bytes}"))
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

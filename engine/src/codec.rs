//! Bytes for durable values. The only module that names the wire format.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

const CONFIG: bincode::config::Configuration = bincode::config::standard();

/// Bytes that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DecodeError {
    /// Written by a newer release, or its frozen layout was deleted.
    #[error("schema {schema} of {name} is unknown; a newer release may have written it")]
    Schema {
        /// The event's name.
        name: String,
        /// The schema found.
        schema: u16,
    },
    /// No event of this process has the name.
    #[error("event {0} is unknown; a newer release may have written it")]
    Name(String),
    /// Not the layout its schema promises.
    #[error("malformed data: {0}")]
    Malformed(String),
    /// More bytes than the layout takes.
    #[error("{0} bytes left over")]
    Trailing(usize),
}

/// Encodes a value.
///
/// # Panics
/// If `T` uses a serde feature the format cannot express, which its first test shows.
pub fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Most are small, and growing from nothing takes a handful of steps.
    const BYTES: usize = 64;
    let mut bytes = Vec::with_capacity(BYTES);
    append_to(&mut bytes, value);
    bytes
}

/// Encodes a value behind what `out` already holds.
///
/// # Panics
/// As [`to_bytes`].
pub fn append_to<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    bincode::serde::encode_into_std_write(value, out, CONFIG)
        .expect("durable types are plain data");
}

/// Decodes a value, all of it.
///
/// # Errors
/// [`DecodeError`], when the bytes are not exactly one `T`.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    whole(bincode::serde::decode_from_slice(bytes, CONFIG), bytes)
}

/// Decodes a value that borrows from the bytes, all of it.
///
/// # Errors
/// [`DecodeError`], when the bytes are not exactly one `T`.
pub fn borrow_from_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    whole(bincode::serde::borrow_decode_from_slice(bytes, CONFIG), bytes)
}

fn whole<T>(
    decoded: Result<(T, usize), bincode::error::DecodeError>,
    bytes: &[u8],
) -> Result<T, DecodeError> {
    match decoded {
        Ok((value, read)) if read == bytes.len() => Ok(value),
        Ok((_, read)) => Err(DecodeError::Trailing(bytes.len() - read)),
        Err(error) => Err(DecodeError::Malformed(error.to_string())),
    }
}

/// Bytes as bytes. Serde would take a plain slice element by element, three times slower.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Bytes<'a>(pub &'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Bytes<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Bytes(bytes))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

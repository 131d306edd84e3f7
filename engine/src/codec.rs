//! Bytes for durable values. The only module that names the wire format.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
    const BYTES: usize = 256;
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
    // Borrowed: a text is made of the bytes as they lie there, not of a copy as long as they claim.
    match first_of(bytes)? {
        (value, []) => Ok(value),
        (_, left) => Err(DecodeError::Trailing(left.len())),
    }
}

/// Decodes the first of several values that lie one behind the other, and what lies behind it.
///
/// # Errors
/// [`DecodeError`], when the bytes do not begin with a `T`.
pub fn first_of<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, &'a [u8]), DecodeError> {
    let decoded = bincode::serde::borrow_decode_from_slice(bytes, CONFIG);
    let (value, read) = decoded.map_err(|error| DecodeError::Malformed(error.to_string()))?;
    Ok((value, bytes.get(read..).unwrap_or_default()))
}

/// Bytes as bytes. Serde would take a plain slice element by element, three times slower.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Reads the wire format by hand, field by field; `None` where the bytes do not fit.
///
/// For the one layout that every read of the log goes through, [`RecordRef`](crate::RecordRef):
/// serde takes 94 ns for its nineteen fields, this less than half of that. A property test holds it
/// against what serde writes.
pub(crate) struct Cursor<'a> {
    left: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, left) = self.left.split_first_chunk()?;
        self.left = left;
        Some(*taken)
    }

    /// One byte.
    #[inline]
    pub(crate) fn u8(&mut self) -> Option<u8> {
        let (byte, left) = self.left.split_first()?;
        self.left = left;
        Some(*byte)
    }

    /// A number in as few bytes as it needs: below 251 itself, else a mark and 2, 4 or 8 bytes.
    #[inline]
    pub(crate) fn u64(&mut self) -> Option<u64> {
        match self.u8()? {
            byte @ 0..=250 => Some(byte.into()),
            251 => self.array().map(|bytes| u16::from_le_bytes(bytes).into()),
            252 => self.array().map(|bytes| u32::from_le_bytes(bytes).into()),
            253 => self.array().map(u64::from_le_bytes),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn u16(&mut self) -> Option<u16> {
        u16::try_from(self.u64()?).ok()
    }

    /// As [`Cursor::u64`], with a mark for 16 bytes too.
    #[inline]
    pub(crate) fn u128(&mut self) -> Option<u128> {
        if self.left.first() == Some(&254) {
            self.u8()?;
            return self.array().map(u128::from_le_bytes);
        }
        self.u64().map(u128::from)
    }

    /// The sign in the last bit.
    #[inline]
    pub(crate) fn i64(&mut self) -> Option<i64> {
        let folded = self.u64()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }

    /// Whether a value follows.
    #[inline]
    pub(crate) fn is_some(&mut self) -> Option<bool> {
        match self.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = usize::try_from(self.u64()?).ok()?;
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    #[inline]
    pub(crate) fn str(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// Two texts behind each other. Checked as one where the length between them is a character by
    /// itself, as it nearly always is: a check costs more to begin than to go on.
    #[inline]
    pub(crate) fn two_strs(&mut self) -> Option<(&'a str, &'a str)> {
        let start = self.left;
        let (first, between) = (self.bytes()?, self.left);
        let second = self.bytes()?;
        let from = start.len() - between.len() - first.len();
        let both = start.get(from..start.len() - self.left.len())?;
        match (between.first()?, std::str::from_utf8(both)) {
            (0..=0x7f, Ok(both)) => {
                Some((both.get(..first.len())?, both.get(both.len() - second.len()..)?))
            }
            _ => Some((std::str::from_utf8(first).ok()?, std::str::from_utf8(second).ok()?)),
        }
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.left.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{DecodeError, from_bytes, to_bytes};
    use smol_str::SmolStr;

    #[test]
    fn a_length_that_claims_more_than_there_is_asks_for_no_memory() {
        let text = to_bytes("three");
        assert_eq!(from_bytes::<SmolStr>(&text).as_deref(), Ok("three"));
        // The longest there is, in the same layout.
        let mut claimed = to_bytes(&(u64::MAX >> 1));
        claimed.extend(b"three");
        assert!(matches!(from_bytes::<SmolStr>(&claimed), Err(DecodeError::Malformed(_))));
        assert!(matches!(from_bytes::<Vec<u64>>(&claimed), Err(DecodeError::Malformed(_))));
    }
}

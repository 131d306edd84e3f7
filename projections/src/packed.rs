//! Rows at rest: encoded, because there are many and few are looked at.

use engine::projection::keys_after;
use engine::{DecodeError, Key, codec};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A `T`, encoded: its bytes and 16 more, however many fields and lists it has.
pub(crate) struct Packed<T> {
    bytes: Box<[u8]>,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Encodes a value, by way of a buffer whose memory serves for the next one, too.
    pub(crate) fn of(value: &T, buffer: &mut Vec<u8>) -> Self {
        buffer.clear();
        codec::append_to(buffer, value);
        Self { bytes: buffer.as_slice().into(), of: PhantomData }
    }

    /// The value.
    ///
    /// # Errors
    /// Not what [`Packed::of`] wrote: nothing that a snapshot of this layout can hold.
    pub(crate) fn open(&self) -> Result<T, DecodeError> {
        codec::from_bytes(&self.bytes)
    }

    /// How many bytes it takes, besides the 16.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Things by their keys, of which those that are over are packed.
pub(crate) struct OpenAndOver<'a, T> {
    pub(crate) open: &'a BTreeMap<Key, Box<T>>,
    pub(crate) over: &'a BTreeMap<Key, Packed<T>>,
}

impl<'a, T: Clone + Serialize + DeserializeOwned> OpenAndOver<'a, T> {
    /// One of them.
    pub(crate) fn get(&self, key: &Key) -> Option<Cow<'a, T>> {
        match self.open.get(key) {
            Some(open) => Some(Cow::Borrowed(open)),
            None => self.over.get(key)?.open().ok().map(Cow::Owned),
        }
    }

    /// Those that are not over, and the others if they are wanted, too.
    pub(crate) fn all(
        self,
        with_over: bool,
    ) -> impl Iterator<Item = (&'a Key, Cow<'a, T>)> + use<'a, T> {
        let open = self.open.iter().map(|(key, open)| (key, Cow::Borrowed(&**open)));
        let over = self.over.iter().filter(move |_| with_over);
        open.chain(over.filter_map(|(key, packed)| Some((key, Cow::Owned(packed.open().ok()?)))))
    }

    /// The keys of so many at most after one of them, in order.
    pub(crate) fn keys_after(&self, after: Option<&Key>, most: usize) -> Vec<Key> {
        // The first so many of both are among the first so many of each.
        let mut keys = keys_after(self.open, after, most);
        keys.extend(keys_after(self.over, after, most));
        keys.sort_unstable();
        keys.truncate(most);
        keys
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Box<[u8]>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Box<[u8]>, E> {
                Ok(bytes.into())
            }
            fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Box<[u8]>, E> {
                Ok(bytes.into_boxed_slice())
            }
        }
        let bytes = deserializer.deserialize_bytes(Bytes)?;
        Ok(Self { bytes, of: PhantomData })
    }
}

/// The schema of what the bytes hold, so that another layout is another fingerprint.
impl<T: JsonSchema> JsonSchema for Packed<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Packed{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

//! What is about a person.

use engine::Key;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// Data about a person, in the layout it has from the first day: clear now, sealed later, so that
/// destroying the person's key erases it while the log stays whole.
///
/// In JSON a clear value is simply the value; a sealed one is `{"sealed": subject}` and cannot be
/// sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Personal<T> {
    /// As it was said.
    Clear(T),
    /// Only whoever has the key of the subject can read it.
    Sealed(Sealed),
}

/// A sealed value.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    /// Whose key opens it.
    pub subject: Key,
    /// The nonce it was sealed with.
    pub nonce: [u8; 24],
    /// The sealed bytes.
    pub bytes: Ciphertext,
}

/// Sealed bytes, written as bytes and not as a sequence of numbers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ciphertext(pub Vec<u8>);

impl<T> Personal<T> {
    /// The value, unless it is sealed.
    #[must_use]
    pub const fn clear(&self) -> Option<&T> {
        match self {
            Self::Clear(value) => Some(value),
            Self::Sealed(_) => None,
        }
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self::Clear(value)
    }
}

/// The layout on disk.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Personal")]
enum Stored<C> {
    Clear(C),
    Sealed(Sealed),
}

/// What people see of a sealed value.
#[derive(Serialize)]
struct Shown<'a> {
    sealed: &'a Key,
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, serializer.is_human_readable()) {
            (Self::Clear(value), true) => value.serialize(serializer),
            (Self::Sealed(sealed), true) => Shown { sealed: &sealed.subject }.serialize(serializer),
            (Self::Clear(value), false) => Stored::Clear(value).serialize(serializer),
            (Self::Sealed(sealed), false) => {
                Stored::<&T>::Sealed(sealed.clone()).serialize(serializer)
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return T::deserialize(deserializer).map(Self::Clear);
        }
        Stored::deserialize(deserializer).map(|stored| match stored {
            Stored::Clear(value) => Self::Clear(value),
            Stored::Sealed(sealed) => Self::Sealed(sealed),
        })
    }
}

impl<T: JsonSchema> JsonSchema for Personal<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Personal{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> engine::json::Schema {
        generator.subschema_for::<T>()
    }
}

impl Serialize for Ciphertext {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Ciphertext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Ciphertext;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Ciphertext, E> {
                Ok(Ciphertext(bytes.to_owned()))
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Ciphertext, E> {
                Ok(Ciphertext(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ciphertext, Personal, Sealed};
    use engine::{Key, codec};

    #[test]
    fn clear_and_sealed_have_one_layout_on_disk_and_people_see_the_value() {
        let clear = Personal::from("ada's phone".to_owned());
        assert_eq!(serde_json::to_string(&clear).unwrap(), "\"ada's phone\"");
        assert_eq!(serde_json::from_str::<Personal<String>>("\"ada's phone\"").unwrap(), clear);
        let sealed = Personal::Sealed(Sealed {
            subject: Key::new("ada").unwrap(),
            nonce: [7; 24],
            bytes: Ciphertext(vec![1, 2, 3]),
        });
        assert_eq!(serde_json::to_string(&sealed).unwrap(), r#"{"sealed":"ada"}"#);
        for personal in [clear, sealed] {
            let bytes = codec::to_bytes(&personal);
            assert_eq!(codec::from_bytes::<Personal<String>>(&bytes).unwrap(), personal);
        }
    }
}

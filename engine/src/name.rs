//! Names of things: keys of processes and actors, safe on every wire and disk.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use smol_str::SmolStr;
use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;
use unicode_general_category::{GeneralCategory, get_general_category};

/// The longest escaped name, in bytes.
pub const NAME_BYTES_MAX: usize = 128;

/// Text that cannot be a name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NameError {
    /// Nothing at all.
    #[error("a name has at least one character")]
    Empty,
    /// A character that is not seen, or a space that is not one: two names would look like one, or
    /// one line like two.
    #[error("{0:?} has a character that is not seen; a name is what people see and type")]
    Unseen(String),
    /// Space at an end.
    #[error("{0:?} begins or ends with a space; a name is what people see and type")]
    Edge(String),
    /// Too long once escaped.
    #[error("the name takes {bytes} bytes once escaped; at most {NAME_BYTES_MAX} fit")]
    TooLong {
        /// What it would take.
        bytes: usize,
    },
    /// Not the one escaped form that a name has.
    #[error(
        "{0:?} is not an escaped name: A-Z a-z 0-9 _ - stand for themselves, any other byte is =HH in upper case"
    )]
    NotCanonical(String),
}

fn plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn is_unseen(character: char) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, SpaceSeparator, Unassigned,
    };
    if character.is_ascii_graphic() || character == ' ' {
        return false;
    }
    // Fillers and selectors, which Unicode lets every program pass over in silence.
    let is_passed_over = matches!(
        character,
        '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}'
    );
    let category = get_general_category(character);
    let shows_nothing = matches!(
        category,
        Control
            | Format
            | LineSeparator
            | ParagraphSeparator
            | PrivateUse
            | SpaceSeparator
            | Unassigned
    );
    is_passed_over || shows_nothing
}

/// The one escaped form of `text`: `A-Za-z0-9_-` stand for themselves, any other byte is `=HH`.
fn escape(text: &str) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    let bytes = text.bytes().map(|byte| if plain(byte) { 1 } else { 3 }).sum();
    if bytes > NAME_BYTES_MAX {
        return Err(NameError::TooLong { bytes });
    }
    let mut escaped = String::with_capacity(bytes);
    for byte in text.bytes() {
        if plain(byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "={byte:02X}");
        }
    }
    Ok(escaped)
}

/// Whether `escaped` is a name: the one escaped form of some text.
pub(crate) fn check_escaped(escaped: &str) -> Result<(), NameError> {
    match escaped.len() {
        0 => Err(NameError::Empty),
        bytes if bytes > NAME_BYTES_MAX => Err(NameError::TooLong { bytes }),
        _ if is_canonical(escaped) => Ok(()),
        _ => Err(NameError::NotCanonical(escaped.to_owned())),
    }
}

/// Whether `escaped` is the one escaped form of some text. Most names escape nothing.
///
/// What is on disk was taken once: rules that came later do not make it unreadable.
fn is_canonical(escaped: &str) -> bool {
    let seen = |text: String| !text.chars().any(char::is_control);
    escaped.bytes().all(plain) || unescape(escaped).is_some_and(seen)
}

fn unescape(escaped: &str) -> Option<String> {
    let hex = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    let mut text = Vec::with_capacity(escaped.len());
    let mut bytes = escaped.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'=' => {
                let escaped = hex(bytes.next()?)? << 4 | hex(bytes.next()?)?;
                if plain(escaped) {
                    return None;
                }
                text.push(escaped);
            }
            byte if plain(byte) => text.push(byte),
            _ => return None,
        }
    }
    String::from_utf8(text).ok()
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        ///
        /// Held in its escaped form, which is unique: safe as a NATS token, a key, a path segment
        /// and a file name. People see and type the unescaped one.
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $type(SmolStr);

        impl $type {
            /// From the text that people see.
            ///
            /// # Errors
            /// [`NameError`], when it is empty, has what is not seen, or is longer than
            /// [`NAME_BYTES_MAX`] once escaped.
            pub fn new(text: &str) -> Result<Self, NameError> {
                if text.chars().any(is_unseen) {
                    return Err(NameError::Unseen(text.to_owned()));
                }
                if text.trim() != text {
                    return Err(NameError::Edge(text.to_owned()));
                }
                Self::recorded(text)
            }

            /// From the text that people see, as a record has it: what was taken once stays a name,
            /// whatever rules came later.
            ///
            /// # Errors
            /// [`NameError`], when it is empty or longer than [`NAME_BYTES_MAX`] once escaped.
            pub fn recorded(text: &str) -> Result<Self, NameError> {
                escape(text).map(|escaped| Self(escaped.into()))
            }

            /// From the escaped form, which must be the canonical one.
            ///
            /// # Errors
            /// [`NameError`], when it is not.
            pub fn from_escaped(escaped: &str) -> Result<Self, NameError> {
                check_escaped(escaped)?;
                Ok(Self(escaped.into()))
            }

            /// The escaped form, for wires and disks.
            #[must_use]
            pub fn as_escaped(&self) -> &str {
                &self.0
            }
        }

        /// The text that people see.
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Most names escape nothing.
                if !self.0.contains('=') {
                    return f.pad(&self.0);
                }
                f.pad(&unescape(&self.0).unwrap_or_else(|| self.0.to_string()))
            }
        }

        impl FromStr for $type {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        /// Unescaped in JSON, escaped on disk.
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_str(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let human = deserializer.is_human_readable();
                let text = SmolStr::deserialize(deserializer)?;
                if human {
                    Self::new(&text).map_err(D::Error::custom)
                } else {
                    check_escaped(&text).map_err(D::Error::custom)?;
                    Ok(Self(text))
                }
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "minLength": 1,
                    "maxLength": NAME_BYTES_MAX,
                    "format": "name",
                })
            }
        }
    };
}

name! {
    /// Which one of its kind: `INC0000123`.
    Key
}

name! {
    /// Who asks: a person, a tool, or the engine itself (`system`).
    Actor
}

impl Actor {
    /// The engine itself: its timers and policies.
    #[must_use]
    pub fn system() -> Self {
        Self(SmolStr::new_static("system"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, NAME_BYTES_MAX, NameError, unescape};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn escaping_is_unique_and_reversible(text in "\\PC{1,10}") {
            let key = Key::recorded(&text).unwrap();
            prop_assert_eq!(unescape(key.as_escaped()).unwrap(), text.clone());
            prop_assert_eq!(&Key::from_escaped(key.as_escaped()).unwrap(), &key);
            prop_assert_eq!(key.to_string(), text);
        }

        #[test]
        fn what_is_accepted_as_escaped_is_canonical(escaped in "[A-Za-z0-9_=-]{1,24}") {
            if let Ok(key) = Key::from_escaped(&escaped)
                && let Ok(again) = Key::new(&key.to_string())
            {
                prop_assert_eq!(again.as_escaped(), escaped);
            }
        }
    }

    #[test]
    fn names_have_bounds() {
        assert_eq!(Key::new(""), Err(NameError::Empty));
        assert!(Key::new(&"x".repeat(NAME_BYTES_MAX)).is_ok());
        assert_eq!(Key::new(&"x".repeat(129)), Err(NameError::TooLong { bytes: 129 }));
        assert_eq!(Key::new(&"ü".repeat(22)), Err(NameError::TooLong { bytes: 132 }));
        for unseen in ["ada\u{3164}", "ada\u{fe0f}", "ada\u{378}", "ada\u{e000}"] {
            assert!(Key::new(unseen).is_err() && Key::recorded(unseen).is_ok(), "{unseen:?}");
        }
        for unseen in ["INC1\nINC2", "INC\u{200b}1", "\u{202e}1CNI", "INC\u{a0}1", "\u{feff}INC1"] {
            assert_eq!(Key::new(unseen), Err(NameError::Unseen(unseen.to_owned())));
        }
        for edge in [" INC1", "INC1 ", " "] {
            assert_eq!(Key::new(edge), Err(NameError::Edge(edge.to_owned())));
        }
        assert!(Key::new("Zoë van Dijk 李").is_ok());
        assert!(Key::from_escaped("INC1=20").is_ok(), "it was taken once");
        for strange in ["a=4", "a=2f", "=41", "a/b", "=FF"] {
            assert!(Key::from_escaped(strange).is_err(), "{strange}");
        }
    }
}

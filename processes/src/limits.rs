//! Values with a bound, checked once: when they come in from outside.
//!
//! What is read back from the log is not checked again, so that a bound may be lowered without
//! making yesterday's records unreadable.

use engine::json::Schema;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

/// The longest [`Text`], in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 4_000;
/// The longest [`Label`], in bytes of UTF-8.
pub const LABEL_BYTES_MAX: usize = 128;
/// The longest [`List`], in entries.
pub const LIST_MAX: usize = 1_000;

/// What is beyond its bound.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// Nothing but white space.
    #[error("nothing is written here; write at least one character, or leave the field out")]
    Blank,
    /// Longer than it may be.
    #[error("{bytes} bytes are too long; at most {bytes_max} fit")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        bytes_max: usize,
    },
    /// A control character in a label.
    #[error("a label is one line without control characters")]
    Control,
    /// More entries than there may be.
    #[error("{entries} entries are too many; at most {LIST_MAX} fit")]
    TooMany {
        /// How many there are.
        entries: usize,
    },
    /// Not a share of a hundred.
    #[error("{0:?} is not a percentage; write 0 to 100 with at most four decimals, such as 99.95")]
    Percent(String),
    /// Not so many to a hundred others.
    #[error("{0:?} is not a rate; write 0 to 1000000 with at most four decimals, such as 2.5")]
    Rate(String),
}

fn bounded(text: &str, bytes_max: usize) -> Result<(), LimitError> {
    match text.len() {
        _ if text.trim().is_empty() => Err(LimitError::Blank),
        bytes if bytes > bytes_max => Err(LimitError::TooLong { bytes, bytes_max }),
        _ => Ok(()),
    }
}

macro_rules! bounded_text {
    ($(#[$doc:meta])* $type:ident, $bytes_max:ident, $format:literal, $pattern:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        pub struct $type(SmolStr);

        impl $type {
            /// Checks the bound.
            ///
            /// # Errors
            /// [`LimitError`], when it is blank or too long.
            pub fn new(text: &str) -> Result<Self, LimitError> {
                bounded(text, $bytes_max)?;
                let check: fn(&str) -> Result<(), LimitError> = $check;
                check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl Deref for $type {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $type {
            type Err = LimitError;
            fn from_str(text: &str) -> Result<Self, LimitError> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let outside = deserializer.is_human_readable();
                let text = SmolStr::deserialize(deserializer)?;
                if outside { Self::new(&text).map_err(D::Error::custom) } else { Ok(Self(text)) }
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "minLength": 1,
                    "maxLength": $bytes_max,
                    "format": $format,
                    "pattern": $pattern,
                })
            }
        }
    };
}

bounded_text! {
    /// What somebody says, in words: not blank, at most [`TEXT_BYTES_MAX`] bytes.
    Text, TEXT_BYTES_MAX, "text", r"\S", |_| Ok(())
}

bounded_text! {
    /// What something is called: one line, not blank, at most [`LABEL_BYTES_MAX`] bytes.
    Label, LABEL_BYTES_MAX, "label", r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$", |text| {
        if text.chars().any(char::is_control) { Err(LimitError::Control) } else { Ok(()) }
    }
}

/// Some of something: at most [`LIST_MAX`] entries.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct List<T>(Vec<T>);

impl<T> List<T> {
    /// Checks the bound.
    ///
    /// # Errors
    /// [`LimitError::TooMany`].
    pub fn new(entries: Vec<T>) -> Result<Self, LimitError> {
        match entries.len() {
            0..=LIST_MAX => Ok(Self(entries)),
            entries => Err(LimitError::TooMany { entries }),
        }
    }

    /// No entries.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(entries: [T; N]) -> Self {
        const { assert!(N <= LIST_MAX, "too many entries") };
        Self(entries.into())
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Stops reading at the bound, so that what is too long is not even held.
        struct Bounded<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Bounded<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of at most {LIST_MAX} entries")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = seq.next_element()? {
                    entries.push(entry);
                    if entries.len() > LIST_MAX {
                        let entries = entries.len();
                        return Err(A::Error::custom(LimitError::TooMany { entries }));
                    }
                }
                Ok(List(entries))
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_seq(Bounded(PhantomData))
        } else {
            Vec::deserialize(deserializer).map(Self)
        }
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<T>();
        json_schema!({"type": "array", "items": items, "maxItems": LIST_MAX})
    }
}

/// A share of a hundred, exact to four decimals. In JSON a number: `99.95`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Percent(u32);

impl Percent {
    /// All of it.
    pub const ALL: Self = Self(Self::UNITS * 100);
    const UNITS: u32 = 10_000;

    /// So many of a hundred; all of it where `percent` is more.
    #[must_use]
    pub const fn of_hundred(percent: u8) -> Self {
        let percent = percent as u32 * Self::UNITS;
        if percent > Self::ALL.0 { Self::ALL } else { Self(percent) }
    }

    /// `part` of `whole`, rounded down; all of it where the whole is nothing.
    #[must_use]
    pub fn share(part: u64, whole: u64) -> Self {
        let share = u128::from(part) * u128::from(Self::ALL.0);
        let share = share.checked_div(u128::from(whole)).unwrap_or_else(|| Self::ALL.0.into());
        Self(u32::try_from(share).unwrap_or(Self::ALL.0).min(Self::ALL.0))
    }

    /// Of several, each counting as much as another, rounded down; all of it where there are none.
    #[must_use]
    pub fn mean(several: &[Self]) -> Self {
        let sum: u64 = several.iter().map(|one| u64::from(one.0)).sum();
        Self::share(sum, several.len() as u64 * u64::from(Self::ALL.0))
    }

    /// In whole hundredths, rounded down.
    #[must_use]
    pub fn whole(self) -> u16 {
        u16::try_from(self.0 / Self::UNITS).unwrap_or_default()
    }

    /// In parts per million.
    #[must_use]
    pub const fn parts_per_million(self) -> u32 {
        self.0
    }

    /// This share of a length of time, rounded down.
    #[must_use]
    pub fn of(self, span: engine::Span) -> engine::Span {
        let part = i128::from(span.as_nanos()) * i128::from(self.0) / i128::from(Self::ALL.0);
        engine::Span::from_nanos(i64::try_from(part).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.0.into()))
    }
}

impl FromStr for Percent {
    type Err = LimitError;
    fn from_str(text: &str) -> Result<Self, LimitError> {
        let parts = ten_thousandths(text).and_then(|parts| u32::try_from(parts).ok());
        let within = parts.filter(|parts| *parts <= Self::ALL.0);
        within.map(Self).ok_or_else(|| LimitError::Percent(text.to_owned()))
    }
}

/// A number that is not negative, with at most four decimals, in ten thousandths.
pub(crate) fn ten_thousandths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 4 {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let decimals: u64 = format!("{decimals:0<4}").parse().ok()?;
    whole.checked_mul(10_000)?.checked_add(decimals)
}

/// The number that so many ten thousandths are, with no more decimals than it needs.
pub(crate) fn decimal(ten_thousandths: u64) -> String {
    let (whole, rest) = (ten_thousandths / 10_000, ten_thousandths % 10_000);
    let decimals = format!(".{rest:04}");
    let decimals = if rest == 0 { "" } else { decimals.trim_end_matches('0') };
    format!("{whole}{decimals}")
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_f64(f64::from(self.0) / f64::from(Self::UNITS))
        } else {
            serializer.serialize_u32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            // The shortest decimal that reads as this number is the one that was written.
            let number = f64::deserialize(deserializer)?;
            number.to_string().parse().map_err(D::Error::custom)
        } else {
            u32::deserialize(deserializer).map(Self)
        }
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "number",
            "minimum": 0,
            "maximum": 100,
            "multipleOf": 0.0001,
            "examples": [99.95],
        })
    }
}

/// Text of our own, known to be within its bound.
pub(crate) fn text(text: &str) -> Text {
    Text::new(text).unwrap_or_else(|_| unreachable!())
}

/// A label of our own, known to be within its bound.
pub(crate) fn label(text: &str) -> Label {
    Label::new(text).unwrap_or_else(|_| unreachable!())
}

/// Text that holds what others have named; `or`, of our own, where that makes it too long.
pub(crate) fn text_or(text: &str, or: &str) -> Text {
    Text::new(text).unwrap_or_else(|_| self::text(or))
}

/// A label that holds what others have named; `or`, of our own, where that makes it too long.
pub(crate) fn label_or(text: &str, or: &str) -> Label {
    Label::new(text).unwrap_or_else(|_| label(or))
}

#[cfg(test)]
mod tests {
    use super::{LIST_MAX, Label, LimitError, List, Percent, TEXT_BYTES_MAX, Text};
    use engine::{Span, codec};

    #[test]
    fn text_has_bounds_when_it_comes_in() {
        assert_eq!(Text::new(" \n"), Err(LimitError::Blank));
        let long = "x".repeat(TEXT_BYTES_MAX + 1);
        let error = LimitError::TooLong { bytes: TEXT_BYTES_MAX + 1, bytes_max: TEXT_BYTES_MAX };
        assert_eq!(Text::new(&long), Err(error));
        assert!(serde_json::from_value::<Text>(long.clone().into()).is_err());
        assert_eq!(Label::new("two\nlines"), Err(LimitError::Control));
    }

    #[test]
    fn what_was_recorded_can_always_be_read() {
        let recorded = codec::to_bytes("");
        assert_eq!(&*codec::from_bytes::<Text>(&recorded).unwrap(), "");
        let recorded = codec::to_bytes(&vec![7_u8; LIST_MAX + 1]);
        assert_eq!(codec::from_bytes::<List<u8>>(&recorded).unwrap().len(), LIST_MAX + 1);
    }

    #[test]
    fn lists_have_bounds_when_they_come_in() {
        assert!(List::new(vec![0; LIST_MAX]).is_ok());
        let long = vec![0; LIST_MAX + 1];
        assert_eq!(List::new(long.clone()), Err(LimitError::TooMany { entries: LIST_MAX + 1 }));
        let json = serde_json::to_value(long).unwrap();
        assert!(serde_json::from_value::<List<u8>>(json).is_err());
    }

    #[test]
    fn a_percentage_is_exact() {
        let percent: Percent = serde_json::from_str("99.999").unwrap();
        assert_eq!(percent.parts_per_million(), 999_990);
        assert_eq!(
            (percent.to_string(), Percent::ALL.to_string()),
            ("99.999".into(), "100".into())
        );
        assert_eq!(serde_json::to_string(&percent).unwrap(), "99.999");
        assert_eq!(serde_json::from_str::<Percent>("75").unwrap(), Percent::of_hundred(75));
        assert_eq!(codec::from_bytes::<Percent>(&codec::to_bytes(&percent)).unwrap(), percent);
        for wrong in ["100.0001", "-1", "1.23456", "1e3"] {
            assert!(serde_json::from_str::<Percent>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Percent::share(1, 3).to_string(), "33.3333");
        assert_eq!((percent.whole(), Percent::ALL.whole()), (99, 100));
        assert_eq!(Percent::share(0, 0), Percent::ALL);
        let mean = |several: &[u8]| {
            Percent::mean(&several.iter().copied().map(Percent::of_hundred).collect::<Vec<_>>())
        };
        assert_eq!((mean(&[100, 50, 0]), mean(&[])), (Percent::of_hundred(50), Percent::ALL));
        assert_eq!(mean(&[100, 0, 0]).to_string(), "33.3333");
        assert_eq!(Percent::of_hundred(75).of(Span::from_hours(4)), Span::from_hours(3));
    }
}

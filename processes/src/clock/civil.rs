//! What stands on a wall: a time of day, a date. Neither is an instant before a zone is known.

use super::HoursError;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;

/// Minutes of a civil day.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

/// A time of day to the minute, from `00:00` to `24:00`, the end of the day.
///
/// In JSON `"09:00"`; on disk the minutes since midnight.
///
/// ```
/// use processes::clock::TimeOfDay;
/// let nine: TimeOfDay = "09:00".parse()?;
/// assert_eq!(nine.minutes(), 9 * 60);
/// assert!("9:00".parse::<TimeOfDay>().is_err());
/// # Ok::<(), processes::clock::HoursError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// `00:00`, the start of a day.
    pub const START: Self = Self(0);
    /// `24:00`, the end of a day.
    pub const END: Self = Self(DAY_MINUTES);

    /// So many minutes after midnight; none beyond `24:00`.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes <= DAY_MINUTES { Some(Self(minutes)) } else { None }
    }

    /// Minutes after midnight, 0 to 1,440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = HoursError;
    fn from_str(text: &str) -> Result<Self, HoursError> {
        let two_digits = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse::<u16>().ok() } else { None }
        };
        text.split_once(':')
            .and_then(|(hours, minutes)| Some((two_digits(hours)?, two_digits(minutes)?)))
            .filter(|(_, minutes)| *minutes < 60)
            .and_then(|(hours, minutes)| Self::from_minutes(hours * 60 + minutes))
            .ok_or_else(|| HoursError::Time(text.to_owned()))
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u16(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            let minutes = u16::deserialize(deserializer)?;
            Self::from_minutes(minutes).ok_or_else(|| D::Error::custom("a time after 24:00"))
        }
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeOfDay".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            "examples": ["09:00"],
        })
    }
}

/// A date of the Gregorian calendar, in whatever zone its reader is.
///
/// In JSON `"2026-12-25"`; on disk year, month and day as numbers.
///
/// ```
/// use processes::clock::Date;
/// let date: Date = "2026-12-25".parse()?;
/// assert_eq!(date.to_string(), "2026-12-25");
/// assert!("2026-02-29".parse::<Date>().is_err());
/// # Ok::<(), processes::clock::HoursError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date(civil::Date);

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = HoursError;
    fn from_str(text: &str) -> Result<Self, HoursError> {
        // One spelling per date: what reads back as something else is something else.
        let parsed = text.parse().map(Self).ok();
        let canonical = parsed.filter(|date| date.to_string() == text);
        canonical.ok_or_else(|| HoursError::Date(text.to_owned()))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.0.year(), self.0.month(), self.0.day()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            let (year, month, day) = Deserialize::deserialize(deserializer)?;
            civil::Date::new(year, month, day).map(Self).map_err(D::Error::custom)
        }
    }
}

impl JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "examples": ["2026-12-25"],
        })
    }
}

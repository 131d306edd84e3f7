//! Months in UTC, which all indicators are measured by.

use engine::Timestamp;
use engine::json::Schema;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A month of the calendar in UTC, from 1970 to 2199. Its text is `2026-11`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Month(u32);

/// No month.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is no month; write it as 2026-11, from 1970 on")]
pub struct MonthError(String);

const YEARS: std::ops::RangeInclusive<u32> = 1970..=2199;

impl Month {
    const FIRST: Self = Self::new(1970, 1);
    const LAST: Self = Self::new(2199, 12);

    const fn new(year: u32, month: u32) -> Self {
        Self(year * 12 + month - 1)
    }

    /// The one that an instant lies in; the first or the last that there is, where it is beyond.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let date = TimeZone::UTC.to_datetime(jiff::Timestamp::from(at)).date();
        let year = u32::try_from(date.year()).unwrap_or_default();
        let month = u32::try_from(date.month()).unwrap_or(1);
        Self::new(year, month).clamp(Self::FIRST, Self::LAST)
    }

    /// Its first instant.
    #[must_use]
    pub fn start(self) -> Timestamp {
        let year = i16::try_from(self.year()).unwrap_or(i16::MAX);
        let month = i8::try_from(self.month()).unwrap_or(i8::MAX);
        let first = Date::new(year, month, 1).and_then(|first| first.to_zoned(TimeZone::UTC));
        first.map_or(Timestamp::MAX, |first| Timestamp::nearest(first.timestamp()))
    }

    /// The first instant after it.
    #[must_use]
    pub fn end(self) -> Timestamp {
        Self(self.0 + 1).start()
    }

    /// The one after it; itself, where it is the last that there is.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1).min(Self::LAST)
    }

    /// So many before it; the first that there is, where that is beyond.
    #[must_use]
    pub fn before(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months)).max(Self::FIRST)
    }

    const fn year(self) -> u32 {
        self.0 / 12
    }

    const fn month(self) -> u32 {
        self.0 % 12 + 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Self, MonthError> {
        let digits = |part: &str, count| {
            let digits = part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| digits)
        };
        let parsed = text.split_once('-').and_then(|(year, month)| {
            let year = digits(year, 4).filter(|year| YEARS.contains(year))?;
            let month = digits(month, 2).filter(|month| (1..=12).contains(month))?;
            Some(Self::new(year, month))
        });
        parsed.ok_or_else(|| MonthError(text.to_owned()))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            // What a damaged record says is a month all the same.
            let months = u32::deserialize(deserializer)?;
            Ok(Self(months).clamp(Self::FIRST, Self::LAST))
        }
    }
}

impl JsonSchema for Month {
    fn schema_name() -> Cow<'static, str> {
        "Month".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "month",
            "pattern": "^(19[7-9][0-9]|2[01][0-9]{2})-(0[1-9]|1[0-2])$",
            "examples": ["2026-11"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Month;
    use engine::{Span, Timestamp, codec};

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn goes_from_its_first_instant_up_to_that_of_the_next() {
        let december = month("2026-12");
        assert_eq!(december.start().to_string(), "2026-12-01T00:00:00Z");
        assert_eq!(december.end().to_string(), "2027-01-01T00:00:00Z");
        assert_eq!(Month::of(december.start()), december);
        assert_eq!(Month::of(december.end() - Span::from_nanos(1)), december);
        assert_eq!(Month::of(december.end()), december.next());
        assert_eq!(december.next(), month("2027-01"));
        assert_eq!(december.before(12), month("2025-12"));
        assert_eq!(month("1970-02").before(9), month("1970-01"));
        let (first, last) = (Month::of(Timestamp::MIN), Month::of(Timestamp::MAX));
        assert_eq!((first, last), (month("1970-01"), month("2199-12")));
        assert_eq!((last.next(), last.end() > last.start()), (last, true));
    }

    #[test]
    fn is_text_for_people_and_a_number_on_disk() {
        let november: Month = serde_json::from_str(r#""2026-11""#).unwrap();
        assert_eq!(serde_json::to_string(&november).unwrap(), r#""2026-11""#);
        assert_eq!(codec::from_bytes::<Month>(&codec::to_bytes(&november)).unwrap(), november);
        for wrong in ["2026-13", "2026-00", "2026-1", "26-11", "1969-12", "2200-01", "+026-11"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}

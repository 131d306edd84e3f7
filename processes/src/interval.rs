//! How often: a length of time, or whole months.

use engine::json::Schema;
use engine::{Span, TimeError, Timestamp};
use jiff::ToSpan as _;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A planned interval, counted from an instant. In JSON ISO 8601: `P1M`, `P1Y`, `P7D`.
///
/// Months are those of the calendar in UTC: a month after 31 January is the last of February, two
/// months after it is 31 March.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Interval {
    /// So many months, at least one.
    Months(u16),
    /// So long, longer than nothing.
    Span(Span),
}

/// The layout on disk.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Interval")]
enum Stored {
    Months(u16),
    Span(Span),
}

impl Interval {
    /// The shortest that may come in: what repeats more often is a load and no plan.
    pub const SPAN_MIN: Span = Span::from_hours(1);

    /// The end of the interval number `count` (from 1) that begins at `start`.
    #[must_use]
    pub fn after(self, start: Timestamp, count: u32) -> Timestamp {
        match self {
            Self::Months(months) => {
                let months = i64::from(months).saturating_mul(count.into());
                let utc = jiff::Timestamp::from(start).to_zoned(jiff::tz::TimeZone::UTC);
                let end = 0.months().try_months(months).and_then(|span| utc.checked_add(span));
                end.map_or(Timestamp::MAX, |end| Timestamp::nearest(end.timestamp()))
            }
            Self::Span(span) => {
                start + Span::from_nanos(span.as_nanos().saturating_mul(count.into()))
            }
        }
    }

    /// How many intervals that begin at `start` are over at `now`; at most `most`.
    #[must_use]
    pub fn over(self, start: Timestamp, now: Timestamp, most: u32) -> u32 {
        let (mut known, mut open) = (0, most);
        while known < open {
            let middle = known + (open - known).div_ceil(2);
            if self.after(start, middle) <= now { known = middle } else { open = middle - 1 }
        }
        known
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months(months) if months % 12 == 0 => write!(f, "P{}Y", months / 12),
            Self::Months(months) => write!(f, "P{months}M"),
            Self::Span(span) => span.fmt(f),
        }
    }
}

impl FromStr for Interval {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let number = |unit| text.strip_prefix('P')?.strip_suffix(unit)?.parse::<u16>().ok();
        let months = number('M').or_else(|| number('Y')?.checked_mul(12));
        match months {
            Some(0) => Err(TimeError::Span(text.to_owned())),
            Some(months) => Ok(Self::Months(months)),
            None => match text.parse()? {
                span if span >= Self::SPAN_MIN => Ok(Self::Span(span)),
                _ => Err(TimeError::Span(text.to_owned())),
            },
        }
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            _ if serializer.is_human_readable() => serializer.collect_str(self),
            Self::Months(months) => Stored::Months(months).serialize(serializer),
            Self::Span(span) => Stored::Span(span).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            return text.parse().map_err(|_| {
                let would = "write ISO 8601 from one hour on, such as P7D, P1M or P1Y";
                D::Error::custom(format!("{text:?} is not a planned interval; {would}"))
            });
        }
        Stored::deserialize(deserializer).map(|stored| match stored {
            Stored::Months(months) => Self::Months(months),
            Stored::Span(span) => Self::Span(span),
        })
    }
}

impl JsonSchema for Interval {
    fn schema_name() -> Cow<'static, str> {
        "Interval".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "interval", "examples": ["P1M", "P7D"]})
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;
    use engine::{Span, Timestamp, codec};

    #[test]
    fn months_are_those_of_the_calendar_and_do_not_drift() {
        let start: Timestamp = "2026-01-31T09:00:00Z".parse().unwrap();
        let month: Interval = "P1M".parse().unwrap();
        assert_eq!(month.after(start, 1).to_string(), "2026-02-28T09:00:00Z");
        assert_eq!(month.after(start, 2).to_string(), "2026-03-31T09:00:00Z");
        let later: Timestamp = "2026-03-31T09:00:00Z".parse().unwrap();
        assert_eq!(month.over(start, later, 1_000), 2);
        assert_eq!(month.over(start, later - Span::from_nanos(1), 1_000), 1);
        assert_eq!(month.over(start, start, 1_000), 0);
        assert_eq!(month.over(start, Timestamp::MAX, 1_000), 1_000);
        assert_eq!(Interval::Months(u16::MAX).after(Timestamp::MAX, u32::MAX), Timestamp::MAX);
    }

    #[test]
    fn is_iso_8601_for_people_and_a_number_on_disk() {
        for (text, shown) in [("P1M", "P1M"), ("P1Y", "P1Y"), ("P18M", "P18M"), ("P7D", "PT168H")] {
            let interval: Interval = serde_json::from_value(text.into()).unwrap();
            assert_eq!(interval.to_string(), shown);
            assert_eq!(
                codec::from_bytes::<Interval>(&codec::to_bytes(&interval)).unwrap(),
                interval
            );
        }
        for wrong in ["P0M", "PT1M", "PT0S", "P1M1D", "monthly", "P99999M"] {
            assert!(serde_json::from_value::<Interval>(wrong.into()).is_err(), "{wrong}");
        }
    }
}

//! Time is an input, never an ambient fact.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

/// An instant: nanoseconds since the Unix epoch, UTC, without leap seconds.
///
/// On disk an `i64` (1677 to 2262); in JSON and for people RFC 3339 in UTC.
///
/// ```
/// use engine::{Timestamp, Span};
/// let noon: Timestamp = "2026-11-21T12:00:00Z".parse()?;
/// assert_eq!((noon + Span::from_minutes(30)).to_string(), "2026-11-21T12:30:00Z");
/// # Ok::<(), engine::TimeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(i64);

/// A length of time in nanoseconds, never a calendar unit: a day is 24 hours.
///
/// On disk an `i64`; in JSON ISO 8601 (`PT4H`, `P1D`).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Span(i64);

/// Text that is not a time.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TimeError {
    /// Not an instant.
    #[error("{0:?} is not an instant; write RFC 3339 with an offset, such as 2026-11-21T12:00:00Z")]
    Timestamp(String),
    /// An instant of another age.
    #[error("{0:?} is out of range; instants from {first} to {last} are taken",
        first = Timestamp::MIN, last = Timestamp::MAX)]
    OutOfRange(String),
    /// No place is that far off.
    #[error("{0:?} has an offset that no place has; RFC 3339 has offsets from -23:59 to +23:59")]
    Offset(String),
    /// Not a length of time.
    #[error("{0:?} is not a duration; write ISO 8601 without years and months, such as PT4H30M")]
    Span(String),
}

impl Timestamp {
    /// The earliest instant.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant `nanos` nanoseconds after the Unix epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The instant `seconds` seconds after the Unix epoch, the nearest one there is if it is
    /// outside the range.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000_000))
    }

    /// Nanoseconds since the Unix epoch.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// The instant of `at`, the nearest one there is if it is outside the range: for what is
    /// reckoned. What somebody states is refused there instead, see [`TryFrom`].
    #[must_use]
    pub fn nearest(at: jiff::Timestamp) -> Self {
        let out_of_range = if at < jiff::Timestamp::UNIX_EPOCH { Self::MIN } else { Self::MAX };
        Self::try_from(at).unwrap_or(out_of_range)
    }

    /// The beginning of the second that it lies in, as text: also of the first one, of which only
    /// the end is in the range.
    #[must_use]
    pub fn to_whole_seconds(self) -> String {
        let seconds = self.0.div_euclid(1_000_000_000);
        // Within jiff's range, as all of ours is.
        jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
    }

    /// From `earlier` to here; negative if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest there is, 292 years.
    pub const MAX: Self = Self(i64::MAX);

    /// So many nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// So many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000_000))
    }

    /// So many minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self::from_seconds(minutes.saturating_mul(60))
    }

    /// So many hours.
    #[must_use]
    pub const fn from_hours(hours: i64) -> Self {
        Self::from_minutes(hours.saturating_mul(60))
    }

    /// So many days of 24 hours.
    #[must_use]
    pub const fn from_days(days: i64) -> Self {
        Self::from_hours(days.saturating_mul(24))
    }

    /// Nanoseconds.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// Whole seconds, towards zero.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000_000_000
    }

    /// Whole minutes, towards zero.
    #[must_use]
    pub const fn as_minutes(self) -> i64 {
        self.as_seconds() / 60
    }
}

impl std::ops::Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl std::ops::Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl std::ops::Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        // Every i64 of nanoseconds lies within jiff's range (years -9999 to 9999).
        Self::from_nanosecond(i128::from(timestamp.0)).unwrap_or(Self::UNIX_EPOCH)
    }
}

impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = TimeError;
    /// Refuses what is outside the range.
    fn try_from(timestamp: jiff::Timestamp) -> Result<Self, TimeError> {
        let in_range = i64::try_from(timestamp.as_nanosecond());
        in_range.map(Self).map_err(|_| TimeError::OutOfRange(timestamp.to_string()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        jiff::Timestamp::from(*self).fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let parsed: jiff::Timestamp =
            text.parse().map_err(|_| TimeError::Timestamp(text.to_owned()))?;
        // Those who read what was written take no more, and neither is there a place that far off.
        if offset_hours(text).is_some_and(|hours| hours > OFFSET_HOURS_MAX) {
            return Err(TimeError::Offset(text.to_owned()));
        }
        Self::try_from(parsed).map_err(|_| TimeError::OutOfRange(text.to_owned()))
    }
}

/// The most hours that an offset may have, by RFC 3339.
const OFFSET_HOURS_MAX: u8 = 23;

/// The hours of the offset that a time ends with; `None` in UTC.
fn offset_hours(text: &str) -> Option<u8> {
    // Behind the date, which has signs too.
    let (_, time) = text.split_once(['T', 't', ' '])?;
    // What stands in brackets behind it is the name of a zone.
    let (_, offset) = time.split('[').next()?.split_once(['+', '-'])?;
    offset.get(..2)?.parse().ok()
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SignedDuration::from_nanos(self.0).fmt(f)
    }
}

impl FromStr for Span {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let error = || TimeError::Span(text.to_owned());
        let span: jiff::Span = text.parse().map_err(|_| error())?;
        if span.get_years() != 0 || span.get_months() != 0 {
            return Err(error());
        }
        let days = jiff::SpanRelativeTo::days_are_24_hours();
        let duration = span.to_duration(days).map_err(|_| error())?;
        i64::try_from(duration.as_nanos()).map(Self).map_err(|_| error())
    }
}

/// People read text, disks read numbers.
macro_rules! text_or_number {
    ($type:ident, $format:literal, $pattern:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_i64(self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    text.parse().map_err(D::Error::custom)
                } else {
                    i64::deserialize(deserializer).map(Self)
                }
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "format": $format, "examples": [$pattern]})
            }
        }
    };
}

text_or_number!(Timestamp, "date-time", "2026-11-21T12:00:00Z");
text_or_number!(Span, "duration", "PT4H");

/// The one source of "now".
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// The time of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::nearest(jiff::Timestamp::now())
    }
}

/// A clock that stands still until it is told otherwise: for tests, simulation and imports.
#[derive(Debug, Default)]
pub struct LogicalClock(AtomicI64);

impl LogicalClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves on to `now`; a clock never goes back, so an earlier time changes nothing.
    pub fn advance_to(&self, now: Timestamp) {
        self.0.fetch_max(now.0, Ordering::SeqCst);
    }
}

impl Clock for LogicalClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock as _, LogicalClock, Span, TimeError, Timestamp};
    use crate::codec;

    #[test]
    fn people_read_text_and_disks_read_numbers() {
        let instant = Timestamp::from_seconds(1_456_704_960);
        assert_eq!(serde_json::to_string(&instant).unwrap(), "\"2016-02-29T00:16:00Z\"");
        assert_eq!(
            serde_json::from_str::<Timestamp>("\"2016-02-29T01:16:00+01:00\"").unwrap(),
            instant
        );
        let bytes = codec::to_bytes(&instant);
        assert_eq!(codec::from_bytes::<Timestamp>(&bytes).unwrap(), instant);
        let day: Span = serde_json::from_str("\"P1DT30M\"").unwrap();
        assert_eq!(day, Span::from_minutes(24 * 60 + 30));
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"PT24H30M\"");
    }

    #[test]
    fn text_that_is_no_time_says_what_would_be() {
        assert_eq!("noon".parse::<Timestamp>(), Err(TimeError::Timestamp("noon".into())));
        assert_eq!("P1M".parse::<Span>(), Err(TimeError::Span("P1M".into())));
        let far = "9999-01-01T00:00:00Z";
        assert_eq!(far.parse::<Timestamp>(), Err(TimeError::OutOfRange(far.into())));
        for last in ["1677-09-22T00:00:00Z", "2262-04-11T00:00:00Z"] {
            assert!(last.parse::<Timestamp>().is_ok());
        }
        assert!("2016-02-29T01:16:00".parse::<Timestamp>().is_err());
    }

    #[test]
    fn an_offset_is_less_than_a_day() {
        for text in [
            "2026-11-21T12:00:00+24:00",
            "2026-11-21T12:00:00-25:59",
            "2026-11-21 12:00:00+2500",
            "2026-11-21t12:00:00.5+25",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(TimeError::Offset(text.into())));
        }
        let noon: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        for text in
            ["2026-11-22T11:59:00+23:59", "2026-11-20T12:01:00-23:59", "2026-11-21T14:00:00+02:00"]
        {
            assert_eq!(text.parse(), Ok(noon), "{text}");
        }
    }

    #[test]
    fn an_instant_of_another_age_is_refused_and_not_moved() {
        for text in ["9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2262-04-11T23:47:16.9Z"] {
            assert_eq!(text.parse::<Timestamp>(), Err(TimeError::OutOfRange(text.to_owned())));
            let at: jiff::Timestamp = text.parse().unwrap();
            assert!(Timestamp::try_from(at).is_err(), "{text}");
            assert!([Timestamp::MIN, Timestamp::MAX].contains(&Timestamp::nearest(at)), "{text}");
        }
        let error = "1500-01-01T00:00:00Z".parse::<Timestamp>().unwrap_err().to_string();
        assert!(error.contains("1677-09-21") && error.contains("2262-04-11"), "{error}");
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(end.to_string().parse(), Ok(end));
        }
    }

    #[test]
    fn an_instant_is_cut_to_the_second_it_lies_in() {
        for (at, cut) in [
            (Timestamp::MIN, "1677-09-21T00:12:43Z"),
            (Timestamp::from_nanos(-1), "1969-12-31T23:59:59Z"),
            (Timestamp::from_nanos(0), "1970-01-01T00:00:00Z"),
            (Timestamp::MAX, "2262-04-11T23:47:16Z"),
        ] {
            assert_eq!(at.to_whole_seconds(), cut);
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Timestamp::MAX + Span::from_days(1), Timestamp::MAX);
        assert_eq!(Timestamp::MIN - Span::from_days(1), Timestamp::MIN);
        assert_eq!(Timestamp::MAX.since(Timestamp::MIN), Span::MAX);
    }

    #[test]
    fn a_logical_clock_never_goes_back() {
        let clock = LogicalClock::at(Timestamp::from_seconds(10));
        clock.advance_to(Timestamp::from_seconds(5));
        assert_eq!(clock.now(), Timestamp::from_seconds(10));
        clock.advance_to(Timestamp::from_seconds(15));
        assert_eq!(clock.now(), Timestamp::from_seconds(15));
    }
}

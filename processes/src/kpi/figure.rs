//! Figures: how much of something, in which unit, and what is better.

use crate::limits::{LimitError, Percent, decimal, ten_thousandths};
use engine::Span;
use engine::json::Schema;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// What a figure is a number of.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Of a hundred.
    Share,
    /// A length of time.
    Time,
    /// So many to a hundred others.
    Rate,
    /// So many.
    Count,
}

/// Which of two figures is better.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The higher one: a target is the least that is to be reached.
    Higher,
    /// The lower one: a target is the most that there may be.
    Lower,
}

/// How much: what is aimed at, or what was reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// So much of a hundred, exact to four decimals.
    Share(Percent),
    /// So long.
    Time(Span),
    /// So many to a hundred others, exact to four decimals.
    Rate(Rate),
    /// So many.
    Count(u64),
}

/// So many to a hundred others, exact to four decimals, a million at most. In JSON a number: `2.5`.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Rate(u64);

impl Unit {
    /// What a figure of it looks like.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Share => "a share, such as {\"share\": 99.5}",
            Self::Time => "a time, such as {\"time\": \"PT4H\"}",
            Self::Rate => "a rate, such as {\"rate\": 2.5}",
            Self::Count => "a count, such as {\"count\": 12}",
        }
    }
}

impl Better {
    /// How a target is written before its figure.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Higher => "≥",
            Self::Lower => "≤",
        }
    }
}

impl Figure {
    /// What it is a number of.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Share(_) => Unit::Share,
            Self::Time(_) => Unit::Time,
            Self::Rate(_) => Unit::Rate,
            Self::Count(_) => Unit::Count,
        }
    }

    /// Whether it is no less than nothing.
    #[must_use]
    pub fn is_possible(self) -> bool {
        !matches!(self, Self::Time(span) if span < Span::ZERO)
    }

    /// Whether it is as good as a target, or better; `None` where the two have not the same unit.
    #[must_use]
    pub fn reaches(self, target: Self, better: Better) -> Option<bool> {
        let order = match (self, target) {
            (Self::Share(it), Self::Share(target)) => it.cmp(&target),
            (Self::Time(it), Self::Time(target)) => it.cmp(&target),
            (Self::Rate(it), Self::Rate(target)) => it.cmp(&target),
            (Self::Count(it), Self::Count(target)) => it.cmp(&target),
            (Self::Share(_) | Self::Time(_) | Self::Rate(_) | Self::Count(_), _) => return None,
        };
        Some(match better {
            Better::Higher => order != Ordering::Less,
            Better::Lower => order != Ordering::Greater,
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(f, "{share} %"),
            Self::Time(span) => span.fmt(f),
            Self::Rate(rate) => write!(f, "{rate} per 100"),
            Self::Count(count) => count.fmt(f),
        }
    }
}

impl Rate {
    /// The highest.
    pub const MAX: Self = Self(Self::UNITS * 1_000_000);
    const UNITS: u64 = 10_000;

    /// So many to a hundred others; the highest where that is more.
    #[must_use]
    pub const fn per_hundred(count: u64) -> Self {
        let rate = count.saturating_mul(Self::UNITS);
        if rate > Self::MAX.0 { Self::MAX } else { Self(rate) }
    }

    /// `part` to a hundred of `whole`, rounded up, so that none looks better than it is; `None` where
    /// the whole is nothing.
    #[must_use]
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        let parts = u128::from(part) * u128::from(Self::UNITS) * 100;
        let whole = u128::from(whole);
        let rate = (whole > 0).then(|| parts.div_ceil(whole))?;
        Some(u64::try_from(rate).map_or(Self::MAX, Self).min(Self::MAX))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.0))
    }
}

impl FromStr for Rate {
    type Err = LimitError;
    fn from_str(text: &str) -> Result<Self, LimitError> {
        let within = ten_thousandths(text).filter(|parts| *parts <= Self::MAX.0);
        within.map(Self).ok_or_else(|| LimitError::Rate(text.to_owned()))
    }
}

impl Serialize for Rate {
    #[expect(clippy::cast_precision_loss, reason = "the highest is exact")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_f64(self.0 as f64 / Self::UNITS as f64)
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            // The shortest decimal that reads as this number is the one that was written.
            let number = f64::deserialize(deserializer)?;
            number.to_string().parse().map_err(D::Error::custom)
        } else {
            u64::deserialize(deserializer).map(Self)
        }
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "number",
            "minimum": 0,
            "maximum": 1_000_000,
            "multipleOf": 0.0001,
            "examples": [2.5],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Better, Figure, Rate};
    use crate::limits::Percent;
    use engine::{Span, codec};

    #[test]
    fn a_figure_reaches_a_target_of_its_unit_only() {
        let share = |percent| Figure::Share(Percent::of_hundred(percent));
        let hours = |hours| Figure::Time(Span::from_hours(hours));
        let rate = |count| Figure::Rate(Rate::per_hundred(count));
        assert_eq!(share(95).reaches(share(95), Better::Higher), Some(true));
        assert_eq!(share(94).reaches(share(95), Better::Higher), Some(false));
        assert_eq!(hours(4).reaches(hours(4), Better::Lower), Some(true));
        assert_eq!(hours(5).reaches(hours(4), Better::Lower), Some(false));
        assert_eq!(rate(6).reaches(rate(5), Better::Lower), Some(false));
        assert_eq!(Figure::Count(3).reaches(Figure::Count(12), Better::Lower), Some(true));
        assert_eq!(Figure::Count(3).reaches(rate(12), Better::Lower), None);
        assert!(hours(0).is_possible() && !hours(-1).is_possible());
    }

    #[test]
    fn is_a_number_for_people_and_shows_its_unit() {
        for (json, shown) in [
            (r#"{"share":99.95}"#, "99.95 %"),
            (r#"{"time":"PT4H"}"#, "PT4H"),
            (r#"{"rate":2.5}"#, "2.5 per 100"),
            (r#"{"count":12}"#, "12"),
        ] {
            let figure: Figure = serde_json::from_str(json).unwrap();
            assert_eq!(figure.to_string(), shown);
            assert_eq!(serde_json::to_string(&figure).unwrap(), json);
            assert_eq!(codec::from_bytes::<Figure>(&codec::to_bytes(&figure)).unwrap(), figure);
            assert!(figure.unit().example().contains(json.split('"').nth(1).unwrap()));
        }
        for wrong in ["-1", "2.12345", "1000000.1"] {
            assert!(serde_json::from_str::<Rate>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_rounded_up() {
        assert_eq!(Rate::of(1, 3).unwrap().to_string(), "33.3334");
        assert_eq!(Rate::of(1, 40).unwrap().to_string(), "2.5");
        assert_eq!(Rate::of(0, 7), Some(Rate::default()));
        assert_eq!(Rate::of(7, 0), None);
        assert_eq!(Rate::of(u64::MAX, 1), Some(Rate::MAX));
        assert_eq!(Rate::per_hundred(u64::MAX), Rate::MAX);
    }
}

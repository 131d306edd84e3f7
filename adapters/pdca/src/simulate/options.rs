//! What is to be simulated, and the bounds of that.

use engine::{Span, Timestamp};
use std::fmt;
use std::str::FromStr;

/// What is to be simulated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Options {
    /// How many days.
    pub days: Days,
    /// What chance begins with: the same one, the same history.
    pub seed: u64,
    /// How many cases, against those of a mid-size provider.
    pub scale: Scale,
}

/// A number of days: 1 to [`Days::MAX`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Days(u32);

/// How many cases there are, against those of a mid-size provider; in hundredths, so that nothing
/// is rounded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Scale(u32);

/// A bound that is not kept.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum OptionsError {
    /// Of the days.
    #[error("{0:?} is no number of days to simulate; it is a whole number from 1 to {max}", max = Days::MAX)]
    Days(String),
    /// Of the scale.
    #[error(
        "{0:?} is no scale; it is a number from 0.01 to 100 with two decimals at most, such as 0.25"
    )]
    Scale(String),
}

/// The instant at which a simulated history ends, however long it is: what is asked of it then lies
/// in the past, and a year is a whole one.
const END: Timestamp = Timestamp::from_nanos(1_767_225_600 * 1_000_000_000);

impl Options {
    /// When the history begins.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        END - Span::from_days(i64::from(self.days.0))
    }

    /// When it ends.
    #[must_use]
    pub const fn end(&self) -> Timestamp {
        END
    }
}

impl Days {
    /// Ten years.
    pub const MAX: u32 = 3_650;

    /// That many.
    ///
    /// # Errors
    /// [`OptionsError`], when these are none or too many.
    pub fn new(days: u32) -> Result<Self, OptionsError> {
        if (1..=Self::MAX).contains(&days) {
            Ok(Self(days))
        } else {
            Err(OptionsError::Days(days.to_string()))
        }
    }

    /// How many.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Scale {
    /// That of a mid-size provider.
    pub const ONE: Self = Self(100);
    const MAX: u32 = 10_000;

    /// In hundredths.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.0
    }
}

impl FromStr for Days {
    type Err = OptionsError;

    fn from_str(text: &str) -> Result<Self, OptionsError> {
        let days = text.parse().map_err(|_| OptionsError::Days(text.to_owned()))?;
        Self::new(days)
    }
}

impl FromStr for Scale {
    type Err = OptionsError;

    fn from_str(text: &str) -> Result<Self, OptionsError> {
        let wrong = || OptionsError::Scale(text.to_owned());
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || !(1..=2).contains(&decimals.len()) {
            return Err(wrong());
        }
        let hundredths = format!("{whole}{decimals:0<2}").parse().map_err(|_| wrong())?;
        if (1..=Self::MAX).contains(&hundredths) { Ok(Self(hundredths)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, decimals) = (self.0 / 100, self.0 % 100);
        match (decimals, decimals % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", decimals / 10),
            _ => write!(f, "{whole}.{decimals:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Days, Options, Scale};

    #[test]
    fn days_have_bounds_and_each_says_what_would_be_right() {
        for text in ["0", "3651", "-1", "1.5", "", "many"] {
            let error = text.parse::<Days>().unwrap_err().to_string();
            assert!(error.contains("from 1 to 3650"), "{text}: {error}");
        }
        assert_eq!("1".parse::<Days>().map(Days::get), Ok(1));
        assert_eq!("3650".parse::<Days>().map(Days::get), Ok(3_650));
    }

    #[test]
    fn a_scale_has_bounds_and_two_decimals() {
        for text in ["0", "0.00", "0.001", "100.01", "101", "-1", "1e2", "1.", ".5x", "", "x"] {
            let error = text.parse::<Scale>().unwrap_err().to_string();
            assert!(error.contains("from 0.01 to 100"), "{text}: {error}");
        }
        for text in ["0.01", "0.5", "0.25", "1", "100"] {
            assert_eq!(text.parse::<Scale>().unwrap().to_string(), text);
        }
        assert_eq!("1.0".parse(), Ok(Scale::ONE));
    }

    #[test]
    fn a_year_is_the_last_whole_one() {
        let (days, scale) = (Days::new(365).unwrap(), Scale::ONE);
        let options = Options { days, seed: 7, scale };
        assert_eq!(options.start().to_string(), "2025-01-01T00:00:00Z");
        assert_eq!(options.end().to_string(), "2026-01-01T00:00:00Z");
    }
}

//! Times on another system's wall.

use engine::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// The zone that a file's times are in.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// What a time on the wall means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Instant {
    /// The instant. A time that the wall shows twice means the first time it is shown: so a later
    /// time never means an earlier instant, and the order of rows is that of their times.
    pub at: Timestamp,
    /// Whether the wall showed the time twice, so that the second may have been meant.
    pub is_twice: bool,
}

/// A text means no instant.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TimeError {
    /// It is no time.
    #[error("{0:?} is not a time such as 29-02-2016 01:23")]
    NoTime(String),
    /// The wall never showed it. We make up no other: either the zone is wrong or the row.
    #[error(
        "{0:?} was never shown in {1}, where the clocks skipped it; is that the right --timezone?"
    )]
    Skipped(String, String),
    /// It is a time of another age, and no other is put in its place.
    #[error(
        "{0:?} is out of range; times from {first} to {last} are taken",
        first = Timestamp::MIN.to_whole_seconds(),
        last = Timestamp::MAX.to_whole_seconds()
    )]
    OutOfRange(String),
}

/// No such zone.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no time zone {0:?}; write an IANA name such as UTC or America/Sao_Paulo")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of an IANA name, by the bundled data: every machine reckons alike.
    ///
    /// # Errors
    /// [`UnknownZone`].
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        match TimeZoneDatabase::bundled().get(name) {
            Ok(zone) if !zone.is_unknown() => Ok(Self(zone)),
            Ok(_) | Err(_) => Err(UnknownZone(name.to_owned())),
        }
    }

    /// The instant of `29-02-2016 01:23`, with or without seconds; also of `2016-02-29 01:23:45`,
    /// as an export has it whose user prefers that.
    ///
    /// # Errors
    /// [`TimeError`], with what stands there.
    pub fn instant(&self, text: &str) -> Result<Instant, TimeError> {
        const CHARACTERS_SHOWN: usize = 40;
        let shown = || text.chars().take(CHARACTERS_SHOWN).collect();
        let read = civil(text).map(|time| self.0.to_ambiguous_timestamp(time));
        let wall = read.ok_or_else(|| TimeError::NoTime(shown()))?;
        let is_twice = match wall.offset() {
            AmbiguousOffset::Unambiguous { .. } => false,
            AmbiguousOffset::Fold { .. } => true,
            AmbiguousOffset::Gap { .. } => {
                let zone = self.0.iana_name().unwrap_or_default().to_owned();
                return Err(TimeError::Skipped(shown(), zone));
            }
        };
        let at = wall.earlier().ok().and_then(|at| Timestamp::try_from(at).ok());
        let at = at.ok_or_else(|| TimeError::OutOfRange(shown()))?;
        Ok(Instant { at, is_twice })
    }
}

/// What the wall shows.
fn civil(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(' ')?;
    let mut parts = date.split('-');
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let mut clock = time.split(':');
    let (hour, minute) = (digits(clock.next()?)?, digits(clock.next()?)?);
    let second = clock.next().map_or(Some(0), digits)?;
    if clock.next().is_some() {
        return None;
    }
    let year = i16::from(digits(year.get(..2)?)?) * 100 + i16::from(digits(year.get(2..)?)?);
    let date = Date::new(year, digits(month)?, digits(day)?).ok()?;
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some(date.to_datetime(time))
}

/// One or two digits.
fn digits(text: &str) -> Option<i8> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{TimeError, Zone};

    fn at(zone: &str, text: &str) -> Option<String> {
        Zone::named(zone).unwrap().instant(text).ok().map(|instant| instant.at.to_string())
    }

    #[test]
    fn the_day_comes_first() {
        assert_eq!(at("UTC", "29-02-2016 01:23").unwrap(), "2016-02-29T01:23:00Z");
        assert_eq!(at("UTC", "5-3-2016 1:02:03").unwrap(), "2016-03-05T01:02:03Z");
        assert_eq!(at("UTC", "2016-02-29 01:23:45").unwrap(), "2016-02-29T01:23:45Z");
        assert_eq!(at("America/Sao_Paulo", "29-02-2016 01:23").unwrap(), "2016-02-29T04:23:00Z");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "29-02-2015 01:23",
            "29-02-2016",
            "29-02-2016 24:00",
            "29/02/2016 01:23",
            "29-02-16 01:23",
            "29-02-2016 01:23:45:67",
            "+9-02-2016 01:23",
            "29-02-2016 01:é",
        ] {
            assert_eq!(at("UTC", text), None, "{text}");
        }
        assert!(Zone::named("Mars/Olympus").is_err());
    }

    #[test]
    fn a_time_of_another_age_is_none_and_no_other_is_put_in_its_place() {
        for text in ["01-01-0001 00:00", "01-01-1500 00:00", "31-12-2999 00:00", "9999-12-31 23:59"]
        {
            let error = Zone::UTC.instant(text).unwrap_err();
            assert_eq!(error, TimeError::OutOfRange(text.to_owned()));
            assert!(error.to_string().contains("from 1677-09-21T00:12:43Z to 2262"), "{error}");
        }
        let (first, last) = ("22-09-1677 00:00", "11-04-2262 23:47");
        assert!(Zone::UTC.instant(first).is_ok() && Zone::UTC.instant(last).is_ok());
    }

    #[test]
    fn what_the_wall_shows_twice_is_the_first_and_said() {
        let berlin = |text| Zone::named("Europe/Berlin").unwrap().instant(text).unwrap();
        for (text, at, is_twice) in [
            ("30-10-2016 01:59", "2016-10-29T23:59:00Z", false),
            ("30-10-2016 02:00", "2016-10-30T00:00:00Z", true),
            ("30-10-2016 02:59:59", "2016-10-30T00:59:59Z", true),
            ("30-10-2016 03:00", "2016-10-30T02:00:00Z", false),
        ] {
            assert_eq!(
                (berlin(text).at.to_string().as_str(), berlin(text).is_twice),
                (at, is_twice)
            );
        }
    }

    #[test]
    fn what_the_wall_never_showed_is_no_time() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for text in ["27-03-2016 02:00", "27-03-2016 02:30", "2016-03-27 02:59:59"] {
            let skipped = TimeError::Skipped(text.to_owned(), "Europe/Berlin".to_owned());
            assert_eq!(berlin.instant(text), Err(skipped));
        }
        assert_eq!(at("Europe/Berlin", "27-03-2016 03:00").unwrap(), "2016-03-27T01:00:00Z");
        let error = berlin.instant("27-03-2016 02:30").unwrap_err().to_string();
        assert!(error.contains("Europe/Berlin") && error.contains("--timezone"), "{error}");
    }
}

//! Times on another system's wall.

use engine::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// The zone that a file's times are in.
///
/// A time that the wall shows twice means the first time it is shown; a time that it skips means
/// the instant of the skip. So a later time never means an earlier instant, and the order of rows
/// is that of their times.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

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
    /// as an export has it whose user prefers that. `None` where it is no time.
    #[must_use]
    pub fn instant(&self, text: &str) -> Option<Timestamp> {
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
        self.of(date.to_datetime(time))
    }

    fn of(&self, shown: DateTime) -> Option<Timestamp> {
        let wall = self.0.to_ambiguous_timestamp(shown);
        let earlier = wall.earlier().ok()?;
        let instant = match wall.offset() {
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => earlier,
            AmbiguousOffset::Gap { .. } => {
                self.0.following(earlier).next().map_or(earlier, |skip| skip.timestamp())
            }
        };
        Some(Timestamp::from(instant))
    }
}

/// One or two digits.
fn digits(text: &str) -> Option<i8> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::Zone;

    fn at(zone: &str, text: &str) -> Option<String> {
        Zone::named(zone).unwrap().instant(text).map(|at| at.to_string())
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
    fn what_the_wall_shows_twice_is_the_first_and_what_it_skips_the_skip() {
        let berlin = |text| at("Europe/Berlin", text).unwrap();
        assert_eq!(berlin("30-10-2016 02:30"), "2016-10-30T00:30:00Z");
        assert_eq!(berlin("27-03-2016 02:30"), "2016-03-27T01:00:00Z");
        assert_eq!(berlin("27-03-2016 03:00"), "2016-03-27T01:00:00Z");
    }
}

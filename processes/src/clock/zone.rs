//! From clocks on the wall to instants.

use super::HoursError;
use super::civil::DAY_MINUTES;
use engine::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// A time zone of the bundled data, so that every machine reckons alike.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Zone(TimeZone);

impl Zone {
    /// The zone of an IANA name.
    pub(super) fn named(name: &str) -> Result<Self, HoursError> {
        let database = TimeZoneDatabase::bundled();
        match database.get(name) {
            Ok(zone) if !zone.is_unknown() => Ok(Self(zone)),
            Ok(_) | Err(_) => Err(HoursError::UnknownZone {
                zone: name.to_owned(),
                like: similar(&database, name),
            }),
        }
    }

    /// The date on the wall at an instant.
    pub(super) fn date_at(&self, at: Timestamp) -> Date {
        self.0.to_datetime(at.into()).date()
    }

    /// The instant at which the clock on the wall first shows a time, `minute` minutes after the
    /// midnight that `date` starts with (beyond 1,440: on the next date).
    ///
    /// A time that is shown twice means the first time it is shown; a time that is skipped means
    /// the instant of the skip. So a later time never means an earlier instant.
    pub(super) fn instant(&self, date: Date, minute: u16) -> Timestamp {
        let (date, minute) = if minute < DAY_MINUTES {
            (date, minute)
        } else {
            (date.tomorrow().unwrap_or(date), minute % DAY_MINUTES)
        };
        // Both are in range: an hour is below 24, a minute below 60.
        let hour = i8::try_from(minute / 60).unwrap_or_default();
        let time = Time::constant(hour, i8::try_from(minute % 60).unwrap_or_default(), 0, 0);
        let wall = self.0.to_ambiguous_timestamp(date.to_datetime(time));
        let found = match wall.offset() {
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => wall.earlier(),
            // With the offset of after the gap the wall time lies before the gap.
            AmbiguousOffset::Gap { .. } => wall.earlier().map(|before| {
                let skip = self.0.following(before).next();
                skip.map_or(before, |skip| skip.timestamp())
            }),
        };
        // Out of range is beyond the years -9999 and 9999, where no timestamp leads.
        found.map_or(Timestamp::MAX, Timestamp::nearest)
    }
}

/// Zones whose name holds the one given, or an example of how a name looks.
fn similar(database: &TimeZoneDatabase, name: &str) -> Vec<String> {
    const MOST: usize = 3;
    let wanted = name.trim().replace(' ', "_").to_lowercase();
    let near = |zone: &String| !wanted.is_empty() && zone.to_lowercase().contains(&wanted);
    let names = database.available().map(|zone| zone.as_str().to_owned());
    let like: Vec<_> = names.filter(near).take(MOST).collect();
    if like.is_empty() { vec!["Europe/Berlin".to_owned()] } else { like }
}

//! A calendar over the years: versions that follow one another.

use super::Calendar;
use super::calendar::{HORIZON, merged, spend, total};
use engine::{Span, Timestamp};
use std::ops::{ControlFlow, Range};

/// One version of a calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarVersion {
    /// When it was recorded. Open time from here on is its own, up to the next version.
    pub effective_from: Timestamp,
    /// The position of the event that recorded it; 0 if none did.
    pub position: u64,
    /// What it says.
    pub calendar: Calendar,
}

/// All versions of a calendar.
///
/// A version applies from the instant it is recorded to open time still ahead, never to time
/// elapsed: each instant belongs to the version in force at that instant. Before the first
/// version's `effective_from`, the first version is in force.
///
/// ```
/// use engine::{Span, Timestamp};
/// use processes::clock::{Calendar, CalendarVersion, Calendars, ServiceHours};
/// let always = Calendar::new(&ServiceHours::always())?;
/// let never = Calendar::new(&serde_json::from_str(r#"{"timezone": "UTC", "hours": {}}"#)?)?;
/// let noon: Timestamp = "2026-11-21T12:00:00Z".parse()?;
/// let calendars = Calendars::new([
///     CalendarVersion { effective_from: Timestamp::MIN, position: 3, calendar: always },
///     CalendarVersion { effective_from: noon, position: 9, calendar: never },
/// ]);
/// let ten = noon - Span::from_hours(2);
/// assert_eq!(calendars.due(ten, Span::from_hours(2)), Some(noon));
/// assert_eq!(calendars.due(ten, Span::from_hours(3)), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendars {
    /// In the order in which they apply.
    versions: Vec<CalendarVersion>,
}

impl Calendars {
    /// The versions, in any order. Of two with the same `effective_from`, the one with the later
    /// position holds. Without any it is never open.
    #[must_use]
    pub fn new(versions: impl IntoIterator<Item = CalendarVersion>) -> Self {
        let mut versions: Vec<_> = versions.into_iter().collect();
        versions.sort_by_key(|version| (version.effective_from, version.position));
        Self { versions }
    }

    /// A calendar that never changed.
    #[must_use]
    pub fn only(calendar: Calendar) -> Self {
        Self::new([CalendarVersion { effective_from: Timestamp::MIN, position: 0, calendar }])
    }

    /// The open time from `from` up to but not including `to`: sorted, apart, none empty.
    pub fn open_intervals(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = Range<Timestamp>> {
        merged(self.all().pieces(from, to))
    }

    /// How much open time lies between two instants; none if `to` is not after `from`.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Span {
        total(self.all().pieces(from, to))
    }

    /// The first instant at which `target` of open time has passed since `start`; see
    /// [`Calendar::due`].
    #[must_use]
    pub fn due(&self, start: Timestamp, target: Span) -> Option<Timestamp> {
        self.all().spend(start, None, target).break_value()
    }

    /// Whether it is open at an instant.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.all().is_open(at)
    }

    pub(super) fn all(&self) -> Known<'_> {
        Known(&self.versions)
    }

    /// The version in force at an instant; the first one holds before that, too.
    pub(super) fn in_force(&self, at: Timestamp) -> Option<&Calendar> {
        self.known_at(at).0.last().map(|version| &version.calendar)
    }

    /// Those recorded up to `now`, and the first one in any case.
    pub(super) fn known_at(&self, now: Timestamp) -> Known<'_> {
        let known = self.versions.partition_point(|version| version.effective_from <= now).max(1);
        Known(self.versions.get(..known).unwrap_or_default())
    }
}

/// Versions in the order in which they apply.
#[derive(Clone, Copy)]
pub(super) struct Known<'a>(&'a [CalendarVersion]);

impl<'a> Known<'a> {
    /// Which version is in force when, from `from` up to but not including `to`.
    pub(super) fn reigns(
        self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Range<Timestamp>, &'a CalendarVersion)> {
        let ends = self.0.iter().skip(1).map(|next| next.effective_from);
        let ends = ends.chain(std::iter::once(Timestamp::MAX));
        let mut begun = Timestamp::MIN;
        self.0.iter().zip(ends).filter_map(move |(version, end)| {
            let reign = begun.max(from)..end.min(to);
            begun = end;
            (reign.start < reign.end).then_some((reign, version))
        })
    }

    /// Open time in pieces: sorted, none empty; they may touch but do not overlap.
    pub(super) fn pieces(
        self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = Range<Timestamp>> {
        self.reigns(from, to)
            .flat_map(|(reign, version)| version.calendar.pieces(reign.start, reign.end))
    }

    /// Spends `budget` on open time from `from` to `to`, or to the horizon: the instant at which
    /// it is used up, or what is left of it.
    pub(super) fn spend(
        self,
        from: Timestamp,
        to: Option<Timestamp>,
        budget: Span,
    ) -> ControlFlow<Timestamp, Span> {
        spend(self.pieces(from, to.unwrap_or(from + HORIZON)), from, budget)
    }

    /// Whether it is open at an instant.
    pub(super) fn is_open(self, at: Timestamp) -> bool {
        self.pieces(at, at + Span::from_nanos(1)).next().is_some()
    }
}

//! Service hours, checked and ready to reckon with.

use super::civil::DAY_MINUTES;
use super::zone::Zone;
use super::{HoursError, ServiceHours, Shift};
use engine::{Span, Timestamp};
use jiff::civil;
use jiff::tz::Offset;
use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// How far ahead a due time is looked for. What is not due in 20 years is never due.
pub const HORIZON: Span = Span::from_days(20 * 366);

/// A calendar: when a service is attended.
///
/// Opening hours are what the clocks on the wall of its zone show; time is real time. A day of 25
/// hours that is open all day has 25 open hours. When the clocks go forward, a shift that starts
/// or ends at a time they skip does so at the instant of the skip. When they go back, a time
/// they show twice means the first time. So a shift is always one piece, and two that meet on
/// paper meet in time. A date that a zone skipped has no time of its own, but the hours after
/// midnight of a shift that starts on it are hours of the date that follows.
///
/// All intervals are half-open: at its end it is closed again. Cloning is cheap.
///
/// ```
/// use engine::{Span, Timestamp};
/// use processes::clock::{Calendar, ServiceHours};
/// let hours: ServiceHours = serde_json::from_str(
///     r#"{"timezone": "Europe/Berlin", "hours": {"fri": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}}"#,
/// )?;
/// let calendar = Calendar::new(&hours)?;
/// let friday_noon: Timestamp = "2026-11-20T12:00:00+01:00".parse()?;
/// let due = calendar.due(friday_noon, Span::from_hours(5)).unwrap();
/// assert_eq!(due, friday_noon + Span::from_hours(5), "at closing time");
/// let due = calendar.due(friday_noon, Span::from_hours(6)).unwrap();
/// assert_eq!(due, "2026-11-23T10:00:00+01:00".parse()?, "on Monday");
/// assert_eq!(calendar.between(friday_noon, due), Span::from_hours(6));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar(Arc<Compiled>);

/// Start and end of a shift in minutes after the midnight its date starts with.
type Window = (u16, u16);

#[derive(Debug, PartialEq)]
struct Compiled {
    zone: Zone,
    /// Monday first, each sorted.
    week: [Vec<Window>; 7],
    /// Replace the weekday's; nothing on a closed date.
    special: BTreeMap<civil::Date, Vec<Window>>,
}

impl Calendar {
    /// Checks service hours and makes a calendar of them.
    ///
    /// Shifts of one date, or of two weekdays in a row, must not overlap. A shift past midnight
    /// that runs into a special date's own shifts is merged with them.
    ///
    /// # Errors
    /// [`HoursError`], for the first thing that makes no sense.
    pub fn new(hours: &ServiceHours) -> Result<Self, HoursError> {
        let zone = Zone::named(&hours.timezone)?;
        hours.check()?;
        let closed = hours.closed.iter().map(|date| (civil::Date::from(*date), Vec::new()));
        let open = hours.open.iter().map(|(date, shifts)| ((*date).into(), windows(shifts)));
        Ok(Self(Arc::new(Compiled {
            zone,
            week: hours.hours.days().map(|(_, shifts)| windows(shifts)),
            special: closed.chain(open).collect(),
        })))
    }

    /// The open time from `from` up to but not including `to`: sorted, apart, none empty.
    ///
    /// Lazy, so taking the first few of a long range is cheap.
    pub fn open_intervals(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = Range<Timestamp>> {
        merged(self.pieces(from, to))
    }

    /// How much open time lies between two instants; none if `to` is not after `from`.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Span {
        total(self.pieces(from, to))
    }

    /// The first instant at which `target` of open time has passed since `start`.
    ///
    /// Reached exactly at closing time, that is closing time and not the next opening. A target
    /// of zero is due at `start`, open or not. `None`: never, at least not within [`HORIZON`].
    #[must_use]
    pub fn due(&self, start: Timestamp, target: Span) -> Option<Timestamp> {
        spend(self.pieces(start, start + HORIZON), start, target).break_value()
    }

    /// Whether it is open at an instant.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.pieces(at, at + Span::from_nanos(1)).next().is_some()
    }

    /// Its zone.
    pub(super) fn zone(&self) -> &Zone {
        &self.0.zone
    }

    /// Open time in pieces: sorted, none empty; they may touch but do not overlap.
    pub(super) fn pieces(&self, from: Timestamp, to: Timestamp) -> Pieces<'_> {
        let today = self.0.zone.date_at(from);
        let evening = today.yesterday().unwrap_or(civil::Date::MIN);
        let reaches_in = |(_, end): &Window| *end > DAY_MINUTES;
        // The evening before may reach into the first day.
        let first = if self.0.windows_of(evening).iter().any(reaches_in) { evening } else { today };
        let date = if from < to { Some(first) } else { None };
        let (windows, last) = (self.0.windows_of(first), latest_date_at(to));
        Pieces { calendar: &self.0, date, last, windows: windows.iter(), from, to }
    }
}

/// A date that no zone's wall has passed at an instant: no wall is two days ahead of Greenwich.
/// Much cheaper than to ask the zone, and needed only to come to an end where nothing is open.
fn latest_date_at(at: Timestamp) -> civil::Date {
    let there = Offset::UTC.to_datetime(at.into()).date();
    there.saturating_add(jiff::Span::new().days(3))
}

impl Compiled {
    fn windows_of(&self, date: civil::Date) -> &[Window] {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        match self.special.get(&date) {
            Some(windows) => windows,
            None => self.week.get(weekday).map_or(&[], Vec::as_slice),
        }
    }

    /// The next date that may have shifts.
    fn after(&self, date: civil::Date) -> Option<civil::Date> {
        let tomorrow = date.tomorrow().ok()?;
        if self.week.iter().all(Vec::is_empty) {
            return self.special.range(tomorrow..).next().map(|(date, _)| *date);
        }
        Some(tomorrow)
    }
}

/// See [`Calendar::pieces`].
pub(super) struct Pieces<'a> {
    calendar: &'a Compiled,
    /// The date whose shifts are at hand; none when there are no more.
    date: Option<civil::Date>,
    last: civil::Date,
    windows: std::slice::Iter<'a, Window>,
    /// Open time before this is out of range or has been told.
    from: Timestamp,
    to: Timestamp,
}

impl Iterator for Pieces<'_> {
    type Item = Range<Timestamp>;

    fn next(&mut self) -> Option<Range<Timestamp>> {
        loop {
            let date = self.date?;
            let Some((start, end)) = self.windows.next() else {
                self.date = self.calendar.after(date).filter(|next| *next <= self.last);
                self.windows = self.calendar.windows_of(self.date?).iter();
                continue;
            };
            let start = self.calendar.zone.instant(date, *start);
            if start >= self.to {
                // Shifts come in the order of their starts, so none of the others is in range.
                self.date = None;
                return None;
            }
            let start = start.max(self.from);
            let end = self.calendar.zone.instant(date, *end).min(self.to);
            if start < end {
                self.from = end;
                return Some(start..end);
            }
        }
    }
}

/// Makes one of pieces that touch.
pub(super) fn merged(
    pieces: impl Iterator<Item = Range<Timestamp>>,
) -> impl Iterator<Item = Range<Timestamp>> {
    let mut pieces = pieces.peekable();
    std::iter::from_fn(move || {
        let mut whole = pieces.next()?;
        while let Some(next) = pieces.next_if(|next| next.start == whole.end) {
            whole.end = next.end;
        }
        Some(whole)
    })
}

/// The length of all pieces together.
pub(super) fn total(pieces: impl Iterator<Item = Range<Timestamp>>) -> Span {
    pieces.fold(Span::ZERO, |sum, piece| sum + piece.end.since(piece.start))
}

/// Spends `budget` on the pieces: the instant at which it is used up, or what is left of it.
///
/// A budget of nothing is used up at `start`.
pub(super) fn spend(
    mut pieces: impl Iterator<Item = Range<Timestamp>>,
    start: Timestamp,
    budget: Span,
) -> ControlFlow<Timestamp, Span> {
    if budget <= Span::ZERO {
        return ControlFlow::Break(start);
    }
    pieces.try_fold(budget, |left, piece| {
        let length = piece.end.since(piece.start);
        if left <= length {
            ControlFlow::Break(piece.start + left)
        } else {
            ControlFlow::Continue(left - length)
        }
    })
}

fn windows(shifts: &[Shift]) -> Vec<Window> {
    let mut windows: Vec<_> = shifts.iter().map(|shift| shift.window()).collect();
    windows.sort_unstable();
    windows
}

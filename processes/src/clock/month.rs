//! Months on the wall of a calendar's zone.

use super::Calendars;
use super::calendar::Calendar;
use engine::{Span, Timestamp};
use jiff::civil::Date;
use std::fmt;
use std::ops::Range;

/// A month, in the zone of a calendar. Its text is `2026-11`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Month {
    first: Date,
    /// From its first instant up to that of the next.
    pub range: Range<Timestamp>,
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl Calendar {
    /// The month that an instant lies in, on the wall of the calendar's zone.
    fn month(&self, at: Timestamp) -> Month {
        let first = self.zone().date_at(at).first_of_month();
        let next = first.last_of_month().tomorrow().unwrap_or(Date::MAX);
        let range = self.zone().instant(first, 0)..self.zone().instant(next, 0);
        Month { first, range }
    }
}

impl Calendars {
    /// The last months up to the one that an instant lies in, the oldest first, in the zone of the
    /// version in force at that instant; none without any version.
    ///
    /// ```
    /// use processes::clock::{Calendar, Calendars, ServiceHours};
    /// let berlin = ServiceHours { timezone: "Europe/Berlin".into(), ..ServiceHours::always() };
    /// let calendars = Calendars::only(Calendar::new(&berlin)?);
    /// let months = calendars.months(2, "2026-04-15T12:00:00Z".parse()?);
    /// assert_eq!(months.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-03", "2026-04"]);
    /// assert_eq!(months[0].range.start, "2026-02-28T23:00:00Z".parse()?);
    /// assert_eq!(months[0].range.end, "2026-03-31T22:00:00Z".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn months(&self, count: u16, until: Timestamp) -> Vec<Month> {
        let Some(calendar) = self.in_force(until) else { return Vec::new() };
        let mut months = vec![calendar.month(until)];
        while let Some(month) = months.last().filter(|_| months.len() < usize::from(count)) {
            months.push(calendar.month(month.range.start - Span::from_nanos(1)));
        }
        months.reverse();
        months
    }
}

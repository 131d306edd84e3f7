//! What can be wrong with service hours.

use super::hours::{MAX_SHIFTS_PER_DAY, MAX_SPECIAL_DATES};
use super::{Date, Day, Shift};

/// Service hours that make no sense, and what would.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HoursError {
    /// Not a time of day.
    #[error("{0:?} is not a time of day; write HH:MM from 00:00 to 24:00, such as 09:00")]
    Time(String),
    /// Not a date.
    #[error("{0:?} is not a date; write YYYY-MM-DD, such as 2026-12-25")]
    Date(String),
    /// No such zone in the time zone data.
    #[error("{zone:?} is not a time zone; write an IANA name, such as {}", .like.join(" or "))]
    UnknownZone {
        /// The name found.
        zone: String,
        /// Names that are near it, or an example.
        like: Vec<String>,
    },
    /// The shift ends when it starts.
    #[error("{day}: the shift {shift} is empty; the whole day is 00:00–24:00")]
    EmptyShift {
        /// The day.
        day: Day,
        /// The shift.
        shift: Shift,
    },
    /// 24:00 is where a day ends, not where a shift starts.
    #[error("{day}: the shift {shift} starts at the day's end; write it at 00:00 of the next day")]
    StartsAtEnd {
        /// The day.
        day: Day,
        /// The shift.
        shift: Shift,
    },
    /// Two shifts of a day, or of a weekday and the next one, share time.
    #[error(
        "{day}: {earlier} overlaps {later}; a shift starts at or after the end of the last one"
    )]
    Overlap {
        /// The day of the earlier shift.
        day: Day,
        /// The shift that starts first.
        earlier: Shift,
        /// The shift it runs into, of this day or the next.
        later: Shift,
    },
    /// More shifts than a day may have.
    #[error("{day}: {found} shifts; a day has at most {MAX_SHIFTS_PER_DAY}")]
    TooManyShifts {
        /// The day.
        day: Day,
        /// How many there are.
        found: usize,
    },
    /// More special dates than a calendar may have.
    #[error("{found} special dates; closed and open together are at most {MAX_SPECIAL_DATES}")]
    TooManyDates {
        /// How many there are.
        found: usize,
    },
    /// A date cannot be both.
    #[error("{date} is both closed and open; keep one of them")]
    ClosedAndOpen {
        /// The date.
        date: Date,
    },
    /// An open date at which nothing is open.
    #[error("{date} is open without a shift; list it under closed, or write its shifts")]
    OpenWithoutShifts {
        /// The date.
        date: Date,
    },
}

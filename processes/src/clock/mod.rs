//! The service-level clock: pure arithmetic over calendars and pauses.
//!
//! (targets, calendars, facts, now) → a [`Reading`], with the proof of every interval it counted
//! or did not count. Response and resolution clocks are the same code; see [`read`].
//!
//! **Invariant:** no ambient time, no cache. The same arguments give the same reading.

mod calendar;
mod civil;
mod course;
mod error;
mod hindrance;
mod hours;
mod month;
mod reading;
mod timeline;
mod versions;
mod zone;

pub use calendar::{Calendar, HORIZON};
pub use civil::{Date, TimeOfDay};
pub use error::HoursError;
pub use hours::{Day, MAX_SHIFTS_PER_DAY, MAX_SPECIAL_DATES, ServiceHours, Shift, Week};
pub use month::Month;
pub use reading::{Glance, Interval, Reading, Reason, State, ended, glance, read};
pub use timeline::{AgreementVersion, Fact, Measure, Target, Timeline, What};
pub use versions::{CalendarVersion, Calendars};

#[cfg(test)]
mod tests;

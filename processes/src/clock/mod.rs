//! The service-level clock: pure arithmetic over calendars and pauses.
//!
//! (targets, calendars, facts, now) → a [`Reading`], with the proof of every interval it counted
//! or did not count.

mod calendar;
mod civil;
mod error;
mod hours;
mod zone;

pub use calendar::{Calendar, HORIZON};
pub use civil::{Date, TimeOfDay};
pub use error::HoursError;
pub use hours::{Day, MAX_SHIFTS_PER_DAY, MAX_SPECIAL_DATES, ServiceHours, Shift, Week};

#[cfg(test)]
mod tests;

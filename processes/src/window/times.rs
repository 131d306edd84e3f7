//! From what a window says to stretches of time.

use super::{Rejection, Times};
use crate::clock::{Calendar, HORIZON, HoursError};
use engine::Timestamp;
use std::ops::Range;

/// The times of a window, checked and ready to reckon with. Cloning is cheap.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    from: Timestamp,
    to: Timestamp,
    calendar: Option<Calendar>,
}

impl Course {
    /// Of these times.
    ///
    /// # Errors
    /// [`HoursError`], when the hours make no sense.
    pub fn new(times: &Times) -> Result<Self, HoursError> {
        let calendar = times.hours.as_ref().map(Calendar::new).transpose()?;
        Ok(Self { from: times.from, to: times.to.unwrap_or(Timestamp::MAX), calendar })
    }

    /// The first stretch of it between two instants, half-open and cut to them.
    #[must_use]
    pub fn first(&self, from: Timestamp, to: Timestamp) -> Option<Range<Timestamp>> {
        let (from, to) = (from.max(self.from), to.min(self.to));
        match &self.calendar {
            _ if from >= to => None,
            Some(calendar) => calendar.open_intervals(from, to).next(),
            None => Some(from..to),
        }
    }
}

impl Times {
    /// Whether they make sense and something of them is still to come.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Rejection> {
        match self.to {
            Some(to) if to <= self.from => return Err(Rejection::NoPeriod { from: self.from, to }),
            Some(to) if to <= now => return Err(Rejection::Over { to }),
            None if self.hours.is_none() => return Err(Rejection::Endless),
            Some(_) | None => {}
        }
        let start = self.from.max(now);
        let end = self.to.unwrap_or(start + HORIZON);
        let coming = Course::new(self)?.first(start, end);
        coming.map(|_| ()).ok_or(Rejection::NeverOccurs)
    }
}

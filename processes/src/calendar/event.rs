//! What may have happened to a calendar: the durable contract.

use crate::clock::{Date, ServiceHours, Shift};
use crate::limits::{List, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Its hours were laid down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Defined {
    /// When it is open.
    pub hours: ServiceHours,
}

/// Its hours are others from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revised {
    /// When it is open.
    pub hours: ServiceHours,
    /// Why.
    pub reason: Option<Text>,
}

/// Dates are closed from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// Which.
    pub dates: List<Date>,
    /// Why.
    pub reason: Option<Text>,
}

/// A date has hours of its own from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// Which.
    pub date: Date,
    /// Its hours.
    pub shifts: List<Shift>,
    /// Why.
    pub reason: Option<Text>,
}

/// Dates have the hours of their weekday again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// Which.
    pub dates: List<Date>,
    /// Why.
    pub reason: Option<Text>,
}

/// New agreements may no longer name it; those that do keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// Why.
    pub reason: Option<Text>,
}

engine::events! {
    /// What may have happened to a calendar.
    pub enum Event {
        /// Its hours were laid down.
        Defined = "defined", 1,
        /// Its hours are others from here on.
        Revised = "revised", 1,
        /// Dates are closed from here on.
        Closed = "closed", 1,
        /// A date has hours of its own from here on.
        Opened = "opened", 1,
        /// Dates have the hours of their weekday again.
        Restored = "restored", 1,
        /// New agreements may no longer name it.
        Retired = "retired", 1,
    }
}

impl Event {
    /// The hours from here on, if the event changes them.
    pub(crate) fn hours(&self, before: Option<&ServiceHours>) -> Option<ServiceHours> {
        let dated = || before.cloned().unwrap_or_else(ServiceHours::always);
        match self {
            Self::Defined(Defined { hours }) | Self::Revised(Revised { hours, .. }) => {
                Some(hours.clone())
            }
            Self::Closed(Closed { dates, .. }) => {
                let mut hours = dated();
                for date in dates {
                    hours.open.remove(date);
                    hours.closed.insert(*date);
                }
                Some(hours)
            }
            Self::Opened(Opened { date, shifts, .. }) => {
                let mut hours = dated();
                hours.closed.remove(date);
                hours.open.insert(*date, shifts.to_vec());
                Some(hours)
            }
            Self::Restored(Restored { dates, .. }) => {
                let mut hours = dated();
                for date in dates {
                    hours.open.remove(date);
                    hours.closed.remove(date);
                }
                Some(hours)
            }
            Self::Retired(_) => None,
        }
    }
}

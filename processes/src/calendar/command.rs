//! What may be asked of a calendar, and why it may refuse.

use crate::clock::{Date, HORIZON, HoursError, ServiceHours, Shift};
use crate::limits::{List, Text};
use engine::{Key, Span, named};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lay down its hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Define {
    /// When it is open.
    pub hours: ServiceHours,
}

/// Give it other hours from here on, special dates included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    /// When it is open.
    pub hours: ServiceHours,
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Close dates: holidays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// Which.
    pub dates: List<Date>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Give a date hours of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// Which.
    pub date: Date,
    /// Its hours.
    pub shifts: List<Shift>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Give dates the hours of their weekday again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// Which.
    pub dates: List<Date>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Let no new agreement name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

engine::commands! {
    /// What may be asked of a calendar.
    pub enum Command {
        /// Lay down its hours.
        Define = "define",
        /// Give it other hours from here on.
        Revise = "revise",
        /// Close dates.
        Close = "close",
        /// Give a date hours of its own.
        Open = "open",
        /// Give dates the hours of their weekday again.
        Restore = "restore",
        /// Let no new agreement name it.
        Retire = "retire",
    }
}

/// Why a calendar may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The hours make no sense.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// Nothing would ever be due by it again.
    #[error(
        "it would never open again, within {} years, and what counts by it would never be due; \
         say when it opens again, or retire it",
        HORIZON.as_nanos() / Span::from_days(366).as_nanos()
    )]
    NeverOpen,
    /// An agreement in force counts by it.
    #[error("the agreements {} count by it; give them another calendar first", list(agreements))]
    InUse {
        /// Which.
        agreements: Vec<Key>,
    },
}

named! {
    Rejection { Hours = "hours_make_no_sense", NeverOpen = "never_open", InUse = "in_use" }
}

fn list(agreements: &[Key]) -> String {
    agreements.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

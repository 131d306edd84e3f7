//! Calendars: when a service is attended (ISO/IEC 20000-1, 6.1).
//!
//! A calendar is *defined* once, may be *revised*, has dates *closed* (holidays), *opened* with
//! hours of their own, or *restored* to those of their weekday, and is *retired* when nothing
//! rests on it. Its key is its name. Each of these makes a new version, which applies from the
//! instant it is recorded to open time still ahead, never to time elapsed.
//!
//! The requirements have no machine for it: service hours are parameters there.
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Close, Command, Define, Open, Rejection, Restore, Retire, Revise};
pub use event::{Closed, Defined, Event, Opened, Restored, Retired, Revised};
pub use state::{Calendar, Phase};

use crate::roles::{SERVICE_LEVEL_MANAGER, SYSTEM};
use Phase::{InUse, Undefined};
use engine::{Lifecycle, Pdca, To, phase, row};

/// The process's name.
pub const NAME: &str = "calendar";

/// Everything that may happen to a calendar.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Undefined,      "undefined", Pdca::Plan),
        phase(InUse,          "in_use",    Pdca::Do),
        phase(Phase::Retired, "retired",   Pdca::Act),
    ],
    rows: &[
        row(&[Undefined], "define",  "defined",  To::Phase(InUse),          &[SERVICE_LEVEL_MANAGER, SYSTEM]),
        row(&[InUse],     "revise",  "revised",  To::Same,                  &[SERVICE_LEVEL_MANAGER]),
        row(&[InUse],     "close",   "closed",   To::Same,                  &[SERVICE_LEVEL_MANAGER]),
        row(&[InUse],     "open",    "opened",   To::Same,                  &[SERVICE_LEVEL_MANAGER]),
        row(&[InUse],     "restore", "restored", To::Same,                  &[SERVICE_LEVEL_MANAGER]),
        row(&[InUse],     "retire",  "retired",  To::Phase(Phase::Retired), &[SERVICE_LEVEL_MANAGER]),
    ],
    attested: &[],
};

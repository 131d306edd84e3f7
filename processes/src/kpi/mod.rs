//! Indicators: what is measured of quality, security and service together, against which target
//! (ISO/IEC 20000-1, 4.1.2, 4.5.3, 4.5.4.1, 6.1).
//!
//! An indicator is *defined* by a process owner: what is measured, of which services, what is aimed
//! at, who answers for it. The steering committee *approves* it, and from then on it is *measured*,
//! each month once the month is over. Where the target was not reached, that is a *breach*, recorded
//! in the batch that records the figure, and it is *reviewed*: why, and what is done about it. Another
//! target is another **version**, written by one and approved by another. Its key is its name.
//!
//! **What is measured is fixed in code** ([`Measure`]): how it is reckoned, from which events, in
//! which unit, and what is better. Read models compute it from the log; what they find is recorded
//! with the version of the definition, the position that it stands on, and how many records were
//! counted and not counted, so that it can be computed again. Of satisfaction, which no process asks
//! for, a person records it with what was asked and what shows the answers.
//!
//! There are seven from the beginning ([`defaults`]), as version 0, which nobody has approved. The
//! fact [`Indicators`](crate::facts::Indicators) says what is in force at an instant. Months are those
//! of UTC, for an indicator is of services in many zones.
//!
//! The stream of whoever first sets the figures holds them, version after version.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `start` by a rule, a phase `approved` | in the batch that approves it | there is nothing to wait for; what is measured has its source in code |
//! | `retarget` by the committee, at once | anybody who answers for indicators or sits there writes the new version, and another approves it | nobody eases his own target, across delegations |
//! | `retarget` while it is measured | not while a miss is not reviewed | a target is no answer to a miss |
//! | `approve` by the committee | not by who has written at it, nor by who answers for it; quality, security and service take part | the stricter wins |
//! | `measure` by the engine | by whoever or whatever has read the model, with the position; of satisfaction by a person | a decision reads no model |
//! | `record_breach` | in the batch that records the figure | there is no time between |
//! | a miss of each vulnerability is a breach | the share of those within the target is recorded beside the mean, and is to be all of them | a mean hides the one that took long |
//! | nothing of errors | `measure` with a reason takes the place of what is on record of that month and version, and lifts the breach or records it | a figure that is wrong is put right, and stays on record |
//! | `reviewed`, then `continue` | `review` leads back to measuring | the same |
//! | `review` by a process owner | of a miss by the one who answers for the indicator, or his deputy | he knows why |
//! | the timer `period` measures | it asks the owner, where nobody has recorded a figure in time | see there |
#![doc = include_str!("lifecycle.md")]

mod command;
mod defaults;
mod define;
mod event;
mod figure;
mod measure;
mod month;
mod record;
mod rejection;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub use defaults::defaults;
pub use event::*;
pub use figure::{Better, Figure, Rate, Unit};
pub use measure::{Counted, Measure};
pub use month::{Month, MonthError};
pub use rejection::Rejection;
pub use state::{Kpi, Phase, Version};
pub use table::LIFECYCLE;
pub use terms::{Definition, Due, Miss, Outcome, Policy, Survey};

/// The process's name.
pub const NAME: &str = "kpi";

/// How many versions an indicator may have, and how often it may be paused.
pub const VERSIONS_MAX: u64 = 1_000;

/// How many months back a figure may be recorded: ten years.
pub const MONTHS_MAX: u32 = 120;

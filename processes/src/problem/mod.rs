//! Problem management: find out why incidents happen, and see that they do not happen again
//! (ISO/IEC 20000-1, 8.2).
//!
//! A problem is *identified*, *recorded*, *classified* and *prioritised* (at once, where that is
//! known), *investigated* until its *root cause is found*, made a *known error*, mended, by a change
//! where one is needed, *resolved*, and *closed* when it has been observed for long enough that the
//! solution holds.
//!
//! Incidents of one item and one category are alike ([`Pattern`]). When there are as many within as
//! long as the [`Policy`] says, they are a problem; while there is one, every further one belongs to
//! it, and once it is resolved, reopens it.
//!
//! A **known error** is a facet: the problem's key is its name. The service desk sees it, and each
//! change of its workaround, in the same batch in which it is recorded: nothing lies between.
//!
//! The figures are those of a policy document. The stream of whoever sets them first holds them,
//! version after version; until then the defaults hold, which are examples.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `publish_known_error`, `publish_resolution`, `report_effectiveness` by a rule, whenever it is recorded | recorded with it | "at once" leaves no time between |
//! | hardening, if it was planned, is done before closing | once a cause was found that is configuration or access it is planned and done before any end, whatever was found later, also before it is merged, accepted or cancelled | the stricter wins |
//! | no way back from a wrong cause | it is withdrawn, with reason and evidence, by another than who found it or would harden | what is owed is not talked away |
//! | `reopen`, when a linked incident recurs | linking an incident that happened after the solution does it | nothing is lost between two commands |
//! | a deferral and the time of observation end in a task | they end by a timer that is on record, and that opens the task | the task has a cause that can be looked up |
//! | a recurrence watch | one more incident of the kind within it is a problem at once | else it would be a word only |
//!
//! | Part | In |
//! | --- | --- |
//! | identification, sorting, incidents, the policy | `triage` |
//! | the search for the cause, the known error, the change | `investigate` |
//! | the solution, its effect, the ends | `solve` |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod investigate;
mod rejection;
mod solve;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod triage;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Hardening, KnownError, Observation, Phase, Problem, Review, Solution};
pub use table::LIFECYCLE;
pub use terms::{
    Cause, CauseKind, ChangeEnd, EscalationRule, Grading, Pattern, Policy, Repeat, RepeatRule,
    Source,
};

/// The process's name.
pub const NAME: &str = "problem";

/// How many incidents, items or services a problem may have.
pub const LINKS_MAX: usize = 1_000;

//! Nonconformities: what is not as it has to be, or may come to be so, until what makes it so is
//! gone and somebody else has seen that (ISO/IEC 20000-1, 4.5.4.2, 4.5.5.1).
//!
//! One is *raised* once, whatever it goes against: clauses of several standards, a rule of one's own,
//! what was agreed. It is *assessed* (priority, owner), its *cause is determined*, and only then an
//! *action is planned*, carried out and *implemented*. From then on it is watched. When that time is
//! over without it being found again, somebody who had no hand in the action, nor acts for one who
//! had, *verifies* that it was effective; if it was not, it is open again and asks for another cause.
//!
//! What is *actual* is corrected and gets corrective action, what is *potential* preventive action.
//! Whatever is found again while one is open from the same source is recorded there.
//!
//! The figures are those of a policy document. The stream of whoever sets them first holds them,
//! version after version; until then the defaults hold, which are assumptions.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `communicate`, by the engine, after `assess` | with it, to the owner, and to whom else is named | the owner has to know; nothing lies between |
//! | `complete_action`, `complete_preventive_action` | one command; the kind says which it was | nobody chooses |
//! | `verify`, `fail_verification` | one command, which says whether it was effective | one decision |
//! | `no_recurrence_in_period` | a time of watching, from the policy or the plan, that is over, and nothing found again since | else it would be a word only |
//! | no due date for verifying | one follows from the end of the watch; late, it escalates | an effectiveness check that nobody does shows nothing |
//! | `start_action` before `complete_action` | or with it | what is done is done |
//! | `reject` by anybody of the role | not by its owner, nor for him; also by the engine, where an audit withdraws the finding | nobody talks away what he has to mend |
//! | `extend` by the management representative | not where he has a hand in the action | as above |
//! | a failed verification keeps the cause | it is determined anew | what was mended was not it, or not all of it |
//!
//! | Part | In |
//! | --- | --- |
//! | raising, sorting, ends without action, the policy | `raise` |
//! | cause and action | `act` |
//! | what is late, whether it was effective, the end | `check` |
#![doc = include_str!("lifecycle.md")]

mod act;
mod check;
mod command;
mod event;
mod raise;
mod rejection;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Action, Nonconformity, Phase, Watch};
pub use table::LIFECYCLE;
pub use terms::{
    Body, Clause, Criterion, Finding, Kind, Limit, Occasion, Policy, Record, Source, Standard,
};

/// The process's name.
pub const NAME: &str = "nonconformity";

//! Release and deployment management: bring new and changed services into use, whole and proven
//! (ISO/IEC 20000-1, 9.3, 5.4).
//!
//! A release carries out changes. It is *planned* and its plan *agreed*, *built*, *tested*,
//! *scanned*, *accepted* by the customer and *approved* by somebody who has not built it,
//! *scheduled* inside the time of its changes, deployed to one *canary* stage after the other and
//! then to all, *observed*, *analysed* and *closed*. What fails is rolled back or remedied, and
//! investigated.
//!
//! **Before deployment** there are, each of this build: criteria of both kinds that were agreed
//! before the test and are met or accepted as deviating, a scan that has passed and still counts, an
//! approval, a way back, and a baseline of every item ([`Occasion::Release`]; a baseline is a
//! position). Building anew voids all of it but criteria and way back.
//!
//! **While it is brought into use**, it goes on in its time only, while each of its changes is being
//! carried out and nothing blocks; who deploys it carries its changes out, so he has neither
//! requested nor approved nor reviewed them. To end it is always possible.
//!
//! **A canary stage** goes on when it was reported to pass *and* its time is over. A report of
//! failure rolls it back in the same batch. Nothing said, or nothing that tells, is no pass: it waits.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `on_hold_x`, one for each state | one phase, which remembers the state | what is done while it waits does not differ |
//! | `pass_scan`, `fail_scan` | one command, which judges what the scan shows; no data is a third event | else whoever sends it judges, not the rule |
//! | `widen_canary` by a timer, when its guards hold | a timer that widens, waits on record, or completes | "waits" can be looked up, and people asked |
//! | `publish_dates`, `publish_outcome`, `start_observation` by a rule, whenever it is scheduled or deployed | in the same batch | nothing lies between |
//! | `start_build` once | once for each build | whoever builds it again after a failure does not test or approve it either |
//! | `change_scope` leaves it where it is | once its plan is agreed, back to planning | what is agreed is not loosened by one side |
//! | a failed release logs an incident | not where one is named that is about its items or services, or that came once its deployment had begun | what it breaks elsewhere is its, too |
//! | `resume` asks for nothing | what had a time has one that is good still | a wait does not open a blocked time |
//! | incidents above a limit open a problem when the release is analysed | as soon as they are above it | the stricter wins |
//!
//! | Part | In |
//! | --- | --- |
//! | plan, build, test, scan, acceptance, approval | `prove` |
//! | time, baseline, canary, deployment | `deploy` |
//! | failure, observation, analysis, the ends | `evaluate` |
//! | who may not do what | `duties` |
//! | what its changes must be like | `linked` |
//!
//! [`Occasion::Release`]: crate::configuration_item::Occasion::Release
#![doc = include_str!("lifecycle.md")]

mod command;
mod deploy;
mod duties;
mod evaluate;
mod event;
mod evolve;
mod linked;
mod prove;
mod rejection;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub(crate) use duties::{APPROVED, BUILT, DEPLOYED};
pub use event::*;
pub use rejection::Rejection;
pub use state::{Observation, Phase, Release, Run};
pub(crate) use table::DEPLOYING;
pub use table::LIFECYCLE;
pub use terms::{
    Canary, Checksum, Criterion, CriterionKind, Deviation, Findings, Health, ObservationRule,
    Outcome, ReleasePlan, Rollback, Scan, ScanRule, Stage, Verified, Waiting, Waiver,
};

/// The process's name.
pub const NAME: &str = "release";

/// How many incidents may be attributed to a release.
pub const INCIDENTS_MAX: usize = 1_000;

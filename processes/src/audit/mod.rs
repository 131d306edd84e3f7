//! Audits: whether things are as standards and one's own rules ask, looked at by those who have done
//! none of the work (ISO/IEC 20000-1, 4.5.4.2; ISO/IEC 27001; ISO 9001).
//!
//! One is *programmed* (objectives, criteria, scope, method, how often), *planned* with dates, the
//! time that it looks at and auditors, *announced*, carried out, *reported*, and *followed up* until
//! every nonconformity that it found is over. A **joint** audit is one for all three standards: it
//! traces each thing of a sample through all of them, while a window keeps changes away.
//!
//! **Nobody audits his own work.** Whoever has caused an event in a working role, in a process of
//! the scope and within the time that is looked at, is refused, and that is recorded; so is who would
//! audit only for one who has, and one for whom a deputy has. It is computed from the log
//! ([`Activity`](crate::facts::Activity)), when an auditor is assigned and whenever he does something.
//! What one does as `user`, `employee`, `change_requester` or `auditor` is no work of this kind.
//!
//! A finding names clauses of as many standards as it concerns and raises one nonconformity, or is
//! added to the one that is known. Once it has been reported, the next audit of the programme is
//! programmed by itself when its interval is over, however long this one is followed up.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | two machines, `audit` and `joint_audit` | one; `joint` asks for more | a joint audit is an audit |
//! | `refuse_auditor`, by the engine | what comes of assigning one who has worked in the scope | one decision |
//! | `collect_evidence` by itself | with what it shows: a conformity, a finding, a trace | evidence of nothing is none |
//! | `sampled` as a phase | a sample is drawn while it is planned or announced | it decides nothing else |
//! | `start_follow_up` after the report | also with it, where something is open | nobody chooses |
//! | `verify_action`, `report_verification` | one command | what is verified is reported |
//! | `report_verification` once | again, where the action is found not to be effective after all | the stricter wins |
//! | a withdrawn finding | rejects its nonconformity, while nothing is done about that | nobody mends what is not broken |
//! | `cancel` whenever it is not finished | not while nonconformities that it found are open | the audit stays open until they are not |
//! | `set_programme` again, when the interval is over | a new audit | the one before may still be open |
//!
//! | Part | In |
//! | --- | --- |
//! | programme, dates, auditors, sample | `prepare` |
//! | what is looked at and found | `look` |
//! | report, follow-up, ends | `conclude` |
#![doc = include_str!("lifecycle.md")]

mod command;
mod conclude;
mod event;
mod look;
mod prepare;
mod rejection;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
mod tests;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Audit, Found, Phase};
pub use table::LIFECYCLE;
pub use terms::{
    Assignment, Evidence, FindingKind, Measures, Moved, Programme, Scope, Traced, Worked,
};

/// The process's name.
pub const NAME: &str = "audit";

/// The most findings of one audit.
pub const FINDINGS_MAX: usize = 1_000;

//! Risks to quality, security and service, on one scale (ISO/IEC 20000-1, 4.1.1 g, 4.5.3 d, 6.6.1;
//! ISO/IEC 27001; ISO 9001).
//!
//! A risk is *identified* by anybody, *assessed* by the risk manager as it would be with nothing
//! done, as it is and as it is to be, and has its place among all others, whatever suffers. Whoever
//! answers for it then has it *treated* and *monitored*, or *accepts* it for a time. It is assessed
//! anew when that time is over, when an assessment is too old, when what it is about happens again
//! and again, or when less is borne than before; and *closed* when what gave rise to it is gone.
//!
//! **One scale.** Likelihood and consequence from 1 to 5 come to a rating by a [`Matrix`], in all
//! dimensions alike, and each dimension has an appetite: the most that an owner may accept. Top
//! management sets it, version after version, each from when it says; the stream of whoever sets the
//! first holds them. Until then the default holds.
//!
//! **One order.** Risks are compared by rating as things are, by the matrix in force; then by
//! likelihood times consequence; then by consequence; then by which was identified first
//! ([`order`](crate::facts::Risks::order)).
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `prioritise` by the risk manager | computed whenever a score is recorded, and on request | a place among all follows from the scores |
//! | `accept` within the criteria, or signed by authority | within the appetite only | the stricter wins: an authority that would bear more says so for all such risks, by the matrix |
//! | `accept` by a risk owner | by the owner of this risk or his deputy, and by nobody who gave the score it goes by | separation of duties holds across delegations |
//! | an expiry is set | no later than the matrix allows | what is borne for ever is forgotten |
//! | `joint_assessment_if_dimensions_overlap` | all open risks of other dimensions about the same items or services are named | what is not named was not looked at |
//! | nothing is decided on an assessed risk | it escalates too | 4.1.1.g: none stays identified or assessed beyond its limit |
//! | one record for each event | what is open from the same source is not opened again by a rule | the source is the cause |
//! | criteria become others | whatever is accepted and then beyond the appetite is assessed anew | an acceptance is by criteria |
#![doc = include_str!("lifecycle.md")]

mod assess;
mod command;
mod event;
mod matrix;
mod rejection;
mod state;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod treat;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Phase, Risk};
pub use terms::*;

use crate::roles::{
    EMPLOYEE, RISK_MANAGER, RISK_OWNER, STEERING_COMMITTEE, SYSTEM, TOP_MANAGEMENT,
};
use Phase::{Assessed as Rateable, Monitored, Treating, Unidentified};
use engine::lifecycle::Attested;
use engine::{Lifecycle, Pdca, Role, To, phase, row};

/// The process's name.
pub const NAME: &str = "risk";

const OPEN: &[Phase] = &[Phase::Identified, Rateable, Treating, Phase::Accepted, Monitored];
const SETTING: &[Role] = &[TOP_MANAGEMENT, STEERING_COMMITTEE];

/// Everything that may happen to a risk.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Unidentified,      "unidentified", Pdca::Plan),
        phase(Phase::Identified, "identified",   Pdca::Plan),
        phase(Rateable,          "assessed",     Pdca::Plan),
        phase(Treating,          "treating",     Pdca::Do),
        phase(Phase::Accepted,   "accepted",     Pdca::Do),
        phase(Monitored,         "monitored",    Pdca::Check),
        phase(Phase::Closed,     "closed",       Pdca::Act),
        phase(Phase::Merged,     "merged",       Pdca::Act),
        phase(Phase::Rejected,   "rejected",     Pdca::Act),
        phase(Phase::Matrix,     "matrix",       Pdca::Plan),
    ],
    rows: &[
        row(&[Unidentified],    "identify",           "identified",        To::Phase(Phase::Identified), &[RISK_OWNER, SYSTEM, EMPLOYEE]),
        row(OPEN,               "assign_owner",       "owner_assigned",    To::Same,                     &[RISK_MANAGER]),
        row(&[Phase::Identified], "assess",           "assessed",          To::Phase(Rateable),          &[RISK_MANAGER]),
        row(&[Rateable, Monitored], "prioritise",     "prioritised",       To::Same,                     &[RISK_MANAGER]),
        row(&[Rateable],        "plan_treatment",     "treatment_planned", To::Phase(Treating),          &[RISK_OWNER]),
        row(&[Treating],        "complete_treatment", "treated",           To::Phase(Monitored),         &[RISK_OWNER]),
        row(&[Rateable, Monitored], "accept",         "accepted",          To::Phase(Phase::Accepted),   &[RISK_OWNER]),
        row(&[Treating, Phase::Accepted, Monitored],
                                "reassess",           "reassessed",        To::Phase(Phase::Identified), &[RISK_MANAGER, SYSTEM]),
        row(&[Monitored],       "note_review_due",    "review_fell_due",   To::Same,                     &[SYSTEM]),
        row(&[Monitored],       "review",             "reviewed",          To::Same,                     &[RISK_MANAGER]),
        row(&[Rateable, Treating, Phase::Accepted, Monitored],
                                "close",              "closed",            To::Phase(Phase::Closed),     &[RISK_MANAGER]),
        row(&[Phase::Identified, Rateable],
                                "merge",              "merged",            To::Phase(Phase::Merged),     &[RISK_MANAGER]),
        row(&[Phase::Identified, Rateable],
                                "reject",             "rejected",          To::Phase(Phase::Rejected),   &[RISK_MANAGER]),
        row(&[Phase::Identified, Rateable, Treating],
                                "escalate",           "escalated",         To::Same,                     &[SYSTEM, RISK_MANAGER]),

        row(&[Unidentified],    "set_matrix",         "matrix_set",        To::Phase(Phase::Matrix),     SETTING),
        row(&[Phase::Matrix],   "set_matrix",         "matrix_set",        To::Same,                     SETTING),
        row(&[Phase::Matrix],   "begin_matrix",       "matrix_began",      To::Same,                     &[SYSTEM]),
    ],
    attested: &[
        Attested { command: "identify", guard: "`source_event_referenced`, where the source is not on record here" },
        Attested { command: "complete_treatment", guard: "that the controls named work, until the controls know" },
        Attested { command: "close", guard: "`cause_gone`" },
        Attested { command: "set_matrix", guard: "that the document states this, until document control knows" },
    ],
};

//! Responsibilities: who may do what (ISO/IEC 20000-1, 4.1.3, 4.1.4, 4.5.3).
//!
//! A role is *defined*, *offered* to a person and, once that person accepts, *assigned*. A holder
//! may *delegate* it to a deputy for a time. One stream per role; its key is the role's name.
//!
//! The requirements have one holder per role. A service desk has many, so offers and holders are
//! kept for each person and the phase is about the role:
//!
//! | Phase | While |
//! | --- | --- |
//! | defined | it was never offered |
//! | offered | nobody holds it, somebody may accept it |
//! | assigned | somebody holds it; others may have an offer |
//! | `under_review` | it is examined how it is held; people may still come and go |
//! | vacant | nobody holds it, nobody has an offer |
//! | retired | no process needs it |
//!
//! Further differences:
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | a role is defined before it is offered | the first offer of a role that is in the dictionary defines it with the dictionary's text | what is known at once is recorded at once |
//! | offer, then accept | an offer by top management to itself is accepted in the same breath, and so is the one of the founding to the owner | there is nobody to wait for |
//! | a process owner offers any role | top management alone offers `top_management`, `management_representative` and `process_owner`, and alone offers anything to itself; its deputies do not | nobody gives himself authority |
//! | a role is revoked from its holder | from a holder with his deputies, or from a deputy; not from the last of top management | somebody must be left to appoint |
//! | a vacancy ends in `role.offer` | it is recorded (`vacancy_overdue`); the task is a policy's | only people can offer |
//! | `record_conflict` by the engine | also at once, when a definition excludes what a holder holds; an offer, an acceptance or a delegation that would break a rule is refused | what is known at once is recorded at once |
//! | a definition is final | it can be defined anew at any time | authorities change while people stay |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{
    Accept, Command, Communicate, Confirm, Decline, Define, Delegate, Offer, RecordConflict,
    RecordVacancy, Rejection, ReportToTopManagement, Retire, Revoke, StartReview, VACANCY_LIMIT,
};
pub use event::{
    Assigned, Communicated, Confirmed, ConflictDetected, Declined, Defined, Delegated, Event,
    Offered, ReportedToTopManagement, Retired, ReviewStarted, Revoked, VacancyOverdue,
};
pub use state::{PEOPLE_MAX, Phase, Role, Vacancy};

use crate::roles::{EMPLOYEE, MANAGEMENT_REPRESENTATIVE, PROCESS_OWNER, SYSTEM, TOP_MANAGEMENT};
use Phase::{Assigned as Held, Defined as Ready, Offered as Open, Undefined, UnderReview, Vacant};
use engine::lifecycle::Attested;
use engine::{Lifecycle, Pdca, To, phase, row};

/// The process's name.
pub const NAME: &str = "role";

/// Everything that may happen to a role.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Undefined,      "undefined",    Pdca::Plan),
        phase(Ready,          "defined",      Pdca::Plan),
        phase(Open,           "offered",      Pdca::Do),
        phase(Held,           "assigned",     Pdca::Do),
        phase(UnderReview,    "under_review", Pdca::Check),
        phase(Vacant,         "vacant",       Pdca::Act),
        phase(Phase::Retired, "retired",      Pdca::Act),
    ],
    rows: &[
        row(&[Undefined],                 "define",                   "defined",                    To::Phase(Ready),          &[MANAGEMENT_REPRESENTATIVE]),
        row(LIVE,                         "define",                   "defined",                    To::Same,                  &[MANAGEMENT_REPRESENTATIVE]),
        row(&[Undefined],                 "offer",                    "defined",                    To::Phase(Ready),          OFFERING),
        row(&[Ready, Vacant],             "offer",                    "offered",                    To::Phase(Open),           OFFERING),
        row(&[Open, Held, UnderReview],   "offer",                    "offered",                    To::Same,                  OFFERING),
        row(&[Open],                      "accept",                   "assigned",                   To::Phase(Held),           &[EMPLOYEE]),
        row(&[Held, UnderReview],         "accept",                   "assigned",                   To::Same,                  &[EMPLOYEE]),
        row(&[Open],                      "decline",                  "declined",                   To::Phase(Vacant),         &[EMPLOYEE]),
        row(&[Open, Held, UnderReview],   "decline",                  "declined",                   To::Same,                  &[EMPLOYEE]),
        row(&[Held],                      "delegate",                 "delegated",                  To::Same,                  &[EMPLOYEE]),
        row(&[Held],                      "communicate",              "communicated",               To::Same,                  &[MANAGEMENT_REPRESENTATIVE, SYSTEM]),
        row(&[Held],                      "report_to_top_management", "reported_to_top_management", To::Same,                  &[MANAGEMENT_REPRESENTATIVE]),
        row(&[Held],                      "start_review",             "review_started",             To::Phase(UnderReview),    &[MANAGEMENT_REPRESENTATIVE]),
        row(&[UnderReview],               "confirm",                  "confirmed",                  To::Phase(Held),           &[PROCESS_OWNER]),
        row(&[Held, UnderReview],         "record_conflict",          "conflict_detected",          To::Same,                  &[SYSTEM]),
        row(&[Held, UnderReview],         "revoke",                   "revoked",                    To::Same,                  &[TOP_MANAGEMENT]),
        row(&[Held, UnderReview],         "revoke",                   "revoked",                    To::Phase(Open),           &[TOP_MANAGEMENT]),
        row(&[Held, UnderReview],         "revoke",                   "revoked",                    To::Phase(Vacant),         &[TOP_MANAGEMENT]),
        row(&[Vacant, Open],              "record_vacancy",           "vacancy_overdue",            To::Same,                  &[SYSTEM]),
        row(&[Ready, Vacant],             "retire",                   "retired",                    To::Phase(Phase::Retired), &[MANAGEMENT_REPRESENTATIVE]),
    ],
    attested: &[
        Attested { command: "offer",    guard: "a competent person, or an action planned to make him so" },
        Attested { command: "delegate", guard: "a competent deputy" },
    ],
};

const LIVE: &[Phase] = &[Ready, Open, Held, UnderReview, Vacant];
const OFFERING: &[engine::Role] = &[TOP_MANAGEMENT, PROCESS_OWNER, SYSTEM];

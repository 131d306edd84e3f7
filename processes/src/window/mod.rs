//! Windows: when changes may be carried out, and when not (ISO/IEC 20000-1, 9.2, 9.3).
//!
//! One process for two sides of a calendar: *allowed* windows and the *maintenance* windows of
//! configuration items on one, *freezes*, business *peaks* and *audit* periods, which block, on the
//! other. A window is *declared*, *approved*, starts and ends by itself, and may be reviewed,
//! extended, revised or revoked in between. Its key is its name.
//!
//! What holds follows from the times on the record, not from when a timer fired: see
//! [`Windows`](crate::facts::Windows), which answers for an interval.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | machine `blackout`; allowed windows have no machine | one machine, the kind says which side | one calendar, one fact |
//! | `start` follows `approve` when the time comes | at once, if it has come already | what is known at once is recorded at once |
//! | nothing revises | `revise` gives other terms, by whoever decides on the window | who may extend or revoke may also move |
//! | the steering committee decides | also the change manager, on what does not block | an allowed window takes nothing from anybody |
//! | one command grants an exception | a majority of the board votes for it, as on an emergency, without who requested the change | what one may not decide on alone he does not open the time for |
//! | the emergency board grants exceptions | each of the three boards that the transition names, by its own majority; whoever sits on several votes with the emergency board | the customer's consent is asked by those who meet him |
//! | an exception once granted stands | it is void when the change is other, or of another class, or the window has other times | it was granted for what was known then |
//! | a reviewed period takes no exceptions, refusals or `revoke` | it does | it still blocks until its end |
//! | `extend` after a review needs neither reason nor customer | it does | the stricter wins |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod exception;
mod rejection;
mod state;
pub mod terms;
#[cfg(test)]
mod tests;
mod times;

pub use command::{
    Approve, Command, Declare, End, Extend, GrantException, RefuseActivity, Reject, Review, Revise,
    Revoke, Start,
};
pub use event::{
    ActivityRefused, Approved, Declared, Ended, Event, ExceptionGranted, ExceptionVoted, Extended,
    Rejected, Reviewed, Revised, Revoked, Started,
};
pub use rejection::Rejection;
pub use state::{EXCEPTIONS_MAX, Phase, Window};
pub use terms::{Activity, Ground, Kind, Named, Scope, Terms, Times};
pub use times::Course;

use crate::roles::{
    AUDIT_LEAD, CHANGE_ADVISORY_BOARD, CHANGE_MANAGER, CUSTOMER, EMERGENCY_CHANGE_BOARD,
    STEERING_COMMITTEE, SYSTEM,
};
use Phase::{InForce, Undeclared};
use engine::lifecycle::Attested;
use engine::{Lifecycle, Pdca, Role, To, phase, row};

/// The process's name.
pub const NAME: &str = "window";

/// Everything that may happen to a window.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Undeclared,      "undeclared", Pdca::Plan),
        phase(Phase::Declared, "declared",   Pdca::Plan),
        phase(Phase::Approved, "approved",   Pdca::Plan),
        phase(InForce,         "in_force",   Pdca::Do),
        phase(Phase::Reviewed, "reviewed",   Pdca::Check),
        phase(Phase::Ended,    "ended",      Pdca::Act),
        phase(Phase::Revoked,  "revoked",    Pdca::Act),
        phase(Phase::Rejected, "rejected",   Pdca::Act),
    ],
    rows: &[
        row(&[Undeclared],                "declare",         "declared",          To::Phase(Phase::Declared), &[CHANGE_MANAGER, AUDIT_LEAD, CUSTOMER, SYSTEM]),
        row(&[Phase::Declared],           "approve",         "approved",          To::Phase(Phase::Approved), DECIDING),
        row(&[Phase::Declared],           "reject",          "rejected",          To::Phase(Phase::Rejected), DECIDING),
        row(&[Phase::Declared],           "revise",          "revised",           To::Same,                   &[CHANGE_MANAGER, AUDIT_LEAD, CUSTOMER]),
        row(&[Phase::Approved],           "start",           "started",           To::Phase(InForce),         &[SYSTEM]),
        row(STANDING,                     "grant_exception", "exception_voted",   To::Same,                   GRANTING),
        row(STANDING,                     "grant_exception", "exception_granted", To::Same,                   GRANTING),
        row(STANDING,                     "refuse_activity", "activity_refused",  To::Same,                   &[SYSTEM]),
        row(&[InForce],                   "review",          "reviewed",          To::Phase(Phase::Reviewed), &[CHANGE_MANAGER]),
        row(&[Phase::Approved, InForce],  "extend",          "extended",          To::Same,                   DECIDING),
        row(&[Phase::Reviewed],           "extend",          "extended",          To::Phase(InForce),         DECIDING),
        row(STANDING,                     "revise",          "revised",           To::Phase(Phase::Approved), DECIDING),
        row(&[InForce, Phase::Reviewed],  "end",             "ended",             To::Phase(Phase::Ended),    &[SYSTEM]),
        row(DECLARED_OR_STANDING,         "revoke",          "revoked",           To::Phase(Phase::Revoked),  DECIDING),
    ],
    attested: &[
        Attested { command: "approve",         guard: "the customer consulted and, for what blocks, a committee with quality, security and service present" },
        Attested { command: "grant_exception", guard: "the customer's consent, where no emergency change is authorised" },
        Attested { command: "extend",          guard: "the customer consulted" },
        Attested { command: "revise",          guard: "the customer consulted, once it is approved" },
    ],
};

const STANDING: &[Phase] = &[Phase::Approved, InForce, Phase::Reviewed];
const DECLARED_OR_STANDING: &[Phase] =
    &[Phase::Declared, Phase::Approved, InForce, Phase::Reviewed];
/// The emergency board before others, for whoever sits on several.
const GRANTING: &[Role] = &[EMERGENCY_CHANGE_BOARD, STEERING_COMMITTEE, CHANGE_ADVISORY_BOARD];
const DECIDING: &[Role] = &[STEERING_COMMITTEE, CHANGE_MANAGER];

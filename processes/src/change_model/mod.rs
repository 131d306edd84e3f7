//! Change models: changes that are approved once and for all (ISO/IEC 20000-1, 9.2).
//!
//! A standard change is carried out by the steps of a model, without being approved anew. So the
//! model is what is assessed, decided and reviewed: it is *drafted*, *assessed* in all seven
//! aspects, *submitted* and *approved*, and while it is approved standard changes may name it. A
//! failed one puts it *under review*, where none may. Its key is its name.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | a published document of kind `change_model` | a process of its own; approving publishes it | the requirements do not describe what it says |
//! | a change is assessed in seven aspects and decided on six grounds | the model is, for all changes that name it | they are not, one by one |
//! | `document.approve` by who is not its author | nor by who acts for its author, nor for whom its author acts | separation of duties holds across delegations |
//! | an approval is of what was shown | it names the version; a revision voids assessments too | a material edit needs a new decision |
//! | `document.revise` leads back to a draft | so it does, and no change may name it until it is approved anew | the stricter wins |
//! | a failed standard change starts a review | in a draft it is noted; either way what failed is investigated before the model is used again | no failure is lost |
//! | archiving, distribution, external documents | not here | they are document control |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod rejection;
mod rules;
mod state;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::{
    Approve, Assess, Command, Confirm, Discard, Draft, Expire, Retire, Return, Revise, StartReview,
    Submit,
};
pub use event::{
    Approved, Assessed, Confirmed, Discarded, Drafted, Event, Expired, Retired, Returned,
    ReviewStarted, Revised, Submitted,
};
pub use rejection::Rejection;
pub use state::{ChangeModel, FAILURES_MAX, Phase};
pub use terms::{Aspect, BackOut, Content, Decision, Finding, Occasion, Risk, Step, Trial};

use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CAPACITY_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_MANAGER,
    CONTINUITY_MANAGER, DOCUMENT_CONTROLLER, DOCUMENT_OWNER, FINANCIAL_MANAGER, PROCESS_OWNER,
    RELEASE_MANAGER, REVIEWER, SECURITY_OFFICER, SERVICE_MANAGER, SYSTEM,
};
use Phase::{InReview, UnderReview, Undrafted};
use engine::lifecycle::Attested;
use engine::{Lifecycle, Pdca, Role, To, phase, row};

/// The process's name.
pub const NAME: &str = "change_model";

/// Everything that may happen to a change model.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Undrafted,        "undrafted",    Pdca::Plan),
        phase(Phase::Drafted,   "drafted",      Pdca::Plan),
        phase(InReview,         "in_review",    Pdca::Plan),
        phase(Phase::Approved,  "approved",     Pdca::Do),
        phase(UnderReview,      "under_review", Pdca::Check),
        phase(Phase::Retired,   "retired",      Pdca::Act),
        phase(Phase::Discarded, "discarded",    Pdca::Act),
    ],
    rows: &[
        row(&[Undrafted],                    "draft",        "drafted",        To::Phase(Phase::Drafted),   DRAFTING),
        row(&[Phase::Drafted],               "revise",       "revised",        To::Same,                    DRAFTING),
        row(&[Phase::Approved, UnderReview], "revise",       "revised",        To::Phase(Phase::Drafted),   DRAFTING),
        row(&[Phase::Drafted],               "assess",       "assessed",       To::Same,                    ASSESSING),
        row(&[Phase::Drafted],               "submit",       "submitted",      To::Phase(InReview),         DRAFTING),
        row(&[InReview],                     "return",       "returned",       To::Phase(Phase::Drafted),   &[REVIEWER, CHANGE_ADVISORY_BOARD, PROCESS_OWNER]),
        row(&[InReview],                     "approve",      "approved",       To::Phase(Phase::Approved),  DECIDING),
        row(&[Phase::Approved],              "start_review", "review_started", To::Phase(UnderReview),      &[DOCUMENT_OWNER, CHANGE_MANAGER, SYSTEM]),
        row(NOTING,                          "start_review", "review_started", To::Same,                    &[DOCUMENT_OWNER, CHANGE_MANAGER, SYSTEM]),
        row(&[UnderReview],                  "confirm",      "confirmed",      To::Phase(Phase::Approved),  &[DOCUMENT_OWNER, CHANGE_MANAGER]),
        row(&[Phase::Approved, UnderReview], "retire",       "retired",        To::Phase(Phase::Retired),   &[CHANGE_MANAGER, DOCUMENT_CONTROLLER]),
        row(&[Phase::Approved, UnderReview], "expire",       "expired",        To::Phase(Phase::Retired),   &[SYSTEM]),
        row(&[Phase::Drafted, InReview],     "discard",      "discarded",      To::Phase(Phase::Discarded), DRAFTING),
    ],
    attested: &[
        Attested { command: "draft",   guard: "that it and its back-out were tested, or a reason why not" },
        Attested { command: "revise",  guard: "that it and its back-out were tested, or a reason why not" },
    ],
};

const DRAFTING: &[Role] = &[DOCUMENT_OWNER, CHANGE_MANAGER];
const DECIDING: &[Role] = &[CHANGE_ADVISORY_BOARD, PROCESS_OWNER];
const NOTING: &[Phase] = &[Phase::Drafted, InReview, UnderReview];
const ASSESSING: &[Role] = &[
    CHANGE_MANAGER,
    SERVICE_MANAGER,
    SECURITY_OFFICER,
    FINANCIAL_MANAGER,
    BUSINESS_RELATIONSHIP_MANAGER,
    CONTINUITY_MANAGER,
    CAPACITY_MANAGER,
    RELEASE_MANAGER,
];

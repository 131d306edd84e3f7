//! Agreements: what is promised, and whether it is kept (ISO/IEC 20000-1, 6.1, 7.1, 4.2).
//!
//! One process for three kinds: the SLA with a customer, the OLA with an internal group or a
//! customer that supplies a component, and the targets of a contract with a supplier. It takes in
//! the agreed definitions (7.1, 8.1, 9.2, 9.3), which are part of its [`Terms`]: they are drafted,
//! proposed, agreed, reviewed and superseded with them, so a definition is agreed by both parties'
//! signatures and the version an incident keeps says what the words meant.
//!
//! An agreement is *drafted*, *offered*, perhaps *countered*, and *agreed*. While it is in force
//! its periods end, its targets are *measured* and *breached*, it is *reviewed* and *changed*, each
//! change being a version. Its key is its name.
//!
//! Figures where no seed gives one are defaults; those of the founding (`default`) hold for
//! whatever no other agreement covers and are marked as not yet agreed. Nothing unagreed is
//! breached, and no timer runs on it.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | machines `sla`, `ola` and `definition` | one machine; `reject`, `suspend`, `review_with_customer` and `terminate` are for an SLA, `review` and `end` for the others | one shape, one fact; a command for another kind says so |
//! | `definition.draft` to `withdraw` | a facet of the terms | an agreement replaces the defaults |
//! | the timer `measurement_period` issues `measure` | it records `period_ended`; `measure` follows with the figure, by the engine or by a service level manager who names its source | time alone knows no figure |
//! | `record_breach` follows `measure` | `measure` records the breach at once; `record_breach` repeats nothing | what is known at once is recorded at once |
//! | supporting targets are not weaker | hours, times and the service targets that both name are compared; what a support does not name is another's part | a desk and a host support one agreement, each with its own |
//! | a confirmed review | needs a cause for every breach of an SLA | 6.1: each breach has a cause before the next review closes |
//! | `agree` is open to both parties of either machine | which roles may depends on the kind | the stricter wins |
#![doc = include_str!("lifecycle.md")]

mod command;
mod credits;
mod event;
mod former;
mod measuring;
mod rejection;
mod rules;
mod state;
pub mod terms;
#[cfg(test)]
mod tests;

pub use command::{
    AdoptChange, AdoptDefaults, Agree, AnalyseTrend, Command, Confirm, Counter, Draft, DropChange,
    End, EndPeriod, Expire, IdentifyCause, Measure, Offer, ProposeChange, RecordBreach, Reinstate,
    Reject, Review, ReviewWithCustomer, StartReview, Supersede, Suspend, Terminate,
};
pub use credits::{AVAILABILITY, Credits, Tier};
pub use event::{
    Agreed, BreachCauseIdentified, Breached, Cause, ChangeDropped, ChangeProposed, Changed,
    Confirmed, Countered, Defaulted, Drafted, Ended, Event, Expired, Measured, Occasion, Offered,
    Party, Period, PeriodEnded, Reinstated, Rejected, ReviewStarted, Reviewed,
    ReviewedWithCustomer, Signature, Superseded, Suspended, TargetMeasured, Terminated, Trend,
    TrendAnalysed,
};
pub use rejection::Rejection;
pub use state::{Agreement, FIGURES_MAX, Figure, Phase, Series};
pub use terms::{Kind, Level, Priority, Terms};

use crate::roles::{
    CUSTOMER, INTERNAL_GROUP, SERVICE_LEVEL_MANAGER as SLM, SERVICE_MANAGER, SUPPLIER,
    SUPPLIER_MANAGER, SYSTEM,
};
use Phase::{Changing, InForce, Negotiating, UnderReview, Undrafted};
use engine::lifecycle::Attested;
use engine::{Lifecycle, Pdca, Role, To, phase, row};

/// The process's name.
pub const NAME: &str = "agreement";

/// Everything that may happen to an agreement.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Undrafted,         "undrafted",    Pdca::Plan),
        phase(Phase::Drafted,    "drafted",      Pdca::Plan),
        phase(Negotiating,       "negotiating",  Pdca::Plan),
        phase(Phase::Rejected,   "rejected",     Pdca::Plan),
        phase(InForce,           "in_force",     Pdca::Do),
        phase(Phase::Suspended,  "suspended",    Pdca::Do),
        phase(UnderReview,       "under_review", Pdca::Check),
        phase(Changing,          "changing",     Pdca::Act),
        phase(Phase::Expired,    "expired",      Pdca::Act),
        phase(Phase::Terminated, "terminated",   Pdca::Act),
        phase(Phase::Superseded, "superseded",   Pdca::Act),
        phase(Phase::Ended,      "ended",        Pdca::Act),
    ],
    rows: &[
        row(&[Undrafted],                                "adopt_defaults",       "defaulted",              To::Phase(InForce),           &[SYSTEM]),
        row(&[Undrafted],                                "draft",                "drafted",                To::Phase(Phase::Drafted),    &[SLM, SYSTEM]),
        row(&[Phase::Drafted],                           "offer",                "offered",                To::Phase(Negotiating),       &[SLM]),
        row(&[Negotiating],                              "counter",              "countered",              To::Phase(Phase::Drafted),    &[CUSTOMER, INTERNAL_GROUP, SUPPLIER]),
        row(&[Negotiating],                              "agree",                "agreed",                 To::Phase(InForce),           SIGNING),
        row(&[Phase::Drafted, Negotiating],              "reject",               "rejected",               To::Phase(Phase::Rejected),   &[CUSTOMER, SERVICE_MANAGER]),
        row(MEASURED,                                    "end_period",           "period_ended",           To::Same,                     &[SYSTEM]),
        row(MEASURED,                                    "measure",              "measured",               To::Same,                     &[SYSTEM, SLM]),
        row(&[InForce, UnderReview, Changing],           "record_breach",        "breached",               To::Same,                     &[SYSTEM]),
        row(&[InForce, UnderReview, Changing],           "analyse_trend",        "trend_analysed",         To::Same,                     &[SLM, SYSTEM]),
        row(&[InForce, UnderReview, Changing],           "identify_cause",       "breach_cause_identified", To::Same,                    &[SLM]),
        row(&[InForce],                                  "start_review",         "review_started",         To::Phase(UnderReview),       &[SLM, SYSTEM]),
        row(&[UnderReview],                              "review_with_customer", "reviewed_with_customer", To::Same,                     &[SLM, CUSTOMER]),
        row(&[UnderReview],                              "review",               "reviewed",               To::Same,                     &[SLM]),
        row(&[UnderReview],                              "confirm",              "confirmed",              To::Phase(InForce),           &[SLM]),
        row(&[InForce, UnderReview],                     "propose_change",       "change_proposed",        To::Phase(Changing),          &[SLM, CUSTOMER]),
        row(&[Changing],                                 "adopt_change",         "changed",                To::Phase(InForce),           &[SLM]),
        row(&[Changing],                                 "drop_change",          "change_dropped",         To::Phase(InForce),           &[SLM]),
        row(&[InForce],                                  "suspend",              "suspended",              To::Phase(Phase::Suspended),  &[SLM]),
        row(&[Phase::Suspended],                         "reinstate",            "reinstated",             To::Phase(InForce),           &[SLM]),
        row(&[InForce, Phase::Suspended, UnderReview],   "expire",               "expired",                To::Phase(Phase::Expired),    &[SYSTEM]),
        row(&[InForce, Phase::Suspended, UnderReview],   "terminate",            "terminated",             To::Phase(Phase::Terminated), &[CUSTOMER, SERVICE_MANAGER]),
        row(&[InForce, Changing],                        "supersede",            "superseded",             To::Phase(Phase::Superseded), &[SLM]),
        row(&[InForce, Negotiating, Changing],           "end",                  "ended",                  To::Phase(Phase::Ended),      &[SLM]),
    ],
    attested: &[
        Attested { command: "draft",        guard: "the services in the catalogue, and their requirements agreed" },
        Attested { command: "agree",        guard: "the signatures of both parties" },
        Attested { command: "measure",      guard: "where the figure comes from" },
        Attested { command: "adopt_change", guard: "an approved change, both signatures, and the revision of the catalogue or none needed" },
        Attested { command: "drop_change",  guard: "a rejected or withdrawn change" },
        Attested { command: "terminate",    guard: "an approved change" },
        Attested { command: "end",          guard: "a replacement, or nothing that rests on it any more" },
    ],
};

const MEASURED: &[Phase] = &[InForce, UnderReview, Changing, Phase::Suspended];
const SIGNING: &[Role] =
    &[CUSTOMER, SERVICE_MANAGER, INTERNAL_GROUP, SLM, SUPPLIER, SUPPLIER_MANAGER];

//! Audits of the configuration management database: whether its records are as things are
//! (ISO/IEC 20000-1, 9.1). Its key is its name, such as that of its scope.
//!
//! One stream is an audit that recurs: it is *planned* with scope and interval, *run* by an auditor
//! who keeps no records himself, *compared*, *corrected*, *reported* and *closed*; when its interval
//! is over it is planned again by itself, and after it was cancelled at the date set instead.
//!
//! What differs is found by comparing the read model with a discovered state (`pdca cmdb audit`),
//! or by looking. Each deficiency is flagged at its item, where it becomes a task. What is gone, new or
//! altered, and no change covers it, is an alteration that nobody authorised.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | the timer `cmdb_audit_interval` plans another audit | the next round of the same one | scope and interval are its own |
//! | one `record_deficiency` each | many at once, each an event | a comparison finds many |
//! | an auditor has not maintained the records in scope | nor any other record of an item, nor acts for who has | the stricter wins, and who keeps what is not looked up by scope |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod rejection;
mod state;
pub mod terms;
#[cfg(test)]
mod tests;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{ConfigurationAudit, DEFICIENCIES_MAX, Open, Phase};
pub use terms::{Action, Coverage, Deficiency, Kind, Scope};

use crate::roles::{AUDITOR, CONFIGURATION_MANAGER, SYSTEM};
use Phase::{Compared, Correcting, Reported, Running, Unplanned};
use engine::lifecycle::Attested;
use engine::{Lifecycle, Pdca, To, phase, row};

/// The process's name.
pub const NAME: &str = "configuration_audit";

/// Everything that may happen to an audit.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Unplanned,        "unplanned",  Pdca::Plan),
        phase(Phase::Planned,   "planned",    Pdca::Plan),
        phase(Running,          "running",    Pdca::Do),
        phase(Compared,         "compared",   Pdca::Check),
        phase(Correcting,       "correcting", Pdca::Check),
        phase(Reported,         "reported",   Pdca::Act),
        phase(Phase::Closed,    "closed",     Pdca::Act),
        phase(Phase::Cancelled, "cancelled",  Pdca::Act),
    ],
    rows: &[
        row(&[Unplanned, Phase::Closed, Phase::Cancelled],
                                 "plan",                "planned",            To::Phase(Phase::Planned),   &[CONFIGURATION_MANAGER]),
        row(&[Phase::Closed, Phase::Cancelled],
                                 "plan_next",           "planned",            To::Phase(Phase::Planned),   &[SYSTEM]),
        row(&[Phase::Planned],   "start",               "started",            To::Phase(Running),          &[AUDITOR]),
        row(&[Running],          "record_match",        "match_recorded",     To::Same,                    &[AUDITOR, SYSTEM]),
        row(&[Running],          "record_deficiencies", "deficiency_found",   To::Same,                    &[AUDITOR, SYSTEM]),
        row(&[Running],          "complete",            "completed",          To::Phase(Compared),         &[AUDITOR]),
        row(&[Compared],         "start_correction",    "correction_started", To::Phase(Correcting),       &[CONFIGURATION_MANAGER]),
        row(&[Correcting],       "report_actions",      "actions_reported",   To::Phase(Reported),         &[CONFIGURATION_MANAGER]),
        row(&[Compared],         "report_clean",        "clean_reported",     To::Phase(Reported),         &[CONFIGURATION_MANAGER]),
        row(&[Reported],         "close",               "closed",             To::Phase(Phase::Closed),    &[CONFIGURATION_MANAGER]),
        row(&[Phase::Planned, Running],
                                 "cancel",              "cancelled",          To::Phase(Phase::Cancelled), &[CONFIGURATION_MANAGER]),
    ],
    attested: &[
        Attested { command: "close", guard: "`actions_done`, besides what items say themselves" },
    ],
};

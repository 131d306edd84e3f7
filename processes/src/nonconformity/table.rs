//! The lifecycle of a nonconformity.

use super::Phase::{
    self, Acting, ActionPlanned, Assessed, Closed, Implemented, Merged, OnHold, Policy, Raised,
    Rejected, Unraised, Verified,
};
use crate::roles::{
    AUDITOR, EMPLOYEE, IMPROVEMENT_MANAGER, MANAGEMENT_REPRESENTATIVE, PROCESS_OWNER,
    SECURITY_OFFICER, SERVICE_MANAGER, SYSTEM,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

const RAISING: &[Role] = &[AUDITOR, EMPLOYEE, SYSTEM];
/// Who say how grave it is.
pub(super) const ASSESSING: &[Role] =
    &[IMPROVEMENT_MANAGER, PROCESS_OWNER, MANAGEMENT_REPRESENTATIVE];
/// Who say that it is none.
pub(super) const REJECTING: &[Role] = &[MANAGEMENT_REPRESENTATIVE, IMPROVEMENT_MANAGER];
const REJECTING_AND_RULES: &[Role] = &[MANAGEMENT_REPRESENTATIVE, IMPROVEMENT_MANAGER, SYSTEM];
/// Who see to it.
pub(super) const OWNING: &[Role] = &[PROCESS_OWNER];
const MANAGING: &[Role] = &[IMPROVEMENT_MANAGER];
/// Who give more time.
pub(super) const EXTENDING: &[Role] = &[MANAGEMENT_REPRESENTATIVE];
/// Who say whether an action was effective.
pub(super) const VERIFYING: &[Role] =
    &[AUDITOR, MANAGEMENT_REPRESENTATIVE, IMPROVEMENT_MANAGER, SERVICE_MANAGER];

const OPEN: &[Phase] = &[Raised, Assessed, ActionPlanned, Acting, OnHold, Implemented, Verified];
/// Something may still be late.
const UNVERIFIED: &[Phase] = &[Raised, Assessed, ActionPlanned, Acting, OnHold, Implemented];
/// Nothing is done about its cause yet.
const EARLY: &[Phase] = &[Raised, Assessed];

/// Everything that may happen to a nonconformity.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unraised,      "unraised",       Plan),
        phase(Raised,        "raised",         Plan),
        phase(Assessed,      "assessed",       Plan),
        phase(ActionPlanned, "action_planned", Plan),
        phase(Acting,        "acting",         Do),
        phase(OnHold,        "on_hold",        Do),
        phase(Implemented,   "implemented",    Check),
        phase(Verified,      "verified",       Act),
        phase(Closed,        "closed",         Act),
        phase(Rejected,      "rejected",       Act),
        phase(Merged,        "merged",         Act),
        phase(Policy,        "policy",         Plan),
    ],
    rows: &[
        row(&[Unraised],       "raise",                  "raised",                   To::Phase(Raised),        RAISING),
        row(OPEN,              "find_again",             "found_again",              To::Same,                 RAISING),
        row(&[Raised],         "assess",                 "assessed",                 To::Phase(Assessed),      ASSESSING),
        // Who has to know, knows in the same batch.
        row(&[Assessed],       "assess",                 "communicated",             To::Same,                 ASSESSING),
        row(&[Assessed],       "assess",                 "assessed",                 To::Same,                 ASSESSING),
        row(EARLY,             "reject",                 "rejected",                 To::Phase(Rejected),      REJECTING_AND_RULES),
        row(EARLY,             "merge",                  "merged",                   To::Phase(Merged),        MANAGING),
        row(&[Raised, Assessed, ActionPlanned, Acting],
                               "correct",                "correction_made",          To::Same,                 OWNING),
        row(&[Assessed],       "determine_cause",        "cause_determined",         To::Same,                 OWNING),
        row(&[Assessed],       "plan_action",            "action_planned",           To::Phase(ActionPlanned), OWNING),
        row(&[ActionPlanned],  "start_action",           "action_started",           To::Phase(Acting),        OWNING),
        row(&[Acting],         "hold",                   "held",                     To::Phase(OnHold),        MANAGING),
        row(&[OnHold],         "resume",                 "resumed",                  To::Phase(Acting),        MANAGING),
        // What is done at once was begun, too.
        row(&[ActionPlanned],  "complete_action",        "action_started",           To::Phase(Acting),        OWNING),
        row(&[Acting],         "complete_action",        "corrective_action_completed", To::Phase(Implemented), OWNING),
        row(&[Acting],         "complete_action",        "preventive_action_completed", To::Phase(Implemented), OWNING),
        row(&[ActionPlanned, Acting, OnHold],
                               "extend",                 "extended",                 To::Same,                 EXTENDING),
        row(&[Implemented],    "end_watch",              "watch_ended",              To::Same,                 &[SYSTEM]),
        row(&[Implemented],    "verify",                 "verified",                 To::Phase(Verified),      VERIFYING),
        row(&[Implemented, Verified],
                               "verify",                 "verification_failed",      To::Phase(Assessed),      VERIFYING),
        row(UNVERIFIED,        "escalate",               "escalated",                To::Same,                 &[SYSTEM, IMPROVEMENT_MANAGER]),
        row(OPEN,              "link_security_incident", "security_incident_linked", To::Same,                 &[SECURITY_OFFICER, IMPROVEMENT_MANAGER, SYSTEM]),
        row(&[Verified],       "close",                  "closed",                   To::Phase(Closed),        MANAGING),

        row(&[Unraised],       "set_policy",             "policy_set",               To::Phase(Policy),        OWNING),
        row(&[Policy],         "set_policy",             "policy_set",               To::Same,                 OWNING),
    ],
    attested: &[
        Attested { command: "set_policy", guard: "that the document states these figures, until document control knows" },
    ],
};

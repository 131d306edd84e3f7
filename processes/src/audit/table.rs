//! The lifecycle of an audit.

use super::Phase::{
    self, Announced, Cancelled, Closed, FindingsRecorded, FollowingUp, InProgress, Planned,
    Programmed, Reported, Suspended, Unprogrammed,
};
use crate::roles::{AUDIT_LEAD, AUDITOR, SYSTEM};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

const LEAD: &[Role] = &[AUDIT_LEAD];
/// Who audit.
pub(super) const AUDITING: &[Role] = &[AUDITOR];

/// Somebody may still come to audit.
const STAFFED: &[Phase] = &[Planned, Announced, InProgress, Suspended];
/// Its dates may still be others.
const AHEAD: &[Phase] = &[Planned, Announced];
/// Its report is there, or a date instead.
const DONE: &[Phase] = &[Reported, FollowingUp, Closed, Cancelled];

/// Everything that may happen to an audit.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unprogrammed,     "unprogrammed",      Plan),
        phase(Programmed,       "programmed",        Plan),
        phase(Planned,          "planned",           Plan),
        phase(Announced,        "announced",         Do),
        phase(InProgress,       "in_progress",       Do),
        phase(Suspended,        "suspended",         Do),
        phase(FindingsRecorded, "findings_recorded", Check),
        phase(Reported,         "reported",          Check),
        phase(FollowingUp,      "following_up",      Check),
        phase(Closed,           "closed",            Act),
        phase(Cancelled,        "cancelled",         Act),
    ],
    rows: &[
        row(&[Unprogrammed],     "set_programme",     "programme_set",         To::Phase(Programmed),       &[AUDIT_LEAD, SYSTEM]),
        row(&[Programmed],       "plan",              "planned",               To::Phase(Planned),          LEAD),
        row(STAFFED,             "assign_auditor",    "auditor_assigned",      To::Same,                    LEAD),
        row(STAFFED,             "assign_auditor",    "auditor_refused",       To::Same,                    LEAD),
        row(AHEAD,               "draw_sample",       "sample_drawn",          To::Same,                    LEAD),
        row(AHEAD,               "reschedule",        "rescheduled",           To::Same,                    LEAD),
        row(&[Planned],          "announce",          "announced",             To::Phase(Announced),        LEAD),
        row(&[Announced],        "start",             "started",               To::Phase(InProgress),       AUDITING),
        row(&[InProgress],       "suspend",           "suspended",             To::Phase(Suspended),        LEAD),
        row(&[Suspended],        "resume",            "resumed",               To::Phase(InProgress),       LEAD),
        // Records that were looked at come first.
        row(&[InProgress],       "record_conformity", "evidence_collected",    To::Same,                    AUDITING),
        row(&[InProgress],       "record_conformity", "conformity_recorded",   To::Same,                    AUDITING),
        row(&[InProgress],       "record_finding",    "evidence_collected",    To::Same,                    AUDITING),
        row(&[InProgress],       "record_finding",    "finding_recorded",      To::Same,                    AUDITING),
        row(&[InProgress],       "trace_item",        "evidence_collected",    To::Same,                    AUDITING),
        row(&[InProgress],       "trace_item",        "item_traced",           To::Same,                    AUDITING),
        row(&[InProgress, FindingsRecorded],
                                 "withdraw_finding",  "finding_withdrawn",     To::Same,                    LEAD),
        row(&[InProgress],       "finish",            "fieldwork_finished",    To::Phase(FindingsRecorded), LEAD),
        row(&[FindingsRecorded], "report",            "reported",              To::Phase(Reported),         LEAD),
        row(&[Reported],         "start_follow_up",   "follow_up_started",     To::Phase(FollowingUp),      LEAD),
        row(&[FollowingUp],      "verify_action",     "action_verified",       To::Same,                    AUDITING),
        row(&[FollowingUp],      "verify_action",     "verification_reported", To::Same,                    AUDITING),
        row(&[Reported, FollowingUp],
                                 "close",             "closed",                To::Phase(Closed),           LEAD),
        row(&[Programmed, Planned, Announced, InProgress, Suspended],
                                 "cancel",            "cancelled",             To::Phase(Cancelled),        LEAD),
        row(DONE,                "fall_due",          "fell_due",              To::Same,                    &[SYSTEM]),
    ],
    attested: &[
        Attested { command: "plan", guard: "`auditor_competent`, until competence is on record; and that auditors do no work in areas of which there is none" },
        Attested { command: "assign_auditor", guard: "as in `plan`" },
    ],
};

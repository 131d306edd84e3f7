//! The lifecycle of a problem.

use super::Phase::{
    self, AwaitingChange, Cancelled, Classified, Closed, ClosedUnresolved, Deferred, Identified,
    Investigating, KnownError, Merged, MonitoringEffect, Policy, Prioritised, Recorded, Resolved,
    RootCauseFound, Unidentified,
};
use crate::roles::{
    KNOWLEDGE_MANAGER, PROBLEM_ANALYST, PROBLEM_MANAGER, PROCESS_OWNER, SECURITY_OFFICER,
    SERVICE_MANAGER, SYSTEM,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

const BOTH: &[Role] = &[PROBLEM_MANAGER, PROBLEM_ANALYST];
const MANAGER: &[Role] = &[PROBLEM_MANAGER];
const ANALYST: &[Role] = &[PROBLEM_ANALYST];

/// Not yet resolved, and not over.
const OPEN: &[Phase] = &[
    Identified,
    Recorded,
    Classified,
    Prioritised,
    Investigating,
    Deferred,
    RootCauseFound,
    KnownError,
    AwaitingChange,
];
/// ... or resolved, and not over.
const NOT_OVER: &[Phase] = &[
    Identified,
    Recorded,
    Classified,
    Prioritised,
    Investigating,
    Deferred,
    RootCauseFound,
    KnownError,
    AwaitingChange,
    Resolved,
    MonitoringEffect,
];
/// Nobody knows why it happens.
const WITHOUT_CAUSE: &[Phase] =
    &[Identified, Recorded, Classified, Prioritised, Investigating, Deferred];
/// Sorted, and not resolved.
const SORTED: &[Phase] =
    &[Classified, Prioritised, Investigating, Deferred, RootCauseFound, KnownError, AwaitingChange];
/// ... and with a priority.
const GRADED: &[Phase] =
    &[Prioritised, Investigating, Deferred, RootCauseFound, KnownError, AwaitingChange];
/// Somebody is at work.
const AT_WORK: &[Phase] = &[Investigating, RootCauseFound, KnownError, AwaitingChange];
/// Its cause is looked for, or was found.
const SEARCHED: &[Phase] = &[Investigating, Deferred, RootCauseFound, KnownError, AwaitingChange];
/// Its solution is there.
const SOLVED: &[Phase] = &[Resolved, MonitoringEffect];
/// Its cause or a way round is known.
const EXPLAINED: &[Phase] = &[RootCauseFound, KnownError, AwaitingChange];

/// Everything that may happen to a problem.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unidentified,       "unidentified",        Plan),
        phase(Identified,         "identified",          Plan),
        phase(Recorded,           "recorded",            Plan),
        phase(Classified,         "classified",          Plan),
        phase(Prioritised,        "prioritised",         Plan),
        phase(Investigating,      "investigating",       Do),
        phase(Deferred,           "deferred",            Do),
        phase(RootCauseFound,     "root_cause_found",    Do),
        phase(KnownError,         "known_error",         Do),
        phase(AwaitingChange,     "awaiting_change",     Do),
        phase(Resolved,           "resolved",            Check),
        phase(MonitoringEffect,   "monitoring_effect",   Check),
        phase(Closed,             "closed",              Act),
        phase(ClosedUnresolved,   "closed_unresolved",   Act),
        phase(Cancelled,          "cancelled",           Act),
        phase(Merged,             "merged",              Act),
        phase(Policy,             "policy",              Plan),
    ],
    rows: &[
        row(&[Unidentified],    "identify",             "identified",             To::Phase(Identified),     &[PROBLEM_MANAGER, SYSTEM]),
        row(&[Identified],      "record",               "recorded",               To::Phase(Recorded),       BOTH),
        row(&[Recorded],        "classify",             "classified",             To::Phase(Classified),     BOTH),
        row(&[Classified],      "prioritise",           "prioritised",            To::Phase(Prioritised),    BOTH),
        row(SORTED,             "reclassify",           "reclassified",           To::Same,                  BOTH),
        row(GRADED,             "reprioritise",         "reprioritised",          To::Same,                  MANAGER),
        row(OPEN,               "link_incidents",        "incident_linked",        To::Same,                  &[PROBLEM_MANAGER, PROBLEM_ANALYST, SYSTEM]),
        row(SOLVED,             "link_incidents",        "incident_linked",        To::Same,                  &[PROBLEM_MANAGER, PROBLEM_ANALYST, SYSTEM]),
        row(NOT_OVER,           "unlink_incident",      "incident_unlinked",      To::Same,                  BOTH),
        row(NOT_OVER,           "escalate",             "escalated",              To::Same,                  &[SYSTEM, PROBLEM_MANAGER]),

        row(&[Prioritised],     "start_investigation",  "investigation_started",  To::Phase(Investigating),  MANAGER),
        row(AT_WORK,            "reassign",             "reassigned",             To::Same,                  MANAGER),
        row(AT_WORK,            "update",               "updated",                To::Same,                  BOTH),
        row(&[MonitoringEffect], "update",              "updated",                To::Same,                  BOTH),
        row(&[Investigating],   "defer",                "deferred",               To::Phase(Deferred),       MANAGER),
        row(&[Deferred],        "end_deferral",         "deferral_ended",         To::Same,                  &[SYSTEM]),
        row(&[Deferred],        "resume",               "resumed",                To::Phase(Investigating),  MANAGER),
        row(&[Investigating],   "find_root_cause",      "root_cause_found",       To::Phase(RootCauseFound), ANALYST),
        row(&[KnownError],      "find_root_cause",      "root_cause_found",       To::Same,                  ANALYST),
        row(&[Investigating, RootCauseFound, KnownError],
                                "withdraw_cause",       "cause_withdrawn",        To::Phase(Investigating),  MANAGER),
        row(AT_WORK,            "record_workaround",    "workaround_recorded",    To::Same,                  ANALYST),
        row(&[Investigating, RootCauseFound],
                                "record_known_error",   "known_error_recorded",   To::Phase(KnownError),     ANALYST),
        row(&[KnownError, AwaitingChange],
                                "record_known_error",   "known_error_recorded",   To::Same,                  ANALYST),
        // The service desk sees it in the same batch.
        row(&[KnownError, AwaitingChange],
                                "record_known_error",   "known_error_published",  To::Same,                  ANALYST),
        row(AT_WORK,            "record_workaround",    "known_error_published",  To::Same,                  ANALYST),
        row(&[KnownError, AwaitingChange],
                                "mitigate",             "impact_mitigated",       To::Same,                  ANALYST),
        // Also where it is looked for again: what was found once is hardened.
        row(SEARCHED,           "plan_hardening",       "hardening_planned",      To::Same,                  &[SECURITY_OFFICER]),
        row(SOLVED,             "plan_hardening",       "hardening_planned",      To::Same,                  &[SECURITY_OFFICER]),
        row(SEARCHED,           "confirm_hardening",    "hardening_confirmed",    To::Same,                  &[SECURITY_OFFICER]),
        row(SOLVED,             "confirm_hardening",    "hardening_confirmed",    To::Same,                  &[SECURITY_OFFICER]),
        row(&[KnownError],      "raise_change",         "change_raised",          To::Phase(AwaitingChange), ANALYST),
        row(&[AwaitingChange],  "name_change",          "change_named",           To::Same,                  &[PROBLEM_ANALYST, PROBLEM_MANAGER, SYSTEM]),
        row(&[AwaitingChange],  "note_change_failed",   "change_unsuccessful",    To::Phase(KnownError),     &[SYSTEM, PROBLEM_MANAGER]),

        row(EXPLAINED,          "resolve",              "resolved",               To::Phase(Resolved),       MANAGER),
        row(SOLVED,             "publish_resolution",   "resolution_published",   To::Same,                  &[KNOWLEDGE_MANAGER, PROBLEM_MANAGER]),
        row(&[Resolved],        "start_monitoring",     "effect_monitoring_started", To::Phase(MonitoringEffect), MANAGER),
        row(&[MonitoringEffect], "end_effect_period",   "effect_period_ended",    To::Same,                  &[SYSTEM]),
        row(&[MonitoringEffect], "review_effectiveness", "effectiveness_reviewed", To::Same,                 MANAGER),
        row(&[MonitoringEffect], "review_effectiveness", "effectiveness_reported", To::Same,                 MANAGER),
        row(SOLVED,             "reopen",               "reopened",               To::Phase(Investigating),  MANAGER),
        // An incident that happened after the solution.
        row(SOLVED,             "link_incidents",        "reopened",               To::Phase(Investigating),  &[PROBLEM_MANAGER, PROBLEM_ANALYST, SYSTEM]),
        row(&[MonitoringEffect], "close",               "closed",                 To::Phase(Closed),         MANAGER),
        row(&[Investigating],   "close_without_cause",  "closed_without_cause",   To::Phase(ClosedUnresolved), MANAGER),
        row(&[RootCauseFound, KnownError],
                                "accept",               "accepted_unresolved",    To::Phase(ClosedUnresolved), &[SERVICE_MANAGER]),
        row(WITHOUT_CAUSE,      "cancel",               "cancelled",              To::Phase(Cancelled),      MANAGER),
        row(WITHOUT_CAUSE,      "merge",                "merged",                 To::Phase(Merged),         MANAGER),
        row(&[RootCauseFound, KnownError],
                                "merge",                "merged",                 To::Phase(Merged),         MANAGER),

        row(&[Unidentified],    "set_policy",           "policy_set",             To::Phase(Policy),         &[PROCESS_OWNER]),
        row(&[Policy],          "set_policy",           "policy_set",             To::Same,                  &[PROCESS_OWNER]),
    ],
    attested: &[
        Attested { command: "identify", guard: "that incidents exist of which there is no record any more" },
        Attested { command: "link_incidents", guard: "that an incident exists of which there is no record any more" },
        Attested { command: "confirm_hardening", guard: "`hardening_done`, until the controls know" },
        Attested { command: "resolve", guard: "`change_successful`, where no change on record is named" },
        Attested { command: "note_change_failed", guard: "`change_rejected_given_up_or_backed_out`, where no change on record is named" },
        Attested { command: "accept", guard: "`risk_accepted_by_owner`, until risk management knows" },
        Attested { command: "set_policy", guard: "that the document states these figures, until document control knows" },
    ],
};

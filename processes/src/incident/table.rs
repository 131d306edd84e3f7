//! The lifecycle of an incident: every thing that may happen, and by whom.

use super::Phase::{
    self, Assigned, AwaitingChange, Cancelled, Classified, Closed, Converted, InProgress, Logged,
    Merged, OnHold, Prioritised, Resolved, Unlogged,
};
use crate::roles::{
    INCIDENT_MANAGER, MAJOR_INCIDENT_MANAGER, MONITORING, RECORDER, RESOLVER, SECURITY_OFFICER,
    SERVICE_DESK, SYSTEM, TOP_MANAGEMENT, USER,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

/// Not yet over, and not restored.
const OPEN: &[Phase] =
    &[Logged, Classified, Prioritised, Assigned, InProgress, OnHold, AwaitingChange];
/// ... and classified.
const CLASSIFIED: &[Phase] =
    &[Classified, Prioritised, Assigned, InProgress, OnHold, AwaitingChange];
/// ... and prioritised.
const PRIORITISED: &[Phase] = &[Prioritised, Assigned, InProgress, OnHold, AwaitingChange];
/// ... and someone's.
const AT_WORK: &[Phase] = &[Assigned, InProgress, OnHold, AwaitingChange];
/// Not yet over.
const OPEN_OR_RESOLVED: &[Phase] =
    &[Logged, Classified, Prioritised, Assigned, InProgress, OnHold, AwaitingChange, Resolved];
/// Classified and not yet over: where a major incident may be one, and a problem be behind it.
const MAY_BE_MAJOR: &[Phase] =
    &[Classified, Prioritised, Assigned, InProgress, OnHold, AwaitingChange, Resolved];
/// Someone's, and not yet over.
const AT_WORK_OR_RESOLVED: &[Phase] = &[Assigned, InProgress, OnHold, AwaitingChange, Resolved];
/// Who say that data of customers leaked.
const LEAKS: &[Role] = &[SERVICE_DESK, RESOLVER, INCIDENT_MANAGER, SECURITY_OFFICER];
/// Any at all.
const ANY: &[Phase] = &[
    Unlogged,
    Logged,
    Classified,
    Prioritised,
    Assigned,
    InProgress,
    OnHold,
    AwaitingChange,
    Resolved,
    Closed,
    Cancelled,
    Merged,
    Converted,
];
/// Any but the one before the first event.
const KNOWN: &[Phase] = &[
    Logged,
    Classified,
    Prioritised,
    Assigned,
    InProgress,
    OnHold,
    AwaitingChange,
    Resolved,
    Closed,
    Cancelled,
    Merged,
    Converted,
];

/// Everything that may happen to an incident.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unlogged,       "unlogged",        Plan),
        phase(Logged,         "logged",          Plan),
        phase(Classified,     "classified",      Plan),
        phase(Prioritised,    "prioritised",     Plan),
        phase(Assigned,       "assigned",        Do),
        phase(InProgress,     "in_progress",     Do),
        phase(OnHold,         "on_hold",         Do),
        phase(AwaitingChange, "awaiting_change", Do),
        phase(Resolved,       "resolved",        Check),
        phase(Closed,         "closed",          Act),
        phase(Cancelled,      "cancelled",       Act),
        phase(Merged,         "merged",          Act),
        phase(Converted,      "converted",       Act),
    ],
    rows: &[
        //  from                 command                  event                    to                        roles
        row(&[Unlogged],         "log",                   "logged",                To::Phase(Logged),         &[SERVICE_DESK, USER, MONITORING, SYSTEM]),
        row(&[Logged],           "classify",              "classified",            To::Phase(Classified),     &[SERVICE_DESK, SYSTEM]),
        row(&[Classified],       "prioritise",            "prioritised",           To::Phase(Prioritised),    &[SERVICE_DESK, SYSTEM]),
        row(&[Prioritised],      "assign",                "assigned",              To::Phase(Assigned),       &[SERVICE_DESK, SYSTEM]),
        row(&[Assigned],         "respond",               "responded",             To::Phase(InProgress),     &[RESOLVER, SERVICE_DESK]),
        row(AT_WORK,             "reassign",              "reassigned",            To::Phase(Assigned),       &[INCIDENT_MANAGER, SERVICE_DESK, RESOLVER, RECORDER]),
        row(OPEN_OR_RESOLVED,    "update",                "updated",               To::Same,                  &[RESOLVER, SERVICE_DESK, USER, MONITORING]),
        row(PRIORITISED,         "reprioritise",          "reprioritised",         To::Same,                  &[INCIDENT_MANAGER, SERVICE_DESK, SYSTEM, RECORDER]),
        row(MAY_BE_MAJOR,        "reclassify",            "reclassified",          To::Same,                  &[SERVICE_DESK, RESOLVER, INCIDENT_MANAGER, SECURITY_OFFICER, RECORDER]),
        row(MAY_BE_MAJOR,        "flag_security",         "security_flagged",      To::Same,                  &[SECURITY_OFFICER, SYSTEM, SERVICE_DESK, RESOLVER]),
        row(MAY_BE_MAJOR,        "report_leak",           "data_leaked",           To::Same,                  LEAKS),
        // A leak touches security gravely, whatever was said before.
        row(MAY_BE_MAJOR,        "report_leak",           "security_flagged",      To::Same,                  LEAKS),
        row(OPEN,                "escalate",              "escalated",             To::Same,                  &[SYSTEM, RESOLVER, INCIDENT_MANAGER]),
        row(OPEN_OR_RESOLVED,    "notify_progress",       "progress_notified",     To::Same,                  &[SERVICE_DESK, SYSTEM]),
        row(&[Classified, Prioritised, Assigned, InProgress],
                                 "consult_information",   "information_consulted", To::Same,                  &[RESOLVER, SYSTEM]),
        row(CLASSIFIED,          "match_known_error",     "known_error_matched",   To::Same,                  &[RESOLVER, SYSTEM]),
        row(&[InProgress],       "apply_workaround",      "workaround_applied",    To::Same,                  &[RESOLVER]),
        row(OPEN_OR_RESOLVED,    "link_ci",               "ci_linked",             To::Same,                  &[SERVICE_DESK, SYSTEM]),
        row(MAY_BE_MAJOR,        "link_problem",          "problem_linked",        To::Same,                  &[RESOLVER, SYSTEM]),
        row(AT_WORK_OR_RESOLVED, "link_change",           "change_linked",         To::Same,                  &[RESOLVER]),
        row(OPEN_OR_RESOLVED,    "unlink",                "unlinked",              To::Same,                  &[SERVICE_DESK, RESOLVER]),
        row(&[InProgress],       "hold",                  "held",                  To::Phase(OnHold),         &[RESOLVER, RECORDER]),
        row(&[OnHold],           "resume",                "resumed",               To::Phase(InProgress),     &[RESOLVER, SYSTEM, RECORDER]),
        row(&[InProgress],       "raise_change",          "change_raised",         To::Phase(AwaitingChange), &[RESOLVER]),
        row(&[AwaitingChange],   "note_change_done",      "change_completed",      To::Phase(InProgress),     &[SYSTEM]),
        row(AT_WORK,             "resolve",               "resolved",              To::Phase(Resolved),       &[RESOLVER, SERVICE_DESK, MONITORING, RECORDER]),
        row(&[Resolved],         "reopen",                "reopened",              To::Phase(InProgress),     &[USER, SERVICE_DESK, MONITORING]),
        row(&[Resolved],         "close",                 "closed",                To::Phase(Closed),         &[SERVICE_DESK, SYSTEM]),
        row(OPEN,                "cancel",                "cancelled",             To::Phase(Cancelled),      &[SERVICE_DESK, USER]),
        row(OPEN,                "merge",                 "merged",                To::Phase(Merged),         &[SERVICE_DESK]),
        row(&[Merged],           "follow_parent",         "parent_followed",       To::Same,                  &[SYSTEM]),
        row(&[Logged, Classified, Prioritised, Assigned, InProgress],
                                 "convert",               "converted_to_request",  To::Phase(Converted),      &[SERVICE_DESK]),

        // The clocks. A breach that is found out when it is over is still recorded: hence resolved.
        row(OPEN,                "warn_target",           "target_at_risk",        To::Same,                  &[SYSTEM]),
        row(OPEN_OR_RESOLVED,    "record_target_miss",    "target_missed",         To::Same,                  &[SYSTEM]),
        row(OPEN,                "retime",                "retimed",               To::Same,                  &[SYSTEM]),
        // Whatever overturns a miss says so in the same batch.
        row(KNOWN,               "retime",                "breach_superseded",     To::Same,                  &[SYSTEM]),

        // Major incident: what is possible is said by its own table, MAJOR.
        row(CLASSIFIED,          "declare_major",         "declared_major",        To::Same,                  &[INCIDENT_MANAGER, SYSTEM, SERVICE_DESK]),
        row(MAY_BE_MAJOR,        "notify_top_management", "top_management_notified", To::Same,                &[SYSTEM, INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "assign_manager",        "manager_assigned",      To::Same,                  &[TOP_MANAGEMENT, INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "start_restoration",     "restoration_started",   To::Same,                  &[MAJOR_INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "issue_update",          "update_issued",         To::Same,                  &[MAJOR_INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "request_continuity",    "continuity_requested",  To::Same,                  &[MAJOR_INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "replace_manager",       "manager_replaced",      To::Same,                  &[TOP_MANAGEMENT, INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "restore",               "restored",              To::Same,                  &[MAJOR_INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "relapse",               "relapsed",              To::Same,                  &[MAJOR_INCIDENT_MANAGER, MONITORING]),
        row(MAY_BE_MAJOR,        "start_review",          "review_started",        To::Same,                  &[MAJOR_INCIDENT_MANAGER, SYSTEM]),
        row(MAY_BE_MAJOR,        "review",                "reviewed",              To::Same,                  &[MAJOR_INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "close_major",           "major_closed",          To::Same,                  &[MAJOR_INCIDENT_MANAGER]),
        row(MAY_BE_MAJOR,        "downgrade_major",       "major_downgraded",      To::Same,                  &[MAJOR_INCIDENT_MANAGER, INCIDENT_MANAGER]),

        // Another system's history.
        row(ANY,                 "adopt",                 "adopted",               To::Stated,                &[RECORDER]),
        row(KNOWN,               "state_attributes",      "attributes_stated",     To::Same,                  &[RECORDER]),
        row(KNOWN,               "state_late_row",        "late_row_stated",       To::Same,                  &[RECORDER]),
    ],
    attested: &[
        Attested { command: "assign", guard: "`resolver_competent`, until competence management knows" },
        Attested { command: "convert", guard: "`is_service_request`, until request fulfilment takes it over" },
        Attested { command: "declare_major", guard: "`matches_agreed_major_definition`, where the definition gives no figures" },
        Attested { command: "assign_manager", guard: "`named_by_top_management_or_delegate`, whom top management has named" },
        Attested { command: "replace_manager", guard: "`named_by_top_management_or_delegate`, whom top management has named" },
        Attested { command: "request_continuity", guard: "`plan_trigger`, until continuity management knows" },
        Attested { command: "restore", guard: "`agreed_service_verified`, somebody has looked" },
    ],
};

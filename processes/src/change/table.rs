//! The lifecycle of a change: every thing that may happen, and by whom.

use super::Phase::{
    self, Approved, Assessing, AwaitingApproval, AwaitingInformation, BackedOut, BackingOut,
    Building, Cancelled, Classified, Closed, EmergencyAuthorised, Failed, Implemented,
    Implementing, Investigating, Merged, OnHold, Ready, Rejected, Remedied, Remedying, Requested,
    Reviewing, Scheduled, Testing, UnderServiceDesign, Unrequested, Withdrawn,
};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CAPACITY_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_IMPLEMENTER,
    CHANGE_MANAGER, CHANGE_REQUESTER, CONFIGURATION_MANAGER, CONTINUITY_MANAGER,
    EMERGENCY_CHANGE_BOARD, FINANCIAL_MANAGER, MONITORING, RECORDER, RELEASE_MANAGER,
    SECURITY_OFFICER, SERVICE_MANAGER, SYSTEM, TESTER,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::Role;
use engine::lifecycle::{Attested, Lifecycle, To, phase, row};

/// Where what is written may still be other.
const WRITTEN: &[Phase] =
    &[Requested, Classified, Assessing, AwaitingInformation, UnderServiceDesign, AwaitingApproval];
/// Where it is not carried out yet, and can be given up.
const AHEAD: &[Phase] = &[
    Requested,
    Classified,
    Assessing,
    AwaitingInformation,
    UnderServiceDesign,
    AwaitingApproval,
    Approved,
    EmergencyAuthorised,
    Building,
    Testing,
    Ready,
    Scheduled,
    OnHold,
];
/// Where it is not over.
const OPEN: &[Phase] = &[
    Requested,
    Classified,
    Assessing,
    AwaitingInformation,
    UnderServiceDesign,
    AwaitingApproval,
    Approved,
    EmergencyAuthorised,
    Building,
    Testing,
    Ready,
    Scheduled,
    OnHold,
    Implementing,
    BackingOut,
    Remedying,
    Implemented,
    Failed,
    BackedOut,
    Remedied,
    Investigating,
    Reviewing,
];
/// Where it is decided, and not begun.
const DECIDED: &[Phase] = &[Approved, Building, Testing, Ready, Scheduled];

pub(super) const REQUESTING: &[Role] = &[CHANGE_REQUESTER, SYSTEM];
pub(super) const REVISING: &[Role] = &[CHANGE_REQUESTER, CHANGE_MANAGER];
pub(super) const MANAGING: &[Role] = &[CHANGE_MANAGER];
pub(super) const IMPLEMENTING: &[Role] = &[CHANGE_IMPLEMENTER];
pub(super) const TESTING: &[Role] = &[TESTER];
pub(super) const ADOPTING: &[Role] = &[CHANGE_MANAGER, RECORDER];
const ASSESSING: &[Role] = &[
    CHANGE_MANAGER,
    SERVICE_MANAGER,
    SECURITY_OFFICER,
    FINANCIAL_MANAGER,
    BUSINESS_RELATIONSHIP_MANAGER,
    CONTINUITY_MANAGER,
    CAPACITY_MANAGER,
    RELEASE_MANAGER,
    SYSTEM,
];

/// Everything that may happen to a change.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unrequested,         "unrequested",          Plan),
        phase(Requested,           "requested",            Plan),
        phase(Classified,          "classified",           Plan),
        phase(Assessing,           "assessing",            Plan),
        phase(AwaitingInformation, "awaiting_information", Plan),
        phase(UnderServiceDesign,  "under_service_design", Plan),
        phase(AwaitingApproval,    "awaiting_approval",    Plan),
        phase(Approved,            "approved",             Plan),
        phase(Rejected,            "rejected",             Plan),
        phase(Withdrawn,           "withdrawn",            Plan),
        phase(EmergencyAuthorised, "emergency_authorised", Do),
        phase(Building,            "building",             Do),
        phase(Testing,             "testing",              Do),
        phase(Ready,               "ready",                Do),
        phase(Scheduled,           "scheduled",            Do),
        phase(OnHold,              "on_hold",              Do),
        phase(Implementing,        "implementing",         Do),
        phase(BackingOut,          "backing_out",          Do),
        phase(Remedying,           "remedying",            Do),
        phase(Implemented,         "implemented",          Check),
        phase(Failed,              "failed",               Check),
        phase(BackedOut,           "backed_out",           Check),
        phase(Remedied,            "remedied",             Check),
        phase(Investigating,       "investigating",        Check),
        phase(Reviewing,           "reviewing",            Check),
        phase(Closed,              "closed",               Act),
        phase(Cancelled,           "cancelled",            Act),
        phase(Merged,              "merged",               Act),
    ],
    rows: &[
        // What is wanted.
        row(&[Unrequested],          "request",                 "requested",              To::Phase(Requested),           REQUESTING),
        row(&[Requested],            "classify",                "classified",             To::Phase(Classified),          &[CHANGE_MANAGER, SYSTEM]),
        row(&[Classified, Assessing, AwaitingInformation, UnderServiceDesign, AwaitingApproval, Approved, EmergencyAuthorised],
                                     "reclassify",              "reclassified",           To::Phase(Classified),          MANAGING),
        row(WRITTEN,                 "revise",                  "revised",                To::Same,                       REVISING),
        row(&[AwaitingApproval],     "revise",                  "revised",                To::Phase(Assessing),           REVISING),
        row(&[AwaitingApproval],     "revise",                  "revised",                To::Phase(UnderServiceDesign),  REVISING),

        // What it would do.
        row(&[Classified],           "start_assessment",        "assessment_started",     To::Phase(Assessing),           MANAGING),
        row(&[Classified],           "route_to_design",         "routed_to_design",       To::Phase(UnderServiceDesign),  MANAGING),
        row(&[Assessing, UnderServiceDesign, EmergencyAuthorised, Implemented, Investigating, Reviewing],
                                     "assess",                  "assessed",               To::Same,                       ASSESSING),
        row(&[Assessing, UnderServiceDesign],
                                     "model_threats",           "threat_modelled",        To::Same,                       &[SECURITY_OFFICER]),
        row(&[Assessing, UnderServiceDesign],
                                     "scan_vulnerabilities",    "vulnerability_scanned",  To::Same,                       &[SECURITY_OFFICER, SYSTEM]),
        row(&[Assessing],            "ask_information",         "information_requested",  To::Phase(AwaitingInformation), MANAGING),
        row(&[AwaitingInformation],  "provide_information",     "information_provided",   To::Phase(Assessing),           &[CHANGE_REQUESTER, CHANGE_MANAGER]),
        row(&[Assessing, UnderServiceDesign, EmergencyAuthorised, AwaitingApproval, Building, Testing, Ready],
                                     "plan_backout",            "backout_planned",        To::Same,                       IMPLEMENTING),
        row(&[Approved, EmergencyAuthorised, Building, Testing, Ready],
                                     "test_backout",            "backout_tested",         To::Same,                       TESTING),

        // The decision.
        row(&[Assessing],            "submit_for_approval",     "submitted_for_approval", To::Phase(AwaitingApproval),    MANAGING),
        row(&[UnderServiceDesign, AwaitingApproval],
                                     "accept_design",           "design_accepted",        To::Phase(AwaitingApproval),    &[CHANGE_MANAGER, SYSTEM]),
        row(&[AwaitingApproval],     "vote",                    "voted",                  To::Same,                       &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(&[AwaitingApproval],     "vote",                    "approved",               To::Phase(Approved),            &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(&[AwaitingApproval],     "vote",                    "rejected",               To::Phase(Rejected),            &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(&[AwaitingApproval],     "vote",                    "returned_for_rework",    To::Phase(Assessing),           &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(&[AwaitingApproval],     "vote",                    "returned_for_rework",    To::Phase(UnderServiceDesign),  &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(&[Requested, Classified, Assessing],
                                     "reject",                  "rejected",               To::Phase(Rejected),            MANAGING),
        row(&[UnderServiceDesign],   "reject",                  "rejected",               To::Phase(Rejected),            &[CHANGE_ADVISORY_BOARD]),
        row(&[Classified],           "preapprove",              "preapproved",            To::Phase(Approved),            &[CHANGE_MANAGER, SYSTEM]),
        row(&[Classified],           "authorise_emergency",     "emergency_voted",        To::Same,                       &[EMERGENCY_CHANGE_BOARD]),
        row(&[Classified],           "authorise_emergency",     "emergency_authorised",   To::Phase(EmergencyAuthorised), &[EMERGENCY_CHANGE_BOARD]),
        row(&[Unrequested],          "adopt",                   "adopted",                To::Phase(Implemented),         ADOPTING),

        // Build and test.
        row(&[Approved, EmergencyAuthorised],
                                     "start_build",             "build_started",          To::Phase(Building),            IMPLEMENTING),
        row(&[Building],             "complete_build",          "built",                  To::Phase(Testing),             IMPLEMENTING),
        row(&[Testing],              "pass_test",               "tested",                 To::Phase(Ready),               TESTING),
        row(&[Approved],             "pass_test",               "tested",                 To::Phase(Ready),               &[SYSTEM]),
        row(&[Testing],              "fail_test",               "test_failed",            To::Phase(Building),            TESTING),
        row(&[Approved],             "waive_test",              "test_waived",            To::Phase(Ready),               MANAGING),
        row(&[Building],             "waive_test",              "test_waived",            To::Phase(Ready),               &[EMERGENCY_CHANGE_BOARD]),

        // When.
        row(&[Ready],                "schedule",                "scheduled",              To::Phase(Scheduled),           MANAGING),
        row(&[Ready],                "schedule",                "slot_refused",           To::Same,                       MANAGING),
        row(&[Scheduled],            "publish_schedule",        "schedule_published",     To::Same,                       &[CHANGE_MANAGER, SYSTEM]),
        row(&[Scheduled],            "reschedule",              "rescheduled",            To::Same,                       MANAGING),
        row(&[Scheduled],            "reschedule",              "slot_refused",           To::Same,                       MANAGING),
        row(DECIDED,                 "hold",                    "held",                   To::Phase(OnHold),              MANAGING),
        row(&[OnHold],               "resume",                  "resumed",                To::Resumed,                    MANAGING),
        row(&[OnHold],               "resume",                  "slot_refused",           To::Same,                       MANAGING),

        // Carrying out.
        row(&[Scheduled],            "start_implementation",    "implementation_started", To::Phase(Implementing),        IMPLEMENTING),
        row(&[Scheduled],            "start_implementation",    "slot_refused",           To::Same,                       IMPLEMENTING),
        row(&[Implementing],         "retry_step",              "step_retried",           To::Same,                       IMPLEMENTING),
        row(&[Implementing],         "complete_implementation", "implemented",            To::Phase(Implemented),         &[CHANGE_IMPLEMENTER, SYSTEM]),
        row(&[Implementing, Implemented, Remedied, Investigating, Reviewing],
                                     "fail",                    "failed",                 To::Phase(Failed),              &[CHANGE_IMPLEMENTER, MONITORING, SYSTEM]),
        row(&[Failed],               "start_backout",           "backout_started",        To::Phase(BackingOut),          &[CHANGE_IMPLEMENTER, SYSTEM]),
        row(&[BackingOut],           "back_out",                "backed_out",             To::Phase(BackedOut),           &[CHANGE_IMPLEMENTER, SYSTEM]),
        row(&[BackingOut],           "fail_backout",            "backout_failed",         To::Phase(Failed),              IMPLEMENTING),
        row(&[Failed],               "start_remedy",            "remedy_started",         To::Phase(Remedying),           &[CHANGE_MANAGER, SYSTEM]),
        row(&[Remedying],            "remedy",                  "remedied",               To::Phase(Remedied),            &[CHANGE_IMPLEMENTER, SYSTEM]),
        row(&[Remedying],            "fail_remedy",             "remedy_failed",          To::Phase(Failed),              IMPLEMENTING),

        // What came of it.
        row(&[BackedOut, Remedied, Reviewing],
                                     "start_investigation",     "investigation_started",  To::Phase(Investigating),       MANAGING),
        row(&[Investigating],        "complete_investigation",  "investigated",           To::Phase(Reviewing),           MANAGING),
        row(&[Implemented, Remedied, Investigating, Reviewing],
                                     "confirm_cmdb_update",     "cmdb_updated",           To::Same,                       &[CONFIGURATION_MANAGER, SYSTEM]),
        row(&[Implemented],          "start_review",            "review_started",         To::Phase(Reviewing),           &[CHANGE_MANAGER, SYSTEM]),
        row(&[Reviewing],            "review",                  "reviewed",               To::Same,                       MANAGING),
        row(&[Reviewing],            "agree_actions",           "actions_agreed",         To::Same,                       MANAGING),
        row(&[Implemented, Investigating, Reviewing],
                                     "assess_retrospectively",  "retrospectively_assessed", To::Same,                     MANAGING),
        row(&[Reviewing],            "close",                   "closed",                 To::Phase(Closed),              &[CHANGE_MANAGER, SYSTEM]),
        row(&[Reviewing],            "replan",                  "replanned",              To::Phase(Classified),          MANAGING),
        // An end that stands, and what it was is put right.
        row(&[Closed],               "correct_outcome",         "outcome_corrected",      To::Same,                      &[CHANGE_MANAGER, MONITORING, SYSTEM]),
        row(&[Closed],               "start_investigation",     "investigation_started",  To::Same,                       MANAGING),
        row(&[Closed],               "complete_investigation",  "investigated",           To::Same,                       MANAGING),

        // Other ends.
        row(&[Requested, Classified, Assessing, AwaitingInformation, AwaitingApproval],
                                     "withdraw",                "withdrawn",              To::Phase(Withdrawn),           &[CHANGE_REQUESTER]),
        row(AHEAD,                   "cancel",                  "cancelled",              To::Phase(Cancelled),           MANAGING),
        row(&[Requested, Classified, Assessing, AwaitingInformation],
                                     "merge",                   "merged",                 To::Phase(Merged),              MANAGING),
        row(OPEN,                    "escalate",                "escalated",              To::Same,                       &[SYSTEM, CHANGE_MANAGER]),
    ],
    attested: &[
        Attested { command: "classify", guard: "`change_policy_in_force`, until document control knows" },
        Attested { command: "reclassify", guard: "`change_policy_in_force`, until document control knows" },
        Attested { command: "submit_for_approval", guard: "`threat_model_and_scan_present_if_phase2`, that the check is not switched on, and `residual_risk_within_criteria_or_accepted`, until risk management knows" },
        Attested { command: "authorise_emergency", guard: "`matches_agreed_emergency_definition`, which is in words" },
        Attested { command: "adopt", guard: "`matches_agreed_emergency_definition`, which is in words" },
        Attested { command: "complete_implementation", guard: "`post_checks_passed`, somebody has looked" },
        Attested { command: "back_out", guard: "`baseline_restored`, somebody has looked" },
        Attested { command: "start_remedy", guard: "`remedy_approved`" },
        Attested { command: "remedy", guard: "`post_checks_passed`, somebody has looked" },
        Attested { command: "close", guard: "`retest_planned_if_environment_major`, until continuity knows; and `new_service_or_removal_reported_or_closed_if_major`, where no service names it any more" },
        Attested { command: "merge", guard: "`requester_told`" },
        Attested { command: "reject", guard: "`requester_told`" },
    ],
};

//! The lifecycle of a release.

use super::Phase::{
    self, AcceptanceFailed, Accepted, Analysed, Approved, AwaitingAcceptance, Building, Canary,
    Cancelled, Closed, Deployed, Deploying, Failed, Investigating, Observing, OnHold, PlanAgreed,
    Planned, Remedying, RolledBack, RollingBack, Scanning, Scheduled, Testing, Unplanned,
};
use crate::roles::{
    CONFIGURATION_MANAGER, CUSTOMER, DEPLOYER, EMERGENCY_CHANGE_BOARD, MONITORING, RELEASE_MANAGER,
    SECURITY_OFFICER, SERVICE_DESK, SYSTEM, TESTER,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

pub(super) const MANAGER: &[Role] = &[RELEASE_MANAGER];
pub(crate) const DEPLOYING: &[Role] = &[DEPLOYER];
pub(super) const APPROVING: &[Role] = &[RELEASE_MANAGER, EMERGENCY_CHANGE_BOARD];
pub(super) const TESTING: &[Role] = &[TESTER];
const AGREEING: &[Role] = &[RELEASE_MANAGER, CUSTOMER];
const FAILING: &[Role] = &[DEPLOYER, MONITORING, SYSTEM];
const PUBLISHING: &[Role] = &[RELEASE_MANAGER, SYSTEM];

/// What it is may still be settled.
const OPEN_SCOPE: &[Phase] = &[Planned, PlanAgreed, Building];
/// Nothing of it is in use.
const AHEAD: &[Phase] = &[
    Planned,
    PlanAgreed,
    Building,
    Testing,
    Scanning,
    AwaitingAcceptance,
    AcceptanceFailed,
    Accepted,
    Approved,
    Scheduled,
    OnHold,
];
/// Built, and nothing of it is in use.
const BUILT: &[Phase] = &[Testing, Scanning, AwaitingAcceptance, Accepted, Approved, Scheduled];

/// Everything that may happen to a release.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unplanned,          "unplanned",           Plan),
        phase(Planned,            "planned",             Plan),
        phase(PlanAgreed,         "plan_agreed",         Plan),
        phase(Building,           "building",            Do),
        phase(Testing,            "testing",             Do),
        phase(Scanning,           "scanning",            Do),
        phase(AwaitingAcceptance, "awaiting_acceptance", Do),
        phase(AcceptanceFailed,   "acceptance_failed",   Do),
        phase(Accepted,           "accepted",            Do),
        phase(Approved,           "approved",            Do),
        phase(Scheduled,          "scheduled",           Do),
        phase(OnHold,             "on_hold",             Do),
        phase(Canary,             "canary",              Do),
        phase(Deploying,          "deploying",           Do),
        phase(RollingBack,        "rolling_back",        Do),
        phase(Remedying,          "remedying",           Do),
        phase(Failed,             "failed",              Check),
        phase(Deployed,           "deployed",            Check),
        phase(RolledBack,         "rolled_back",         Check),
        phase(Observing,          "observing",           Check),
        phase(Investigating,      "investigating",       Check),
        phase(Analysed,           "analysed",            Check),
        phase(Closed,             "closed",              Act),
        phase(Cancelled,          "cancelled",           Act),
    ],
    rows: &[
        // What it is to be.
        row(&[Unplanned],          "plan",                 "planned",               To::Phase(Planned),            &[RELEASE_MANAGER, SYSTEM]),
        row(&[Planned],            "change_scope",         "scope_changed",         To::Same,                      MANAGER),
        // What was agreed is agreed anew.
        row(&[PlanAgreed, Building], "change_scope",       "scope_changed",         To::Phase(Planned),            MANAGER),
        row(&[Planned],            "agree_plan",           "plan_agreed",           To::Phase(PlanAgreed),         AGREEING),
        row(OPEN_SCOPE,            "plan_rollback",        "rollback_planned",      To::Same,                      MANAGER),
        row(OPEN_SCOPE,            "agree_acceptance_criteria", "acceptance_criteria_agreed", To::Same,            AGREEING),
        row(&[Planned],            "authorise_emergency",  "emergency_authorised",  To::Phase(Building),           &[EMERGENCY_CHANGE_BOARD]),

        // That it is right.
        row(&[PlanAgreed, Building], "start_build",          "build_started",         To::Phase(Building),           DEPLOYING),
        row(&[Building],           "start_test",           "test_started",          To::Phase(Testing),            TESTING),
        row(&[Building, Testing],  "test_rollback",        "rollback_tested",       To::Same,                      TESTING),
        row(&[Testing],            "fail_test",            "test_failed",           To::Phase(Building),           TESTING),
        row(&[Testing],            "pass_test",            "tested",                To::Phase(Scanning),           TESTING),
        row(&[Scanning],           "record_scan",          "scan_passed",           To::Phase(AwaitingAcceptance), &[SYSTEM, SECURITY_OFFICER]),
        row(&[Scanning],           "record_scan",          "scan_failed",           To::Phase(Building),           &[SYSTEM, SECURITY_OFFICER]),
        row(&[Scanning],           "record_scan",          "scan_inconclusive",     To::Same,                      &[SYSTEM, SECURITY_OFFICER]),
        // A scan that no longer counts is done again.
        row(&[Approved, Scheduled], "record_scan",         "scan_passed",           To::Same,                      &[SYSTEM, SECURITY_OFFICER]),
        row(&[Approved, Scheduled], "record_scan",         "scan_failed",           To::Phase(Building),           &[SYSTEM, SECURITY_OFFICER]),
        row(&[Approved, Scheduled], "record_scan",         "scan_inconclusive",     To::Same,                      &[SYSTEM, SECURITY_OFFICER]),
        row(&[AwaitingAcceptance], "accept",               "accepted",              To::Phase(Accepted),           &[CUSTOMER]),
        row(&[AwaitingAcceptance], "fail_acceptance",      "acceptance_failed",     To::Phase(AcceptanceFailed),   &[CUSTOMER]),
        row(&[AcceptanceFailed],   "decide_rework",        "rework_decided",        To::Phase(Building),           MANAGER),
        row(&[AcceptanceFailed],   "accept_with_deviation", "deviation_accepted",   To::Phase(Accepted),           AGREEING),
        row(&[AwaitingAcceptance], "accept_with_deviation", "deviation_accepted",   To::Phase(Accepted),           &[EMERGENCY_CHANGE_BOARD]),
        row(&[Accepted],           "approve",              "approved",              To::Phase(Approved),           APPROVING),
        row(BUILT,                 "return_to_build",      "returned_to_build",     To::Phase(Building),           MANAGER),

        // When.
        row(&[Approved],           "schedule",             "scheduled",             To::Phase(Scheduled),          MANAGER),
        row(&[Approved],           "schedule",             "slot_refused",          To::Same,                      MANAGER),
        row(&[Scheduled],          "reschedule",           "rescheduled",           To::Same,                      MANAGER),
        row(&[Scheduled],          "reschedule",           "slot_refused",          To::Same,                      MANAGER),
        row(&[Scheduled],          "publish_dates",        "dates_published",       To::Same,                      PUBLISHING),
        row(&[PlanAgreed, Approved, Scheduled],
                                   "hold",                 "held",                  To::Phase(OnHold),             MANAGER),
        row(&[OnHold],             "resume",               "resumed",               To::Resumed,                   MANAGER),
        row(&[OnHold],             "resume",               "slot_refused",          To::Same,                      MANAGER),
        row(&[Approved, Scheduled], "capture_baseline",    "baseline_captured",     To::Same,                      &[CONFIGURATION_MANAGER, SYSTEM]),

        // Into use.
        row(&[Scheduled],          "start_canary",         "canary_started",        To::Phase(Canary),             DEPLOYING),
        row(&[Canary],             "report_health",        "health_reported",       To::Same,                      &[MONITORING, DEPLOYER, SYSTEM]),
        row(&[Canary],             "widen_canary",         "canary_widened",        To::Same,                      &[DEPLOYER, SYSTEM]),
        row(&[Canary],             "widen_canary",         "canary_waits",          To::Same,                      &[DEPLOYER, SYSTEM]),
        row(&[Canary],             "widen_canary",         "canary_completed",      To::Same,                      &[DEPLOYER, SYSTEM]),
        row(&[Canary],             "abort_canary",         "canary_aborted",        To::Phase(RollingBack),        FAILING),
        row(&[Canary],             "promote",              "promoted",              To::Phase(Deploying),          MANAGER),
        row(&[Scheduled],          "start_deployment",     "deployment_started",    To::Phase(Deploying),          DEPLOYING),
        row(&[Canary, Deploying],  "retry_step",           "step_retried",          To::Same,                      DEPLOYING),
        row(&[Deploying],          "verify_integrity",     "integrity_verified",    To::Same,                      DEPLOYING),
        row(&[Deploying],          "deploy",               "deployed",              To::Phase(Deployed),           DEPLOYING),
        // In the same batch.
        row(&[Deployed],           "deploy",               "observation_started",   To::Phase(Observing),          DEPLOYING),

        // When it fails.
        row(&[Deploying, Observing], "fail",               "deployment_failed",     To::Phase(Failed),             FAILING),
        row(&[Failed],             "start_rollback",       "rollback_started",      To::Phase(RollingBack),        DEPLOYING),
        row(&[RollingBack],        "roll_back",            "rolled_back",           To::Phase(RolledBack),         DEPLOYING),
        row(&[RollingBack],        "fail_rollback",        "rollback_failed",       To::Phase(Failed),             DEPLOYING),
        row(&[Failed],             "start_remedy",         "remedy_started",        To::Phase(Remedying),          MANAGER),
        row(&[Remedying],          "remedy",               "remedied",              To::Phase(Deployed),           DEPLOYING),
        row(&[Remedying],          "fail_remedy",          "remedy_failed",         To::Phase(Failed),             DEPLOYING),
        row(&[RolledBack],         "start_investigation",  "investigation_started", To::Phase(Investigating),      MANAGER),
        row(&[Investigating],      "investigate",          "investigated",          To::Phase(Analysed),           MANAGER),

        // What came of it.
        row(&[Observing],          "attribute_incident",   "incident_attributed",   To::Same,                      &[SERVICE_DESK, SYSTEM]),
        row(&[Observing],          "end_observation",      "observation_ended",     To::Same,                      &[SYSTEM]),
        row(&[Observing],          "investigate_failure",  "failure_investigated",  To::Same,                      MANAGER),
        row(&[Observing],          "analyse",              "analysed",              To::Phase(Analysed),           MANAGER),
        row(&[Observing, RolledBack, Investigating, Analysed],
                                   "publish_outcome",      "outcome_published",     To::Same,                      PUBLISHING),
        row(&[Analysed],           "review",               "analysis_reviewed",     To::Same,                      MANAGER),
        row(&[Analysed],           "close",                "closed",                To::Phase(Closed),             MANAGER),
        row(&[Analysed],           "replan",               "replanned",             To::Phase(Building),           MANAGER),
        row(AHEAD,                 "cancel",               "cancelled",             To::Phase(Cancelled),          MANAGER),
    ],
    attested: &[
        Attested { command: "plan", guard: "`release_policy_in_force`, until document control knows" },
        Attested { command: "agree_plan", guard: "`customer_and_parties_agreed_or_standing_agreement_for_type`, that the customer agrees, or that an agreement in force is for its type" },
        Attested { command: "authorise_emergency", guard: "`matches_agreed_emergency_definition`, which is in words; that each of its changes was authorised by it is on record" },
        Attested { command: "agree_acceptance_criteria", guard: "`customer_and_parties_agreed`" },
        Attested { command: "start_test", guard: "`controlled_acceptance_environment`, somebody has looked" },
        Attested { command: "accept_with_deviation", guard: "`risk_accepted`, until risk management knows, and `emergency_quorum_met`" },
        Attested { command: "deploy", guard: "`post_checks_passed`, somebody has looked" },
        Attested { command: "roll_back", guard: "`baseline_restored`, somebody has looked" },
        Attested { command: "start_remedy", guard: "`remedy_approved`" },
        Attested { command: "remedy", guard: "`post_checks_passed`, somebody has looked" },
    ],
};

//! The lifecycle of a security incident, and who may see it.

use super::Phase::{
    self, Closed, Containing, Eradicating, FalsePositive, Lessons, Merged, Opened, Policy,
    Recovering, Reviewed, Triaged, Unopened,
};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, EMPLOYEE, MONITORING, SECURITY_OFFICER, SERVICE_MANAGER, SYSTEM,
    TOP_MANAGEMENT,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

/// Those who have to do something about it, and nobody else.
pub const VISIBLE_TO: &[Role] =
    &[SECURITY_OFFICER, SERVICE_MANAGER, BUSINESS_RELATIONSHIP_MANAGER, TOP_MANAGEMENT];

const OFFICER: &[Role] = &[SECURITY_OFFICER];
const OFFICER_AND_RULES: &[Role] = &[SECURITY_OFFICER, SYSTEM];

const OPEN: &[Phase] = &[Opened, Triaged, Containing, Eradicating, Recovering, Lessons, Reviewed];
/// ... and it is known how grave it is.
const GRADED: &[Phase] = &[Triaged, Containing, Eradicating, Recovering, Lessons, Reviewed];
/// ... and services or controls are not as they were.
const ACUTE: &[Phase] = &[Triaged, Containing, Eradicating, Recovering];

/// Everything that may happen to a security incident.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unopened,      "unopened",       Plan),
        phase(Opened,        "opened",         Plan),
        phase(Triaged,       "triaged",        Plan),
        phase(Containing,    "containing",     Do),
        phase(Eradicating,   "eradicating",    Do),
        phase(Recovering,    "recovering",     Do),
        phase(Lessons,       "lessons",        Check),
        phase(Reviewed,      "reviewed",       Check),
        phase(Closed,        "closed",         Act),
        phase(FalsePositive, "false_positive", Act),
        phase(Merged,        "merged",         Act),
        phase(Policy,        "policy",         Plan),
    ],
    rows: &[
        row(&[Unopened],    "open",                 "opened",                To::Phase(Opened),        &[SECURITY_OFFICER, SYSTEM, EMPLOYEE]),
        // What follows from opening it is in the same batch.
        row(&[Opened],      "notify_security_team", "team_notified",         To::Same,                 OFFICER_AND_RULES),
        row(OPEN,           "link_cis",             "cis_linked",            To::Same,                 OFFICER_AND_RULES),
        row(OPEN,           "link_incident",        "incident_linked",       To::Same,                 OFFICER_AND_RULES),
        row(OPEN,           "link_complaint",       "complaint_linked",      To::Same,                 &[SECURITY_OFFICER, BUSINESS_RELATIONSHIP_MANAGER, SYSTEM]),
        row(OPEN,           "link_risk",            "risk_linked",           To::Same,                 OFFICER),
        row(&[Opened],      "triage",               "triaged",               To::Phase(Triaged),       OFFICER),
        row(ACUTE,          "regrade",              "regraded",              To::Same,                 OFFICER),
        row(&[Opened, Triaged, Containing],
                            "dismiss",              "dismissed",             To::Phase(FalsePositive), OFFICER),
        row(OPEN,           "escalate",             "escalated",             To::Same,                 OFFICER_AND_RULES),
        row(GRADED,         "notify_authority",     "authority_notified",    To::Same,                 &[SECURITY_OFFICER, TOP_MANAGEMENT]),
        row(GRADED,         "notify_customer",      "customer_notified",     To::Same,                 &[BUSINESS_RELATIONSHIP_MANAGER]),
        row(OPEN,           "trace_quality",        "quality_trace_started", To::Same,                 &[SERVICE_MANAGER, SYSTEM]),
        row(&[Triaged],     "start_containment",    "containment_started",   To::Phase(Containing),    OFFICER),
        row(&[Triaged, Containing, Eradicating],
                            "preserve_evidence",    "evidence_preserved",    To::Same,                 OFFICER),
        row(&[Containing],  "contain",              "contained",             To::Phase(Eradicating),   OFFICER),
        row(&[Eradicating], "eradicate",            "eradicated",            To::Phase(Recovering),    OFFICER),
        row(&[Recovering],  "recover",              "recovered",             To::Phase(Lessons),       OFFICER),
        row(&[Recovering, Lessons, Reviewed],
                            "relapse",              "relapsed",              To::Phase(Containing),    &[SECURITY_OFFICER, MONITORING]),
        row(&[Triaged],     "resolve_minor",        "minor_resolved",        To::Phase(Lessons),       OFFICER),
        row(&[Lessons],     "review",               "reviewed",              To::Phase(Reviewed),      OFFICER),
        row(&[Reviewed],    "report",               "reported",              To::Same,                 OFFICER),
        row(&[Reviewed],    "close",                "closed",                To::Phase(Closed),        OFFICER),
        row(&[Opened, Triaged, Containing],
                            "merge",                "merged",                To::Phase(Merged),        OFFICER),
        row(OPEN,           "take_over",            "taken_over",            To::Same,                 OFFICER_AND_RULES),

        row(&[Unopened],    "set_policy",           "policy_set",            To::Phase(Policy),        &[TOP_MANAGEMENT]),
        row(&[Policy],      "set_policy",           "policy_set",            To::Same,                 &[TOP_MANAGEMENT]),
    ],
    attested: &[
        Attested { command: "link_complaint", guard: "that the complaint is on record: it may be seen by others than this" },
        Attested { command: "triage", guard: "that the obligations apply, until they are on record; that it is no major incident" },
        Attested { command: "dismiss", guard: "`evidence_attached`, what shows that it is none" },
        Attested { command: "recover", guard: "`service_verified` and `controls_verified`, somebody has looked" },
        Attested { command: "resolve_minor", guard: "`no_system_or_data_affected`, beyond what is on record" },
        Attested { command: "set_policy", guard: "that the document states these figures, until document control knows" },
    ],
};

//! The lifecycle of a complaint.

use super::Phase::{
    self, Acknowledged, Acting, Closed, Escalated, Investigating, Merged, NotAComplaint, Policy,
    Recorded, Reported, Unrecorded, Withdrawn,
};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CUSTOMER, PROCESS_OWNER, SECURITY_OFFICER, SERVICE_DESK,
    SERVICE_MANAGER, SYSTEM, USER,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

/// Who answer the customer.
pub(super) const ANSWERING: &[Role] = &[BUSINESS_RELATIONSHIP_MANAGER];
/// Who decide where the normal way has failed.
pub(super) const HIGHER: &[Role] = &[SERVICE_MANAGER];

/// Nothing was found out yet, or nobody knows what to do.
const EARLY: &[Phase] = &[Recorded, Acknowledged, Investigating];
/// The customer has no answer.
const UNANSWERED: &[Phase] = &[Recorded, Acknowledged, Investigating, Acting, Escalated];
/// What is not over.
const OPEN: &[Phase] = &[Recorded, Acknowledged, Investigating, Acting, Escalated, Reported];

/// Everything that may happen to a complaint.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unrecorded,    "unrecorded",      Plan),
        phase(Recorded,      "recorded",        Plan),
        phase(Acknowledged,  "acknowledged",    Plan),
        phase(Investigating, "investigating",   Do),
        phase(Acting,        "acting",          Do),
        phase(Escalated,     "escalated",       Do),
        phase(Reported,      "reported",        Check),
        phase(Closed,        "closed",          Act),
        phase(Withdrawn,     "withdrawn",       Act),
        phase(NotAComplaint, "not_a_complaint", Act),
        phase(Merged,        "merged",          Act),
        phase(Policy,        "policy",          Plan),
    ],
    rows: &[
        row(&[Unrecorded],   "record",              "recorded",              To::Phase(Recorded),      &[BUSINESS_RELATIONSHIP_MANAGER, SERVICE_DESK, SYSTEM, CUSTOMER, USER]),
        row(&[Recorded],     "acknowledge",         "acknowledged",          To::Phase(Acknowledged),  ANSWERING),
        row(EARLY,           "reclassify",          "reclassified",          To::Phase(NotAComplaint), ANSWERING),
        row(&[Acknowledged], "start_investigation", "investigation_started", To::Phase(Investigating), ANSWERING),
        row(OPEN,            "correlate",           "correlated",            To::Same,                 &[SYSTEM, BUSINESS_RELATIONSHIP_MANAGER, SECURITY_OFFICER]),
        row(&[Investigating], "agree_action",       "action_agreed",         To::Phase(Acting),        ANSWERING),
        row(&[Recorded, Acknowledged],
                             "escalate",            "escalated",             To::Same,                 &[SYSTEM, CUSTOMER]),
        row(&[Investigating, Acting],
                             "escalate",            "escalated",             To::Phase(Escalated),     &[SYSTEM, CUSTOMER]),
        row(&[Escalated],    "take_escalated_action", "escalated_action_agreed", To::Phase(Acting),    HIGHER),
        row(&[Investigating, Acting],
                             "report",              "reported",              To::Phase(Reported),      ANSWERING),
        row(&[Reported],     "close",               "closed",                To::Phase(Closed),        ANSWERING),
        row(&[Reported],     "reopen",              "reopened",              To::Phase(Investigating), &[CUSTOMER]),
        row(UNANSWERED,      "withdraw",            "withdrawn",             To::Phase(Withdrawn),     &[CUSTOMER]),
        row(EARLY,           "merge",               "merged",                To::Phase(Merged),        ANSWERING),

        row(&[Unrecorded],   "set_policy",          "policy_set",            To::Phase(Policy),        &[PROCESS_OWNER]),
        row(&[Policy],       "set_policy",          "policy_set",            To::Same,                 &[PROCESS_OWNER]),
    ],
    attested: &[
        Attested { command: "record", guard: "`customer_identified`, that there is this customer, until business relationship management knows" },
        Attested { command: "acknowledge", guard: "`customer_told`, somebody has told him" },
        Attested { command: "reclassify", guard: "`customer_told`, somebody has told him" },
        Attested { command: "correlate", guard: "that a security incident is on record: only those who may see it know" },
        Attested { command: "report", guard: "`outcome_told_to_customer`, somebody has told him" },
        Attested { command: "close", guard: "`customer_accepted`, somebody has heard him" },
        Attested { command: "merge", guard: "`customer_told`, somebody has told him" },
        Attested { command: "withdraw", guard: "that whoever withdraws it speaks for this customer, until business relationship management knows" },
        Attested { command: "set_policy", guard: "that the document states these figures, until document control knows" },
    ],
};

//! The lifecycle of an indicator.

use super::Phase::{self, Breached, Defined, Measuring, Paused, Policy, Retired, Undefined};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, MONITORING, PROCESS_OWNER, STEERING_COMMITTEE, SYSTEM,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

/// Who answer for indicators.
pub(super) const OWNING: &[Role] = &[PROCESS_OWNER];
/// Who decide on them.
pub(super) const DECIDING: &[Role] = &[STEERING_COMMITTEE];
/// Who write what is decided on.
pub(super) const WRITING: &[Role] = &[PROCESS_OWNER, STEERING_COMMITTEE];

const DEFINING: &[Role] = &[PROCESS_OWNER, SYSTEM];
const MEASURING: &[Role] = &[PROCESS_OWNER, BUSINESS_RELATIONSHIP_MANAGER, MONITORING, SYSTEM];

/// It is measured.
const AT_WORK: &[Phase] = &[Measuring, Breached];
/// Nothing that was missed waits for a review.
const STEADY: &[Phase] = &[Measuring, Paused];

/// Everything that may happen to an indicator.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Undefined, "undefined", Plan),
        phase(Defined,   "defined",   Plan),
        phase(Measuring, "measuring", Do),
        phase(Paused,    "paused",    Do),
        phase(Breached,  "breached",  Check),
        phase(Retired,   "retired",   Act),
        phase(Policy,    "policy",    Plan),
    ],
    rows: &[
        row(&[Undefined], "define",               "defined",              To::Phase(Defined),   DEFINING),
        row(&[Defined],   "define",               "defined",              To::Same,             DEFINING),
        row(&[Defined, Measuring, Paused],
                          "approve",              "approved",             To::Same,             DECIDING),
        // What is approved is in force in the same batch.
        row(&[Defined],   "approve",              "started",              To::Phase(Measuring), DECIDING),
        row(STEADY,       "approve",              "target_changed",       To::Same,             DECIDING),
        row(STEADY,       "retarget",             "retarget_proposed",    To::Same,             WRITING),

        row(AT_WORK,      "measure",              "measured",             To::Same,             MEASURING),
        // What was not reached is a breach in the same batch, and is none any more when that was wrong.
        row(AT_WORK,      "measure",              "breached",             To::Phase(Breached),  MEASURING),
        row(&[Breached],  "measure",              "breach_lifted",        To::Phase(Measuring), MEASURING),
        row(&[Breached],  "measure",              "breach_lifted",        To::Same,             MEASURING),
        row(AT_WORK,      "note_measurement_due", "measurement_fell_due", To::Same,             &[SYSTEM]),
        row(AT_WORK,      "review",               "reviewed",             To::Phase(Measuring), OWNING),
        row(&[Breached],  "note_review_overdue",  "review_overdue",       To::Same,             &[SYSTEM]),

        row(&[Measuring], "pause",                "paused",               To::Phase(Paused),    OWNING),
        row(&[Paused],    "resume",               "resumed",              To::Phase(Measuring), OWNING),
        row(&[Defined, Measuring, Paused],
                          "retire",               "retired",              To::Phase(Retired),   DECIDING),

        row(&[Undefined], "set_policy",           "policy_set",           To::Phase(Policy),    OWNING),
        row(&[Policy],    "set_policy",           "policy_set",           To::Same,             OWNING),
    ],
    attested: &[
        Attested { command: "approve", guard: "that quality, security and service took part, until minutes are on record" },
        Attested { command: "measure", guard: "that the log says so up to that position; what people were asked, and what they said" },
        Attested { command: "set_policy", guard: "that the document states these figures, until document control knows" },
    ],
};

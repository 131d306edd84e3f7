//! The lifecycle of a supplier.

use super::Phase::{
    self, Active, Admitted, Assessing, Changing, Contracting, Ended, Exiting, OnProbation, Policy,
    Proposed, Refused, UnderReview, Unproposed, Withdrawn,
};
use crate::roles::{
    PROCESS_OWNER, SECURITY_OFFICER, SERVICE_MANAGER, SUPPLIER, SUPPLIER_MANAGER, SYSTEM,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

/// A contract is in force.
const BOUND: &[Phase] = &[Active, OnProbation, UnderReview, Changing, Exiting];
/// ... and nothing else is being decided on.
const AT_WORK: &[Phase] = &[Active, OnProbation];
/// ... or it is being looked at how that goes.
const STEADY: &[Phase] = &[Active, OnProbation, UnderReview];

const MANAGER: &[Role] = &[SUPPLIER_MANAGER];
const MANAGER_AND_RULES: &[Role] = &[SUPPLIER_MANAGER, SYSTEM];
const BOTH: &[Role] = &[SUPPLIER_MANAGER, SUPPLIER];

/// Everything that may happen to a supplier.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unproposed,  "unproposed",   Plan),
        phase(Proposed,    "proposed",     Plan),
        phase(Assessing,   "assessing",    Plan),
        phase(Admitted,    "admitted",     Plan),
        phase(Contracting, "contracting",  Plan),
        phase(Refused,     "refused",      Plan),
        phase(Active,      "active",       Do),
        phase(OnProbation, "on_probation", Do),
        phase(UnderReview, "under_review", Check),
        phase(Changing,    "changing",     Act),
        phase(Exiting,     "exiting",      Act),
        phase(Ended,       "ended",        Act),
        phase(Withdrawn,   "withdrawn",    Act),
        phase(Policy,      "policy",       Plan),
    ],
    rows: &[
        row(&[Unproposed],  "propose",             "proposed",                   To::Phase(Proposed),    MANAGER),
        row(&[Proposed],    "start_admission",     "admission_started",          To::Phase(Assessing),   MANAGER),
        row(&[Assessing],   "check_quality",       "quality_gate_checked",       To::Same,               MANAGER),
        row(&[Assessing, Admitted, Contracting, Active, OnProbation, UnderReview],
                            "check_security",      "security_gate_checked",      To::Same,               &[SECURITY_OFFICER]),
        row(&[Assessing],   "check_compatibility", "compatibility_gate_checked", To::Same,               &[SERVICE_MANAGER]),
        row(&[Assessing],   "admit",               "admitted",                   To::Phase(Admitted),    MANAGER),
        row(&[Assessing],   "refuse",              "refused",                    To::Phase(Refused),     MANAGER),
        row(&[Admitted, Contracting, Active, OnProbation, UnderReview, Changing, Exiting],
                            "assign_owner",        "owner_assigned",             To::Same,               MANAGER),
        row(&[Admitted, Contracting],
                            "draft_contract",      "contract_drafted",           To::Phase(Contracting), MANAGER),
        row(&[Contracting], "sign_contract",       "contract_signed",            To::Phase(Active),      BOTH),
        row(&[Contracting], "break_off",           "negotiation_broken_off",     To::Phase(Admitted),    MANAGER),
        row(&[Admitted, Contracting, Active, OnProbation],
                            "map_subcontractors",  "subcontractors_mapped",      To::Same,               MANAGER),
        row(STEADY,         "verify_subcontractor_control",
                                                   "subcontractor_control_verified", To::Same,           MANAGER),
        row(&[Unproposed],  "register_existing",   "existing_registered",        To::Phase(Active),      MANAGER),
        row(&[Proposed, Assessing, Admitted, Contracting],
                            "withdraw",            "withdrawn",                  To::Phase(Withdrawn),   MANAGER),

        row(BOUND,          "record_performance",  "performance_recorded",       To::Same,               MANAGER_AND_RULES),
        // What was not reached is missed in the same batch.
        row(BOUND,          "record_performance",  "target_missed",              To::Same,               MANAGER_AND_RULES),
        row(BOUND,          "note_performance_due", "performance_fell_due",      To::Same,               &[SYSTEM]),
        row(BOUND,          "claim",               "claim_raised",               To::Same,               MANAGER),
        row(BOUND,          "flag_support",        "support_weakened",           To::Same,               MANAGER_AND_RULES),
        row(BOUND,          "clear_support",       "support_restored",           To::Same,               MANAGER_AND_RULES),
        row(AT_WORK,        "start_review",        "review_started",             To::Phase(UnderReview), MANAGER_AND_RULES),
        row(&[UnderReview], "review",              "reviewed",                   To::Same,               MANAGER),
        row(&[UnderReview], "confirm",             "confirmed",                  To::Phase(Active),      MANAGER),
        row(&[UnderReview], "confirm",             "confirmed",                  To::Phase(OnProbation), MANAGER),
        row(&[Active, UnderReview],
                            "put_on_probation",    "probation_begun",            To::Phase(OnProbation), MANAGER),
        row(&[OnProbation], "lift_probation",      "probation_lifted",           To::Phase(Active),      MANAGER),
        row(STEADY,         "propose_contract_change", "contract_change_proposed", To::Phase(Changing),  MANAGER),
        row(&[Changing],    "change_contract",     "contract_changed",           To::Phase(Active),      BOTH),
        row(&[Changing],    "change_contract",     "contract_changed",           To::Phase(OnProbation), BOTH),
        row(&[Changing],    "drop_contract_change", "contract_change_dropped",   To::Phase(Active),      MANAGER),
        row(&[Changing],    "drop_contract_change", "contract_change_dropped",   To::Phase(OnProbation), MANAGER),
        row(&[Active, OnProbation, UnderReview, Changing],
                            "start_exit",          "exit_started",               To::Phase(Exiting),     MANAGER),
        row(&[Exiting],     "transfer_service",    "service_transferred",        To::Same,               MANAGER),
        row(&[Exiting],     "end",                 "ended",                      To::Phase(Ended),       MANAGER),
        row(&[Exiting],     "cancel_exit",         "exit_cancelled",             To::Phase(Active),      MANAGER),
        row(&[Exiting],     "cancel_exit",         "exit_cancelled",             To::Phase(OnProbation), MANAGER),

        // The joint score: what is possible is said by its own table, SCORING.
        row(BOUND,          "open_score",          "score_opened",               To::Same,               MANAGER_AND_RULES),
        row(BOUND,          "score_quality",       "quality_scored",             To::Same,               &[SERVICE_MANAGER]),
        row(BOUND,          "score_security",      "security_scored",            To::Same,               &[SECURITY_OFFICER]),
        row(BOUND,          "score_service",       "service_scored",             To::Same,               &[SERVICE_MANAGER]),
        // The last part brings the score in the same batch.
        row(BOUND,          "score_quality",       "score_computed",             To::Same,               &[SERVICE_MANAGER]),
        row(BOUND,          "publish_score",       "score_published",            To::Same,               MANAGER),
        row(BOUND,          "dispute_score",       "score_disputed",             To::Same,               &[SUPPLIER]),
        row(BOUND,          "rescore",             "score_rescored",             To::Same,               MANAGER),
        row(BOUND,          "void_score",          "score_voided",               To::Same,               MANAGER),

        // Disputes: by their own table, DISPUTE.
        row(BOUND,          "raise_dispute",       "dispute_raised",             To::Same,               BOTH),
        row(BOUND,          "negotiate_dispute",   "dispute_negotiation_started", To::Same,              MANAGER),
        row(BOUND,          "escalate_dispute",    "dispute_escalated",          To::Same,               MANAGER_AND_RULES),
        row(BOUND,          "settle_dispute",      "dispute_settled",            To::Same,               BOTH),
        row(BOUND,          "close_dispute",       "dispute_closed",             To::Same,               MANAGER),
        row(BOUND,          "withdraw_dispute",    "dispute_withdrawn",          To::Same,               BOTH),

        row(&[Unproposed],  "set_policy",          "policy_set",                 To::Phase(Policy),      &[PROCESS_OWNER]),
        row(&[Policy],      "set_policy",          "policy_set",                 To::Same,               &[PROCESS_OWNER]),
    ],
    attested: &[
        Attested { command: "sign_contract", guard: "`both_signed`, the signatures of both" },
        Attested { command: "change_contract", guard: "`both_signed`, the signatures of both" },
        Attested { command: "register_existing", guard: "`contract_older_than_the_engine`, that it is in force" },
        Attested { command: "verify_subcontractor_control", guard: "`evidence_from_lead_supplier`, somebody has looked" },
        Attested { command: "publish_score", guard: "`supplier_heard`, what he says" },
        Attested { command: "start_exit", guard: "`exit_terms_followed`, what the contract says of its end" },
        Attested { command: "transfer_service", guard: "`receiving_party_confirmed`, that he does it now" },
        Attested { command: "end", guard: "`access_revoked` and `assets_returned`, until security controls know; that nothing he did is needed" },
        Attested { command: "cancel_exit", guard: "`both_parties_agreed`, that both want that" },
        Attested { command: "settle_dispute", guard: "`both_parties_signed_or_award_given`, either of both" },
        Attested { command: "close_dispute", guard: "`terms_fulfilled`, what was settled is done" },
        Attested { command: "set_policy", guard: "that the document states these figures, until document control knows" },
    ],
};

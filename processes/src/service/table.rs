//! The lifecycle of a service: what the catalogue says of it, and when its facets may move.

use super::Phase::{self, Drafted, InPipeline, Published, Retired, Revising, Unknown, Verifying};
use crate::roles::{
    AVAILABILITY_MANAGER, BUSINESS_RELATIONSHIP_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_MANAGER,
    CHANGE_REQUESTER, CUSTOMER, MONITORING, PROJECT_MANAGER, RECORDS_MANAGER, RELEASE_MANAGER,
    SECURITY_OFFICER, SERVICE_DESK, SERVICE_LEVEL_MANAGER, SERVICE_MANAGER, SYSTEM, TESTER,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, To, phase, row};

/// Known, and not out of the catalogue.
const KNOWN: &[Phase] = &[InPipeline, Drafted, Published, Revising];
/// In the catalogue.
const LIVE: &[Phase] = &[Published, Revising];
/// Was ever in the catalogue.
const EVER: &[Phase] = &[Published, Revising, Retired];

/// Everything that may happen to a service.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unknown,    "unknown",     Plan),
        phase(InPipeline, "in_pipeline", Plan),
        phase(Drafted,    "drafted",     Plan),
        phase(Published,  "published",   Do),
        phase(Verifying,  "verifying",   Check),
        phase(Revising,   "revising",    Act),
        phase(Retired,    "retired",     Act),
    ],
    rows: &[
        // The entry of the catalogue.
        row(&[Unknown, InPipeline], "draft",                   "drafted",               To::Phase(Drafted),   &[SERVICE_LEVEL_MANAGER]),
        row(&[Drafted],             "draft",                   "drafted",               To::Same,             &[SERVICE_LEVEL_MANAGER]),
        row(&[Drafted],             "agree",                   "agreed",                To::Phase(Published), &[CUSTOMER]),
        row(&[Published],           "start_revision",          "revision_started",      To::Phase(Revising),  &[SERVICE_LEVEL_MANAGER, SYSTEM]),
        row(&[Revising],            "start_revision",          "revision_started",      To::Same,             &[SERVICE_LEVEL_MANAGER, SYSTEM]),
        row(&[Revising],            "publish_revision",        "revised",               To::Phase(Published), &[SERVICE_LEVEL_MANAGER]),
        row(&[Revising],            "publish_revision",        "revised",               To::Same,             &[SERVICE_LEVEL_MANAGER]),
        row(&[Revising],            "abandon_revision",        "revision_abandoned",    To::Phase(Published), &[SERVICE_LEVEL_MANAGER]),
        row(&[Revising],            "abandon_revision",        "revision_abandoned",    To::Same,             &[SERVICE_LEVEL_MANAGER]),
        row(&[Revising],            "record_revision_overdue", "revision_overdue",      To::Same,             &[SYSTEM]),
        row(&[Published],           "verify",                  "verification_started",  To::Phase(Verifying), &[SERVICE_LEVEL_MANAGER, SYSTEM]),
        row(&[Verifying],           "verify",                  "consistency_confirmed", To::Phase(Published), &[SYSTEM]),
        row(&[Verifying],           "verify",                  "mismatch_found",        To::Phase(Revising),  &[SYSTEM]),
        row(LIVE,                   "retire",                  "retired",               To::Phase(Retired),   &[SERVICE_LEVEL_MANAGER]),

        // Requirements: what is possible is said by REQUIREMENT, for each of them.
        row(&[Unknown], "capture_requirement",         "requirement_captured",         To::Phase(InPipeline), &[BUSINESS_RELATIONSHIP_MANAGER, CUSTOMER, SYSTEM]),
        row(KNOWN,      "capture_requirement",         "requirement_captured",         To::Same, &[BUSINESS_RELATIONSHIP_MANAGER, CUSTOMER, SYSTEM]),
        row(KNOWN,      "analyse_requirement",         "requirement_analysed",         To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "propose_requirement",         "requirement_proposed",         To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "agree_requirement",           "requirement_agreed",           To::Same, &[CUSTOMER]),
        row(KNOWN,      "reject_requirement",          "requirement_rejected",         To::Same, &[SERVICE_MANAGER, CUSTOMER]),
        row(KNOWN,      "review_requirement",          "requirement_review_started",   To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "confirm_requirement",         "requirement_confirmed",        To::Same, &[CUSTOMER]),
        row(KNOWN,      "propose_requirement_change",  "requirement_change_proposed",  To::Same, &[CUSTOMER, BUSINESS_RELATIONSHIP_MANAGER]),
        row(KNOWN,      "agree_requirement_change",    "requirement_change_agreed",    To::Same, &[CUSTOMER]),
        row(KNOWN,      "drop_requirement_change",     "requirement_change_dropped",   To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "retire_requirement",          "requirement_retired",          To::Same, &[SERVICE_MANAGER]),
        row(&[Retired], "retire_requirement",          "requirement_retired",          To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "withdraw_requirement",        "requirement_withdrawn",        To::Same, &[CUSTOMER, BUSINESS_RELATIONSHIP_MANAGER]),

        // Design and transition: what is possible is said by TRANSITION.
        row(&[Unknown], "propose",                   "proposed",                     To::Phase(InPipeline), &[CHANGE_REQUESTER, SYSTEM]),
        row(KNOWN,      "propose",                   "proposed",                     To::Same, &[CHANGE_REQUESTER, SYSTEM]),
        row(KNOWN,      "identify_requirements",     "requirements_identified",      To::Same, &[PROJECT_MANAGER, CUSTOMER]),
        row(KNOWN,      "assess_impact",             "impact_considered",            To::Same, &[PROJECT_MANAGER]),
        row(KNOWN,      "assess_party",              "party_capability_assessed",    To::Same, &[PROJECT_MANAGER]),
        row(KNOWN,      "agree_acceptance_criteria", "acceptance_criteria_agreed",   To::Same, &[PROJECT_MANAGER, CUSTOMER]),
        row(KNOWN,      "submit_plan",               "plan_submitted",               To::Same, &[PROJECT_MANAGER]),
        row(KNOWN,      "accept_plan",               "plan_accepted",                To::Same, &[CHANGE_MANAGER]),
        row(KNOWN,      "reject_plan",               "plan_rejected",                To::Same, &[CHANGE_MANAGER]),
        row(KNOWN,      "place_security_controls",   "security_controls_designed_in", To::Same, &[SECURITY_OFFICER]),
        row(KNOWN,      "plan_satisfaction_survey",  "satisfaction_survey_planned",  To::Same, &[BUSINESS_RELATIONSHIP_MANAGER]),
        row(KNOWN,      "submit_design",             "design_submitted",             To::Same, &[PROJECT_MANAGER]),
        row(KNOWN,      "accept_design",             "design_accepted",              To::Same, &[CHANGE_MANAGER]),
        row(KNOWN,      "reject_design",             "design_rejected",              To::Same, &[CHANGE_MANAGER]),
        row(KNOWN,      "complete_development",      "developed",                    To::Same, &[PROJECT_MANAGER]),
        row(KNOWN,      "fail_test",                 "test_failed",                  To::Same, &[TESTER]),
        row(KNOWN,      "pass_test",                 "tested",                       To::Same, &[TESTER]),
        row(KNOWN,      "accept",                    "accepted",                     To::Same, &[CUSTOMER]),
        row(KNOWN,      "fail_acceptance",           "acceptance_failed",            To::Same, &[CUSTOMER]),
        row(KNOWN,      "decide_rework",             "rework_decided",               To::Same, &[PROJECT_MANAGER]),
        row(KNOWN,      "accept_with_deviation",     "deviation_accepted",           To::Same, &[CUSTOMER]),
        row(LIVE,       "complete_transition",       "transitioned",                 To::Same, &[RELEASE_MANAGER]),
        row(KNOWN,      "back_out",                  "backed_out",                   To::Same, &[RELEASE_MANAGER]),
        row(LIVE,       "report_outcome",            "outcome_reported",             To::Same, &[PROJECT_MANAGER]),
        row(LIVE,       "close_transition",          "transition_closed",            To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "hold",                      "held",                         To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "resume",                    "resumed",                      To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "reject",                    "proposal_rejected",            To::Same, &[CHANGE_ADVISORY_BOARD]),
        row(KNOWN,      "withdraw",                  "proposal_withdrawn",           To::Same, &[CHANGE_REQUESTER]),
        row(KNOWN,      "cancel",                    "transition_cancelled",         To::Same, &[SERVICE_MANAGER]),
        row(KNOWN,      "reopen_design",             "design_reopened",              To::Same, &[PROJECT_MANAGER]),

        // Removal and transfer: what is possible is said by REMOVAL.
        row(LIVE,       "propose_removal",           "removal_proposed",             To::Same, &[SERVICE_MANAGER, SYSTEM]),
        row(LIVE,       "plan_removal",              "removal_planned",              To::Same, &[PROJECT_MANAGER]),
        row(LIVE,       "approve_removal",           "removal_approved",             To::Same, &[CHANGE_ADVISORY_BOARD]),
        row(LIVE,       "reject_removal",            "removal_rejected",             To::Same, &[CHANGE_ADVISORY_BOARD]),
        row(LIVE,       "return_removal_plan",       "removal_plan_returned",        To::Same, &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(LIVE,       "notify_removal",            "parties_notified",             To::Same, &[BUSINESS_RELATIONSHIP_MANAGER]),
        row(LIVE,       "record_notice_elapsed",     "notice_elapsed",               To::Same, &[SYSTEM]),
        row(LIVE,       "start_removal",             "removal_started",              To::Same, &[PROJECT_MANAGER]),
        row(LIVE,       "start_transfer",            "transfer_started",             To::Same, &[PROJECT_MANAGER]),
        row(LIVE,       "dispose_data",              "data_disposed",                To::Same, &[RECORDS_MANAGER]),
        row(LIVE,       "complete_removal",          "removed",                      To::Same, &[PROJECT_MANAGER]),
        row(LIVE,       "complete_transfer",         "transferred",                  To::Same, &[PROJECT_MANAGER]),
        row(&[Retired], "close_removal",             "removal_closed",               To::Same, &[SERVICE_MANAGER]),
        row(LIVE,       "cancel_removal",            "removal_cancelled",            To::Same, &[SERVICE_MANAGER]),
        row(LIVE,       "back_out_removal",          "removal_backed_out",           To::Same, &[PROJECT_MANAGER]),

        // Outages: what is possible is said by OUTAGE, for each of them.
        row(LIVE,       "plan_outage",               "outage_planned",               To::Same, &[SERVICE_MANAGER, CHANGE_MANAGER, AVAILABILITY_MANAGER]),
        row(LIVE,       "begin_outage",              "outage_began",                 To::Same, &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(EVER,       "weigh_outage",              "outage_weighed",               To::Same, &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(EVER,       "record_outage_overrun",     "outage_overran",               To::Same, &[SYSTEM]),
        row(EVER,       "end_outage",                "outage_ended",                 To::Same, &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(EVER,       "cancel_outage",             "outage_cancelled",             To::Same, &[SERVICE_MANAGER, AVAILABILITY_MANAGER]),
        row(EVER,       "investigate_outage",        "outage_investigated",          To::Same, &[AVAILABILITY_MANAGER]),
    ],
    attested: &[
        Attested { command: "publish_revision",     guard: "`change_approved`, where only a need was stated" },
        Attested { command: "abandon_revision",     guard: "`change_rejected`, where only a need was stated" },
        Attested { command: "agree_requirement_change", guard: "`change_approved`, where only a need was stated" },
        Attested { command: "drop_requirement_change",  guard: "`change_rejected`, where only a need was stated" },
        Attested { command: "retire_requirement",   guard: "`need_gone`, where the service is not removed" },
        Attested { command: "identify_requirements", guard: "`customer_and_parties_consulted`, somebody has asked" },
        Attested { command: "agree_acceptance_criteria", guard: "`customer_and_parties_agreed`, somebody has asked" },
        Attested { command: "submit_plan",          guard: "`consistent_with_service_management_plan`, until document control knows" },
        Attested { command: "accept_plan",          guard: "`reviewed_against_requirements`, somebody has looked" },
        Attested { command: "accept_design",        guard: "`meets_service_requirements`, somebody has looked" },
        Attested { command: "complete_development", guard: "`built_to_design`, somebody has looked" },
        Attested { command: "pass_test",            guard: "`covers_requirements_and_design`, somebody has looked" },
        Attested { command: "decide_rework",        guard: "`interested_parties_took_part`" },
        Attested { command: "accept_with_deviation", guard: "`interested_parties_took_part` and `risk_accepted`, until risk management knows" },
        Attested { command: "complete_transition",  guard: "`release_deployed`, until release management knows" },
        Attested { command: "back_out",             guard: "`release_rolled_back`, until release management knows" },
        Attested { command: "cancel",               guard: "`customer_told`" },
        Attested { command: "reopen_design",        guard: "`change_manager_told`" },
        Attested { command: "approve_removal",      guard: "`customer_told`" },
        Attested { command: "start_transfer",       guard: "`receiving_party_ready`" },
        Attested { command: "dispose_data",         guard: "`archived_destroyed_or_handed_over`, somebody has looked" },
        Attested { command: "complete_removal",     guard: "`access_revoked`, until security controls know" },
        Attested { command: "complete_transfer",    guard: "`receiving_party_confirmed`" },
        Attested { command: "back_out_removal",     guard: "`service_restored_to_agreed_level`, somebody has looked" },
        Attested { command: "plan_outage",          guard: "`customers_told`" },
    ],
};

//! What ties processes together: "whenever this, then that". One rule a file.
//!
//! A policy that reaches people is outward: it skips imported history.
//!
//! Which rule sees to which link of the requirements between processes, and which links wait for a
//! process that is not there yet, is in `links/`.

mod accepted_service_passes_its_change;
mod agreements_on_a_removed_service_are_to_end;
mod altered_items_are_to_be_recorded;
mod approved_change_is_to_be_released;
mod ask;
mod ask_about;
mod assigned_role_is_made_known;
#[cfg(test)]
mod audit_tests;
mod audit_that_is_due_again_is_programmed;
mod audits_are_seen_to;
mod authorised_emergency_needs_an_exception;
mod backed_out_change_takes_its_service_back;
mod breach_is_laid_to_what_supports_it;
mod breached_target_is_a_nonconformity;
mod capacity_cause_is_to_be_planned;
mod captured_baselines_complete_a_release;
mod cause_that_needs_a_change_requests_it;
mod change_done_lets_its_incident_go_on;
mod change_of_a_contract_is_requested;
mod change_that_fails_in_a_roll_back_is_backed_out;
mod change_that_removes_a_service_proposes_its_removal;
mod changed_agreement_revises_the_catalogue;
mod changed_requirement_changes_service_levels;
mod changes_follow_their_release;
mod closed_change_revises_the_catalogue;
mod complaint_asks_for_other_service_targets;
mod complaint_has_to_do_with_what_happened;
mod complaint_of_something_broken_is_an_incident;
#[cfg(test)]
mod complaint_tests;
mod complaint_that_wants_something_is_a_request;
mod complaints_are_seen_to;
mod concern_of_an_audit_identifies_a_risk;
mod configuration_cause_is_to_be_hardened;
mod conflict_of_roles_is_a_nonconformity;
mod continuity_is_to_be_invoked;
#[cfg(test)]
mod control_tests;
mod converted_incident_is_a_request;
mod converted_request_is_an_incident_or_a_change;
mod corrected_change_is_to_be_investigated;
mod declared_major_notifies_top_management;
mod deferred_problem_is_to_be_resumed;
mod deficient_items_are_flagged;
mod designed_change_proposes_its_services;
mod designed_service_lets_its_change_go_on;
mod designed_service_levels_are_to_be_agreed;
mod deviation_behind_a_complaint_is_a_nonconformity;
mod discrepant_item_is_to_be_corrected;
#[cfg(test)]
mod edges;
mod exemption_without_a_risk_identifies_one;
mod failed_backout_may_be_a_major_incident;
mod failed_change_fails_its_release;
mod failed_change_leads_its_problem_back;
mod failed_change_logs_an_incident;
mod failed_release_is_an_incident;
mod failed_standard_change_reviews_its_model;
mod feared_risk;
mod finding_of_an_audit_is_raised_once;
mod fix_that_alters_items_is_requested;
mod flagged_incident_opens_a_security_incident;
mod identified_problem_gathers_its_like;
mod identify;
mod idle_item_is_to_be_reclaimed;
mod incapable_party_identifies_a_risk;
mod incident_after_a_release_is_attributed;
mod incidents_above_the_limit_of_a_release_are_a_problem;
mod incidents_know_their_problem;
mod indicator_missed_twice_reassesses_risks;
mod indicators_are_seen_to;
mod items_of_a_removed_service_are_to_be_retired;
mod joint_audit_is_kept_clear;
#[cfg(test)]
mod kpi_tests;
mod lapsed_agreement_is_a_nonconformity;
mod late_request_escalates;
mod late_revision_is_to_be_published;
mod leaked_data_is_traced_back;
mod lower_appetite_reassesses_what_is_accepted;
mod merged_incidents_follow_their_parent;
mod merged_problem_hands_on_its_incidents;
mod merged_security_incident_is_taken_over;
mod merging_keeps_what_complaints_have_to_do_with;
mod mismatch_in_the_catalogue_is_a_nonconformity;
mod missed_objective_is_a_nonconformity;
mod missed_target_escalates;
mod mitigated_vulnerability_is_to_be_fixed;
mod monitored_risk_is_to_be_reviewed;
mod moved_change_moves_its_release;
mod needed_change_is_to_be_requested;
mod needed_change_of_a_service_is_requested;
mod new_type_of_items_may_change_agreements;
mod nonconforming;
mod nonconformities_are_seen_to;
#[cfg(test)]
mod nonconformity_tests;
mod observed_effect_is_to_be_judged;
mod observed_release_is_to_be_analysed;
mod outage_is_logged_as_an_incident;
mod outcome_of_a_transition_is_to_be_reported;
mod overdue_risk_is_to_be_seen_to;
mod passed_canary_is_to_be_promoted;
mod planned_hardening_is_to_be_done;
#[cfg(test)]
mod problem_tests;
mod proposed_change_of_an_agreement_is_requested;
mod published_known_error_reaches_its_incidents;
mod raised_change_is_requested;
mod refused_rule_asks_a_person;
mod refused_slot_is_noted_at_its_windows;
mod refused_update_is_to_be_looked_into;
mod registered_vulnerability_is_to_be_graded;
mod rejected_change_cancels_its_service;
#[cfg(test)]
mod release_tests;
mod removal_is_to_begin_after_its_notice;
mod removed_service_is_to_leave_the_catalogue;
mod reopened_incident_reopens_its_problem;
mod repeated_incidents_open_a_problem;
mod repeated_incidents_reassess_their_risks;
mod requested_approval_is_to_be_given;
mod requested_change_is_named_at_its_problem;
mod resolved_major_is_to_be_restored;
mod restored_major_opens_a_problem;
mod returned_release_holds_its_changes;
mod revised_calendar_retimes_running_clocks;
mod risk_borne_no_more_reopens_what_it_exempts;
#[cfg(test)]
mod risk_tests;
mod scans_of_a_release_reach_its_vulnerabilities;
mod scheduled_work_has_baselines;
mod security_incident_names_the_complaints_about_it;
#[cfg(test)]
mod security_incident_tests;
#[cfg(test)]
mod service_request_tests;
#[cfg(test)]
mod service_tests;
mod successful_change_resolves_its_problem;
mod supplier_below_a_gate_is_a_nonconformity;
#[cfg(test)]
mod supplier_tests;
mod suppliers_are_seen_to;
mod suspicious_item_may_be_a_security_incident;
mod systemic_failure_of_a_change_is_a_problem;
mod target_at_risk_escalates;
mod task_of_cause;
#[cfg(test)]
mod tests;
mod those_concerned_are_to_be_told;
mod trace_back_and_security_incident_name_each_other;
mod treatment_that_alters_items_is_requested;
mod twice_reopened_incident_opens_a_problem;
mod unacceptable_change_identifies_a_risk;
mod unexplained_discrepancy_is_a_nonconformity;
mod unexplained_incident_opens_a_problem;
mod unplanned_outage_is_to_be_investigated;
mod unresolved_problem_identifies_its_risk;
mod updated_items_confirm_their_change;
mod vacant_role_is_to_be_offered;
mod verified_nonconformity_is_to_be_verified_by_its_audit;
mod vulnerability_of_retired_items_is_obsolete;
#[cfg(test)]
mod vulnerability_tests;
mod waiting_canary_is_to_be_looked_at;
mod waived_test_is_to_be_made_up_for;
mod wanted_change;
mod weaker_support_is_flagged;
mod weakness_behind_a_problem_is_registered;
mod window_moves_what_is_inside;
mod withdrawn_finding_rejects_its_nonconformity;
mod work_of_a_supplier_is_on_his_record;

pub use accepted_service_passes_its_change::AcceptedServicePassesItsChange;
pub use agreements_on_a_removed_service_are_to_end::{
    AGREEMENTS_ON_A_REMOVED_SERVICE_ARE_TO_END, AGREEMENTS_ON_A_TRANSFERRED_SERVICE_ARE_TO_END,
};
pub use altered_items_are_to_be_recorded::{
    ALTERED_ITEMS_ARE_TO_BE_RECORDED, BACKED_OUT_ITEMS_ARE_TO_BE_RECORDED,
    REMEDIED_ITEMS_ARE_TO_BE_RECORDED, UNDONE_ITEMS_ARE_TO_BE_AUDITED,
};
pub use approved_change_is_to_be_released::ApprovedChangeIsToBeReleased;
pub use ask::{Ask, Condition};
pub use ask_about::{AskAbout, Which};
pub use assigned_role_is_made_known::AssignedRoleIsMadeKnown;
pub use audit_that_is_due_again_is_programmed::AuditThatIsDueAgainIsProgrammed;
pub use audits_are_seen_to::{
    PROGRAMMED_AUDIT_IS_TO_BE_PLANNED, REPORTED_AUDIT_IS_TO_BE_MADE_KNOWN,
};
pub use authorised_emergency_needs_an_exception::AuthorisedEmergencyNeedsAnException;
pub use backed_out_change_takes_its_service_back::BACKED_OUT_CHANGE_TAKES_ITS_SERVICE_BACK;
pub use breach_is_laid_to_what_supports_it::BREACH_IS_LAID_TO_WHAT_SUPPORTS_IT;
pub use breached_target_is_a_nonconformity::BreachedTargetIsANonconformity;
pub use capacity_cause_is_to_be_planned::CAPACITY_CAUSE_IS_TO_BE_PLANNED;
pub use captured_baselines_complete_a_release::CapturedBaselinesCompleteARelease;
pub use cause_that_needs_a_change_requests_it::CauseThatNeedsAChangeRequestsIt;
pub use change_done_lets_its_incident_go_on::ChangeDoneLetsItsIncidentGoOn;
pub use change_of_a_contract_is_requested::ChangeOfAContractIsRequested;
pub use change_that_fails_in_a_roll_back_is_backed_out::ChangeThatFailsInARollBackIsBackedOut;
pub use change_that_removes_a_service_proposes_its_removal::ChangeThatRemovesAServiceProposesItsRemoval;
pub use changed_agreement_revises_the_catalogue::ChangedAgreementRevisesTheCatalogue;
pub use changed_requirement_changes_service_levels::ChangedRequirementChangesServiceLevels;
pub use changes_follow_their_release::ChangesFollowTheirRelease;
pub use closed_change_revises_the_catalogue::ClosedChangeRevisesTheCatalogue;
pub use complaint_asks_for_other_service_targets::COMPLAINT_ASKS_FOR_OTHER_SERVICE_TARGETS;
pub use complaint_has_to_do_with_what_happened::ComplaintHasToDoWithWhatHappened;
pub use complaint_of_something_broken_is_an_incident::ComplaintOfSomethingBrokenIsAnIncident;
pub use complaint_that_wants_something_is_a_request::ComplaintThatWantsSomethingIsARequest;
pub use complaints_are_seen_to::{
    ESCALATED_COMPLAINT_IS_TO_BE_DECIDED, RECORDED_COMPLAINT_IS_TO_BE_ACKNOWLEDGED,
    REPORTED_COMPLAINT_IS_TO_BE_CLOSED,
};
pub use concern_of_an_audit_identifies_a_risk::CONCERN_OF_AN_AUDIT_IDENTIFIES_A_RISK;
pub use configuration_cause_is_to_be_hardened::CONFIGURATION_CAUSE_IS_TO_BE_HARDENED;
pub use conflict_of_roles_is_a_nonconformity::ConflictOfRolesIsANonconformity;
pub use continuity_is_to_be_invoked::CONTINUITY_IS_TO_BE_INVOKED;
pub use converted_incident_is_a_request::ConvertedIncidentIsARequest;
pub use converted_request_is_an_incident_or_a_change::ConvertedRequestIsAnIncidentOrAChange;
pub use corrected_change_is_to_be_investigated::CORRECTED_CHANGE_IS_TO_BE_INVESTIGATED;
pub use declared_major_notifies_top_management::DeclaredMajorNotifiesTopManagement;
pub use deferred_problem_is_to_be_resumed::DEFERRED_PROBLEM_IS_TO_BE_RESUMED;
pub use deficient_items_are_flagged::DeficientItemsAreFlagged;
pub use designed_change_proposes_its_services::{
    DESIGNED_CHANGE_NEEDS_A_SERVICE, DesignedChangeProposesItsServices,
};
pub use designed_service_lets_its_change_go_on::DesignedServiceLetsItsChangeGoOn;
pub use designed_service_levels_are_to_be_agreed::DESIGNED_SERVICE_LEVELS_ARE_TO_BE_AGREED;
pub use deviation_behind_a_complaint_is_a_nonconformity::DeviationBehindAComplaintIsANonconformity;
pub use discrepant_item_is_to_be_corrected::DISCREPANT_ITEM_IS_TO_BE_CORRECTED;
pub use exemption_without_a_risk_identifies_one::EXEMPTION_WITHOUT_A_RISK_IDENTIFIES_ONE;
pub use failed_backout_may_be_a_major_incident::FailedBackoutMayBeAMajorIncident;
pub use failed_change_fails_its_release::FailedChangeFailsItsRelease;
pub use failed_change_leads_its_problem_back::FailedChangeLeadsItsProblemBack;
pub use failed_change_logs_an_incident::FailedChangeLogsAnIncident;
pub use failed_release_is_an_incident::FailedReleaseIsAnIncident;
pub use failed_standard_change_reviews_its_model::FailedStandardChangeReviewsItsModel;
pub use feared_risk::{Feared, FearedRisk};
pub use finding_of_an_audit_is_raised_once::FindingOfAnAuditIsRaisedOnce;
pub use fix_that_alters_items_is_requested::FixThatAltersItemsIsRequested;
pub use flagged_incident_opens_a_security_incident::FlaggedIncidentOpensASecurityIncident;
pub use identified_problem_gathers_its_like::IdentifiedProblemGathersItsLike;
pub use idle_item_is_to_be_reclaimed::IdleItemIsToBeReclaimed;
pub use incapable_party_identifies_a_risk::INCAPABLE_PARTY_IDENTIFIES_A_RISK;
pub use incident_after_a_release_is_attributed::IncidentAfterAReleaseIsAttributed;
pub use incidents_above_the_limit_of_a_release_are_a_problem::IncidentsAboveTheLimitOfAReleaseAreAProblem;
pub use incidents_know_their_problem::IncidentsKnowTheirProblem;
pub use indicator_missed_twice_reassesses_risks::IndicatorMissedTwiceReassessesRisks;
pub use indicators_are_seen_to::{
    AskOwner, DEFINED_INDICATOR_IS_TO_BE_APPROVED, FIGURE_OF_AN_INDICATOR_IS_TO_BE_RECORDED,
    MISSED_INDICATOR_IS_TO_BE_REVIEWED, RETARGETED_INDICATOR_IS_TO_BE_APPROVED,
};
pub use items_of_a_removed_service_are_to_be_retired::ITEMS_OF_A_REMOVED_SERVICE_ARE_TO_BE_RETIRED;
pub use joint_audit_is_kept_clear::{JointAuditIsKeptClear, MOVED_JOINT_AUDIT_MOVES_ITS_WINDOW};
pub use lapsed_agreement_is_a_nonconformity::LapsedAgreementIsANonconformity;
pub use late_request_escalates::LateRequestEscalates;
pub use late_revision_is_to_be_published::LATE_REVISION_IS_TO_BE_PUBLISHED;
pub use leaked_data_is_traced_back::LeakedDataIsTracedBack;
pub use lower_appetite_reassesses_what_is_accepted::LowerAppetiteReassessesWhatIsAccepted;
pub use merged_incidents_follow_their_parent::MergedIncidentsFollowTheirParent;
pub use merged_problem_hands_on_its_incidents::MergedProblemHandsOnItsIncidents;
pub use merged_security_incident_is_taken_over::MergedSecurityIncidentIsTakenOver;
pub use merging_keeps_what_complaints_have_to_do_with::MergingKeepsWhatComplaintsHaveToDoWith;
pub use mismatch_in_the_catalogue_is_a_nonconformity::MismatchInTheCatalogueIsANonconformity;
pub use missed_objective_is_a_nonconformity::MissedObjectiveIsANonconformity;
pub use missed_target_escalates::MissedTargetEscalates;
pub use mitigated_vulnerability_is_to_be_fixed::MITIGATED_VULNERABILITY_IS_TO_BE_FIXED;
pub use monitored_risk_is_to_be_reviewed::MONITORED_RISK_IS_TO_BE_REVIEWED;
pub use moved_change_moves_its_release::{
    CANCELLED_CHANGE_CANCELS_ITS_RELEASE, MOVED_CHANGE_MOVES_ITS_RELEASE,
};
pub use needed_change_is_to_be_requested::NEEDED_CHANGE_IS_TO_BE_REQUESTED;
pub use needed_change_of_a_service_is_requested::NeededChangeOfAServiceIsRequested;
pub use new_type_of_items_may_change_agreements::NEW_TYPE_OF_ITEMS_MAY_CHANGE_AGREEMENTS;
pub use nonconformities_are_seen_to::{
    LATE_NONCONFORMITY_IS_TO_BE_SEEN_TO, RAISED_NONCONFORMITY_IS_TO_BE_ASSESSED,
    WATCHED_ACTION_IS_TO_BE_VERIFIED,
};
pub use observed_effect_is_to_be_judged::OBSERVED_EFFECT_IS_TO_BE_JUDGED;
pub use observed_release_is_to_be_analysed::OBSERVED_RELEASE_IS_TO_BE_ANALYSED;
pub use outage_is_logged_as_an_incident::OutageIsLoggedAsAnIncident;
pub use outcome_of_a_transition_is_to_be_reported::OUTCOME_OF_A_TRANSITION_IS_TO_BE_REPORTED;
pub use overdue_risk_is_to_be_seen_to::OverdueRiskIsToBeSeenTo;
pub use passed_canary_is_to_be_promoted::PASSED_CANARY_IS_TO_BE_PROMOTED;
pub use planned_hardening_is_to_be_done::PLANNED_HARDENING_IS_TO_BE_DONE;
pub use proposed_change_of_an_agreement_is_requested::ProposedChangeOfAnAgreementIsRequested;
pub use published_known_error_reaches_its_incidents::PublishedKnownErrorReachesItsIncidents;
pub use raised_change_is_requested::RaisedChangeIsRequested;
pub use refused_rule_asks_a_person::RefusedRuleAsksAPerson;
pub use refused_slot_is_noted_at_its_windows::{
    REFUSED_SLOT_IS_NOTED_AT_ITS_WINDOWS, REFUSED_SLOT_OF_A_RELEASE_IS_RECORDED_THERE,
    RefusedSlotIsNotedAtItsWindows,
};
pub use refused_update_is_to_be_looked_into::REFUSED_UPDATE_IS_TO_BE_LOOKED_INTO;
pub use registered_vulnerability_is_to_be_graded::REGISTERED_VULNERABILITY_IS_TO_BE_GRADED;
pub use rejected_change_cancels_its_service::REJECTED_CHANGE_CANCELS_ITS_SERVICE;
pub use removal_is_to_begin_after_its_notice::REMOVAL_IS_TO_BEGIN_AFTER_ITS_NOTICE;
pub use removed_service_is_to_leave_the_catalogue::{
    REMOVED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE, TRANSFERRED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE,
};
pub use reopened_incident_reopens_its_problem::ReopenedIncidentReopensItsProblem;
pub use repeated_incidents_open_a_problem::RepeatedIncidentsOpenAProblem;
pub use repeated_incidents_reassess_their_risks::RepeatedIncidentsReassessTheirRisks;
pub use requested_approval_is_to_be_given::RequestedApprovalIsToBeGiven;
pub use requested_change_is_named_at_its_problem::RequestedChangeIsNamedAtItsProblem;
pub use resolved_major_is_to_be_restored::RESOLVED_MAJOR_IS_TO_BE_RESTORED;
pub use restored_major_opens_a_problem::RestoredMajorOpensAProblem;
pub use returned_release_holds_its_changes::RETURNED_RELEASE_HOLDS_ITS_CHANGES;
pub use revised_calendar_retimes_running_clocks::RevisedCalendarRetimesRunningClocks;
pub use risk_borne_no_more_reopens_what_it_exempts::RiskBorneNoMoreReopensWhatItExempts;
pub use scans_of_a_release_reach_its_vulnerabilities::ScansOfAReleaseReachItsVulnerabilities;
pub use scheduled_work_has_baselines::{
    SCHEDULED_CHANGE_HAS_BASELINES, SCHEDULED_RELEASE_CAPTURES_BASELINES, ScheduledWorkHasBaselines,
};
pub use security_incident_names_the_complaints_about_it::SecurityIncidentNamesTheComplaintsAboutIt;
pub use successful_change_resolves_its_problem::SUCCESSFUL_CHANGE_RESOLVES_ITS_PROBLEM;
pub use supplier_below_a_gate_is_a_nonconformity::SupplierBelowAGateIsANonconformity;
pub use suppliers_are_seen_to::{
    BREACH_BY_A_SUPPLIER_IS_TO_BE_CLAIMED, LOW_SCORE_ASKS_FOR_PROBATION,
    MISSED_TARGET_OF_A_SUPPLIER_IS_TO_BE_CLAIMED, PERFORMANCE_OF_A_SUPPLIER_IS_TO_BE_RECORDED,
    RECOVERED_SUPPLIER_IS_TO_BE_LET_OFF, REVIEWED_SUPPLIER_IS_TO_BE_JUDGED,
    SCORE_OF_A_SUPPLIER_IS_TO_BE_PUBLISHED, SETTLED_DISPUTE_CHANGES_ITS_CONTRACT,
    WEAKER_SUPPORT_IS_TO_BE_MENDED,
};
pub use suspicious_item_may_be_a_security_incident::{
    ALTERED_ITEM_MAY_BE_A_SECURITY_INCIDENT, MISSING_ITEM_MAY_BE_A_SECURITY_INCIDENT,
};
pub use systemic_failure_of_a_change_is_a_problem::SystemicFailureOfAChangeIsAProblem;
pub use target_at_risk_escalates::TargetAtRiskEscalates;
pub use those_concerned_are_to_be_told::{
    APPROVED_WINDOW_IS_TO_BE_MADE_KNOWN, CANCELLED_RELEASE_IS_TO_BE_MADE_KNOWN,
    REJECTED_CHANGE_IS_TO_BE_MADE_KNOWN, REVISED_CATALOGUE_IS_TO_BE_MADE_KNOWN,
};
pub use trace_back_and_security_incident_name_each_other::TraceBackAndSecurityIncidentNameEachOther;
pub use treatment_that_alters_items_is_requested::TreatmentThatAltersItemsIsRequested;
pub use twice_reopened_incident_opens_a_problem::TwiceReopenedIncidentOpensAProblem;
pub use unacceptable_change_identifies_a_risk::UNACCEPTABLE_CHANGE_IDENTIFIES_A_RISK;
pub use unexplained_discrepancy_is_a_nonconformity::UnexplainedDiscrepancyIsANonconformity;
pub use unexplained_incident_opens_a_problem::UnexplainedIncidentOpensAProblem;
pub use unplanned_outage_is_to_be_investigated::UnplannedOutageIsToBeInvestigated;
pub use unresolved_problem_identifies_its_risk::UNRESOLVED_PROBLEM_IDENTIFIES_ITS_RISK;
pub use updated_items_confirm_their_change::UpdatedItemsConfirmTheirChange;
pub use vacant_role_is_to_be_offered::VACANT_ROLE_IS_TO_BE_OFFERED;
pub use verified_nonconformity_is_to_be_verified_by_its_audit::VerifiedNonconformityIsToBeVerifiedByItsAudit;
pub use vulnerability_of_retired_items_is_obsolete::VulnerabilityOfRetiredItemsIsObsolete;
pub use waiting_canary_is_to_be_looked_at::WAITING_CANARY_IS_TO_BE_LOOKED_AT;
pub use waived_test_is_to_be_made_up_for::WaivedTestIsToBeMadeUpFor;
pub use weaker_support_is_flagged::WeakerSupportIsFlagged;
pub use weakness_behind_a_problem_is_registered::WeaknessBehindAProblemIsRegistered;
pub use window_moves_what_is_inside::{
    WINDOW_MOVES_THE_CHANGES_INSIDE, WINDOW_MOVES_THE_RELEASES_INSIDE, WindowMovesWhatIsInside,
};
pub use withdrawn_finding_rejects_its_nonconformity::WithdrawnFindingRejectsItsNonconformity;
pub use work_of_a_supplier_is_on_his_record::WorkOfASupplierIsOnHisRecord;

use engine::Policy;

/// All of them.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a line for each")]
pub fn all() -> Vec<Box<dyn Policy>> {
    vec![
        Box::new(AcceptedServicePassesItsChange),
        Box::new(AGREEMENTS_ON_A_REMOVED_SERVICE_ARE_TO_END),
        Box::new(AGREEMENTS_ON_A_TRANSFERRED_SERVICE_ARE_TO_END),
        Box::new(ALTERED_ITEM_MAY_BE_A_SECURITY_INCIDENT),
        Box::new(ALTERED_ITEMS_ARE_TO_BE_RECORDED),
        Box::new(ApprovedChangeIsToBeReleased),
        Box::new(APPROVED_WINDOW_IS_TO_BE_MADE_KNOWN),
        Box::new(AssignedRoleIsMadeKnown),
        Box::new(AuditThatIsDueAgainIsProgrammed),
        Box::new(AuthorisedEmergencyNeedsAnException),
        Box::new(BACKED_OUT_ITEMS_ARE_TO_BE_RECORDED),
        Box::new(BREACH_BY_A_SUPPLIER_IS_TO_BE_CLAIMED),
        Box::new(BreachedTargetIsANonconformity),
        Box::new(BREACH_IS_LAID_TO_WHAT_SUPPORTS_IT),
        Box::new(CANCELLED_CHANGE_CANCELS_ITS_RELEASE),
        Box::new(CANCELLED_RELEASE_IS_TO_BE_MADE_KNOWN),
        Box::new(CAPACITY_CAUSE_IS_TO_BE_PLANNED),
        Box::new(CapturedBaselinesCompleteARelease),
        Box::new(CauseThatNeedsAChangeRequestsIt),
        Box::new(ChangedAgreementRevisesTheCatalogue),
        Box::new(ChangeDoneLetsItsIncidentGoOn),
        Box::new(ChangedRequirementChangesServiceLevels),
        Box::new(ChangeOfAContractIsRequested),
        Box::new(ChangesFollowTheirRelease),
        Box::new(ChangeThatFailsInARollBackIsBackedOut),
        Box::new(ChangeThatRemovesAServiceProposesItsRemoval),
        Box::new(ClosedChangeRevisesTheCatalogue),
        Box::new(COMPLAINT_ASKS_FOR_OTHER_SERVICE_TARGETS),
        Box::new(ComplaintHasToDoWithWhatHappened),
        Box::new(MergingKeepsWhatComplaintsHaveToDoWith),
        Box::new(ComplaintOfSomethingBrokenIsAnIncident),
        Box::new(ComplaintThatWantsSomethingIsARequest),
        Box::new(CONCERN_OF_AN_AUDIT_IDENTIFIES_A_RISK),
        Box::new(CONFIGURATION_CAUSE_IS_TO_BE_HARDENED),
        Box::new(ConflictOfRolesIsANonconformity),
        Box::new(CONTINUITY_IS_TO_BE_INVOKED),
        Box::new(ConvertedIncidentIsARequest),
        Box::new(ConvertedRequestIsAnIncidentOrAChange),
        Box::new(CORRECTED_CHANGE_IS_TO_BE_INVESTIGATED),
        Box::new(DeclaredMajorNotifiesTopManagement),
        Box::new(DEFERRED_PROBLEM_IS_TO_BE_RESUMED),
        Box::new(DEFINED_INDICATOR_IS_TO_BE_APPROVED),
        Box::new(DeficientItemsAreFlagged),
        Box::new(DESIGNED_CHANGE_NEEDS_A_SERVICE),
        Box::new(DesignedChangeProposesItsServices),
        Box::new(DesignedServiceLetsItsChangeGoOn),
        Box::new(DESIGNED_SERVICE_LEVELS_ARE_TO_BE_AGREED),
        Box::new(DeviationBehindAComplaintIsANonconformity),
        Box::new(DISCREPANT_ITEM_IS_TO_BE_CORRECTED),
        Box::new(ESCALATED_COMPLAINT_IS_TO_BE_DECIDED),
        Box::new(EXEMPTION_WITHOUT_A_RISK_IDENTIFIES_ONE),
        Box::new(FailedBackoutMayBeAMajorIncident),
        Box::new(FailedChangeFailsItsRelease),
        Box::new(FailedChangeLeadsItsProblemBack),
        Box::new(FailedChangeLogsAnIncident),
        Box::new(FailedReleaseIsAnIncident),
        Box::new(FailedStandardChangeReviewsItsModel),
        Box::new(FIGURE_OF_AN_INDICATOR_IS_TO_BE_RECORDED),
        Box::new(FindingOfAnAuditIsRaisedOnce),
        Box::new(FixThatAltersItemsIsRequested),
        Box::new(FlaggedIncidentOpensASecurityIncident),
        Box::new(IdentifiedProblemGathersItsLike),
        Box::new(IdleItemIsToBeReclaimed),
        Box::new(INCAPABLE_PARTY_IDENTIFIES_A_RISK),
        Box::new(IncidentAfterAReleaseIsAttributed),
        Box::new(IncidentsAboveTheLimitOfAReleaseAreAProblem),
        Box::new(IncidentsKnowTheirProblem),
        Box::new(IndicatorMissedTwiceReassessesRisks),
        Box::new(ITEMS_OF_A_REMOVED_SERVICE_ARE_TO_BE_RETIRED),
        Box::new(JointAuditIsKeptClear),
        Box::new(LapsedAgreementIsANonconformity),
        Box::new(LATE_NONCONFORMITY_IS_TO_BE_SEEN_TO),
        Box::new(LateRequestEscalates),
        Box::new(LATE_REVISION_IS_TO_BE_PUBLISHED),
        Box::new(LeakedDataIsTracedBack),
        Box::new(LowerAppetiteReassessesWhatIsAccepted),
        Box::new(LOW_SCORE_ASKS_FOR_PROBATION),
        Box::new(MergedIncidentsFollowTheirParent),
        Box::new(MergedProblemHandsOnItsIncidents),
        Box::new(MergedSecurityIncidentIsTakenOver),
        Box::new(MismatchInTheCatalogueIsANonconformity),
        Box::new(MISSED_INDICATOR_IS_TO_BE_REVIEWED),
        Box::new(MissedObjectiveIsANonconformity),
        Box::new(MissedTargetEscalates),
        Box::new(MISSED_TARGET_OF_A_SUPPLIER_IS_TO_BE_CLAIMED),
        Box::new(MISSING_ITEM_MAY_BE_A_SECURITY_INCIDENT),
        Box::new(MITIGATED_VULNERABILITY_IS_TO_BE_FIXED),
        Box::new(MONITORED_RISK_IS_TO_BE_REVIEWED),
        Box::new(MOVED_CHANGE_MOVES_ITS_RELEASE),
        Box::new(MOVED_JOINT_AUDIT_MOVES_ITS_WINDOW),
        Box::new(NEEDED_CHANGE_IS_TO_BE_REQUESTED),
        Box::new(NeededChangeOfAServiceIsRequested),
        Box::new(NEW_TYPE_OF_ITEMS_MAY_CHANGE_AGREEMENTS),
        Box::new(OBSERVED_EFFECT_IS_TO_BE_JUDGED),
        Box::new(OBSERVED_RELEASE_IS_TO_BE_ANALYSED),
        Box::new(OutageIsLoggedAsAnIncident),
        Box::new(OUTCOME_OF_A_TRANSITION_IS_TO_BE_REPORTED),
        Box::new(OverdueRiskIsToBeSeenTo),
        Box::new(PASSED_CANARY_IS_TO_BE_PROMOTED),
        Box::new(PERFORMANCE_OF_A_SUPPLIER_IS_TO_BE_RECORDED),
        Box::new(PLANNED_HARDENING_IS_TO_BE_DONE),
        Box::new(PROGRAMMED_AUDIT_IS_TO_BE_PLANNED),
        Box::new(ProposedChangeOfAnAgreementIsRequested),
        Box::new(PublishedKnownErrorReachesItsIncidents),
        Box::new(RaisedChangeIsRequested),
        Box::new(RAISED_NONCONFORMITY_IS_TO_BE_ASSESSED),
        Box::new(RECORDED_COMPLAINT_IS_TO_BE_ACKNOWLEDGED),
        Box::new(RECOVERED_SUPPLIER_IS_TO_BE_LET_OFF),
        Box::new(SCORE_OF_A_SUPPLIER_IS_TO_BE_PUBLISHED),
        Box::new(RefusedRuleAsksAPerson),
        Box::new(REFUSED_SLOT_IS_NOTED_AT_ITS_WINDOWS),
        Box::new(REFUSED_SLOT_OF_A_RELEASE_IS_RECORDED_THERE),
        Box::new(REFUSED_UPDATE_IS_TO_BE_LOOKED_INTO),
        Box::new(REGISTERED_VULNERABILITY_IS_TO_BE_GRADED),
        Box::new(REJECTED_CHANGE_CANCELS_ITS_SERVICE),
        Box::new(BACKED_OUT_CHANGE_TAKES_ITS_SERVICE_BACK),
        Box::new(REJECTED_CHANGE_IS_TO_BE_MADE_KNOWN),
        Box::new(REMEDIED_ITEMS_ARE_TO_BE_RECORDED),
        Box::new(REMOVAL_IS_TO_BEGIN_AFTER_ITS_NOTICE),
        Box::new(REMOVED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE),
        Box::new(ReopenedIncidentReopensItsProblem),
        Box::new(RepeatedIncidentsOpenAProblem),
        Box::new(RepeatedIncidentsReassessTheirRisks),
        Box::new(REPORTED_AUDIT_IS_TO_BE_MADE_KNOWN),
        Box::new(REPORTED_COMPLAINT_IS_TO_BE_CLOSED),
        Box::new(RequestedApprovalIsToBeGiven),
        Box::new(RequestedChangeIsNamedAtItsProblem),
        Box::new(RESOLVED_MAJOR_IS_TO_BE_RESTORED),
        Box::new(RestoredMajorOpensAProblem),
        Box::new(RETARGETED_INDICATOR_IS_TO_BE_APPROVED),
        Box::new(RETURNED_RELEASE_HOLDS_ITS_CHANGES),
        Box::new(REVIEWED_SUPPLIER_IS_TO_BE_JUDGED),
        Box::new(RevisedCalendarRetimesRunningClocks),
        Box::new(REVISED_CATALOGUE_IS_TO_BE_MADE_KNOWN),
        Box::new(RiskBorneNoMoreReopensWhatItExempts),
        Box::new(ScansOfAReleaseReachItsVulnerabilities),
        Box::new(SCHEDULED_CHANGE_HAS_BASELINES),
        Box::new(SCHEDULED_RELEASE_CAPTURES_BASELINES),
        Box::new(SecurityIncidentNamesTheComplaintsAboutIt),
        Box::new(SETTLED_DISPUTE_CHANGES_ITS_CONTRACT),
        Box::new(SUCCESSFUL_CHANGE_RESOLVES_ITS_PROBLEM),
        Box::new(SupplierBelowAGateIsANonconformity),
        Box::new(SystemicFailureOfAChangeIsAProblem),
        Box::new(TargetAtRiskEscalates),
        Box::new(TraceBackAndSecurityIncidentNameEachOther),
        Box::new(TRANSFERRED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE),
        Box::new(TreatmentThatAltersItemsIsRequested),
        Box::new(TwiceReopenedIncidentOpensAProblem),
        Box::new(UNACCEPTABLE_CHANGE_IDENTIFIES_A_RISK),
        Box::new(UNDONE_ITEMS_ARE_TO_BE_AUDITED),
        Box::new(UnexplainedDiscrepancyIsANonconformity),
        Box::new(UnexplainedIncidentOpensAProblem),
        Box::new(UnplannedOutageIsToBeInvestigated),
        Box::new(UNRESOLVED_PROBLEM_IDENTIFIES_ITS_RISK),
        Box::new(UpdatedItemsConfirmTheirChange),
        Box::new(VACANT_ROLE_IS_TO_BE_OFFERED),
        Box::new(VerifiedNonconformityIsToBeVerifiedByItsAudit),
        Box::new(VulnerabilityOfRetiredItemsIsObsolete),
        Box::new(WAITING_CANARY_IS_TO_BE_LOOKED_AT),
        Box::new(WaivedTestIsToBeMadeUpFor),
        Box::new(WATCHED_ACTION_IS_TO_BE_VERIFIED),
        Box::new(WeakerSupportIsFlagged),
        Box::new(WEAKER_SUPPORT_IS_TO_BE_MENDED),
        Box::new(WeaknessBehindAProblemIsRegistered),
        Box::new(WINDOW_MOVES_THE_CHANGES_INSIDE),
        Box::new(WINDOW_MOVES_THE_RELEASES_INSIDE),
        Box::new(WithdrawnFindingRejectsItsNonconformity),
        Box::new(WorkOfASupplierIsOnHisRecord),
    ]
}

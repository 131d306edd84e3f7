//! What ties processes together: "whenever this, then that". One rule a file.
//!
//! A policy that reaches people is outward: it skips imported history.
//!
//! Those links of the requirements that end at a process that is not there yet:
//!
//! | When | If | Then |
//! | --- | --- | --- |
//! | `incident.logged` | the security baseline check is switched on | `security_control.check_baseline` |
//! | `incident.logged` | a complaint is open for the service and time | `complaint.correlate` |
//! | `incident.security_flagged` | no security incident is linked | `security_incident.open` |
//! | `incident.prioritised` | P1 and customer data leaked | `nonconformity.raise`, `security_incident.open` |
//! | `incident.resolved` | the cause lies with a supplier | `supplier.record_performance` |
//! | `incident.converted_to_request` | always | `service_request.log` |
//! | `incident.target_missed` | always | a communication to customer and parties |
//! | `incident.continuity_requested` | always | `continuity_plan.invoke`; a task until then |
//! | `configuration_item.updated` | the security baseline check is switched on | `security_control.check_baseline` |
//! | `configuration_item.discrepancy_found` | an unauthorised alteration is suspected | `security_incident.open` |
//! | `configuration_item.discrepancy_found` | no change explains it | `nonconformity.raise` |
//! | `configuration_item.reported_missing` | information is on it | `security_incident.open` |
//! | `configuration_item.disposed` | it had a licence or a value | `budget.record_actual` |
//! | `configuration_item.idle_overdue` | still idle | `change.request` |
//! | `configuration_item.type_published` | new technology | a task: improve the process, agree its targets |
//! | `change.implemented`, `release.deployed` | items have changed | `configuration_item.update` |
//! | `configuration_audit.actions_reported` | fewer records are right than agreed | `improvement.propose` |
//! | `capacity_plan.usage_measured` | no use for the idle period | `configuration_item.flag_idle` |
//! | `security_incident.triaged` | an item is compromised | a task: `configuration_item.quarantine` |
//! | `incident.reviewed` | an improvement was found | `improvement.propose` |
//! | `incident.reviewed` | always | `knowledge_article.draft` |
//! | `change.requested` | the security baseline check is switched on | `security_control.check_baseline` |
//! | `change.assessment_started`, `change.routed_to_design` | always | `budget.supply_change_cost`, tasks for the plans |
//! | `change.assessed` | a new or raised risk | `risk.identify` |
//! | `change.approved`, `change.preapproved`, `change.emergency_authorised` | it deploys and no release carries it | `release.plan` |
//! | `change.failed` | its release deploys | `release.fail` |
//! | `change.rescheduled`, `change.cancelled` | a release carries it | a task: `release.reschedule`, `release.cancel` |
//! | `change.implemented` | it alters the environment | a continuity test is planned |
//! | `change.reviewed` | less than expected | `improvement.propose` |
//! | `change.emergency_authorised`, `change.rejected`, `change.schedule_published` | always | a communication to the parties |
//! | `change_model.approved` | always | a communication to the parties |
//! | `change_model.revised` | it is under change control | `change.request` |
//! | `window.approved` | always | a communication to the parties |
//! | `audit.planned`, `certification.surveillance_started` | always | `window.declare` |
//! | `problem.change_raised` | no change is named | `change.request`; a task until then |
//! | `problem.hardening_planned` | always | a task: `security_control.propose_change`; a name only until then |
//! | `problem.known_error_recorded`, `problem.closed` | no article holds it | `knowledge_article.draft` |
//! | `problem.root_cause_found` | the cause is capacity | a task: `capacity_plan.propose_change`; a name only until then |
//! | `problem.root_cause_found` | a weakness that could be exploited | `vulnerability.register` |
//! | `problem.accepted_unresolved` | no risk is referenced | `risk.identify` |
//! | `problem.effectiveness_reported` | recurrence above target | `improvement.propose` |
//! | `change.closed` | a problem waits for it, and it succeeded | a task: `problem.resolve` |
//! | `change.investigated` | the cause is systemic | `problem.identify` |
//! | an outage investigated, a threshold crossed again, a trend | no problem is open for it | `problem.identify` |
//! | `release.scan_failed` | a finding above the limit | `vulnerability.register` |
//! | `release.dates_published`, `release.outcome_published`, `release.cancelled` | always | a communication to the parties |
//! | `release.analysis_reviewed` | an improvement was found | `improvement.propose` |
//! | `release.returned_to_build` | its change is scheduled | a task: `change.hold` |
//! | `role.assigned` | competence is not shown | a task: `competence.plan_action` |
//! | `role.conflict_detected` | always | `nonconformity.raise` |
//! | `agreement.breached` | the cause lies with a supplier | a task: `supplier.claim` |
//! | `service.requirement_agreed` | a change is needed and none is named | `change.request` |
//! | `service.requirement_change_proposed`, `service.revision_started` | no change is named | `change.request` |
//! | `service.mismatch_found` | always | `nonconformity.raise` |
//! | `service.revised` | always | a communication to the parties |
//! | `service.design_accepted`, `service.removal_planned` | the change still waits for it | `change.accept_design` |
//! | `service.design_accepted` | it says what people must know | `competence.plan_action` |
//! | `service.accepted`, `service.deviation_accepted` | no release is named | `release.plan` |
//! | `service.accepted`, `service.deviation_accepted` | the change has no build of its own | `change.pass_test` |
//! | `service.satisfaction_survey_planned` | always | `survey.plan` |
//! | `service.party_capability_assessed` | there is a gap | `risk.identify` |
//! | `service.outcome_reported` | not as expected | `improvement.propose` |
//! | `service.transitioned` | always | `knowledge_article.draft` |
//! | `service.removed` | an outside party had access for it only | the end of that access |
//! | `service.outage_investigated` | the root cause is open | `problem.identify` |
//! | `change.routed_to_design` | no service is named | `service.propose` |
//! | `change.classified` | removal or transfer of a service | `service.propose_removal` |
//! | `change.closed` | it altered a service | `service.start_revision` |
//! | `change.rejected` | a service is designed for it | a task: `service.cancel` |
//! | `customer.business_change_noted` | a new need | `service.capture_requirement` |
//!
//! Two links are not needed: that an agreement is changed while what it rests on promises less
//! asks for nothing, for `agreement.adopt_change` refuses that. Nor does `service.developed` ask for
//! `configuration_item.identify`, for it is refused as long as its items are not on record.

mod agreements_on_a_removed_service_are_to_end;
mod ask;
mod assigned_role_is_made_known;
mod authorised_emergency_needs_an_exception;
mod capacity_cause_is_to_be_planned;
mod captured_baselines_complete_a_release;
mod change_done_lets_its_incident_go_on;
mod changed_agreement_revises_the_catalogue;
mod changed_requirement_changes_service_levels;
mod changes_follow_their_release;
mod configuration_cause_is_to_be_hardened;
mod continuity_is_to_be_invoked;
mod declared_major_notifies_top_management;
mod deferred_problem_is_to_be_resumed;
mod deficient_items_are_flagged;
mod designed_service_levels_are_to_be_agreed;
mod discrepant_item_is_to_be_corrected;
#[cfg(test)]
mod edges;
mod failed_change_leads_its_problem_back;
mod failed_change_logs_an_incident;
mod failed_release_is_an_incident;
mod failed_standard_change_reviews_its_model;
mod identified_problem_gathers_its_like;
mod identify;
mod incident_after_a_release_is_attributed;
mod incidents_above_the_limit_of_a_release_are_a_problem;
mod incidents_know_their_problem;
mod items_of_a_removed_service_are_to_be_retired;
mod late_revision_is_to_be_published;
mod merged_incidents_follow_their_parent;
mod merged_problem_hands_on_its_incidents;
mod missed_target_escalates;
mod needed_change_is_to_be_requested;
mod observed_effect_is_to_be_judged;
mod observed_release_is_to_be_analysed;
mod outage_is_logged_as_an_incident;
mod outcome_of_a_transition_is_to_be_reported;
mod passed_canary_is_to_be_promoted;
mod planned_hardening_is_to_be_done;
#[cfg(test)]
mod problem_tests;
mod published_known_error_reaches_its_incidents;
mod raised_change_is_requested;
mod refused_rule_asks_a_person;
mod refused_slot_is_noted_at_its_windows;
mod refused_update_is_to_be_looked_into;
#[cfg(test)]
mod release_tests;
mod removal_is_to_begin_after_its_notice;
mod removed_service_is_to_leave_the_catalogue;
mod repeated_incidents_open_a_problem;
mod requested_change_is_named_at_its_problem;
mod resolved_major_is_to_be_restored;
mod restored_major_opens_a_problem;
mod revised_calendar_retimes_running_clocks;
mod scheduled_work_has_baselines;
mod target_at_risk_escalates;
mod task_of_cause;
#[cfg(test)]
mod tests;
mod twice_reopened_incident_opens_a_problem;
mod unexplained_incident_opens_a_problem;
mod unplanned_outage_is_to_be_investigated;
mod updated_items_confirm_their_change;
mod vacant_role_is_to_be_offered;
mod waiting_canary_is_to_be_looked_at;
mod window_moves_what_is_inside;

pub use agreements_on_a_removed_service_are_to_end::{
    AGREEMENTS_ON_A_REMOVED_SERVICE_ARE_TO_END, AGREEMENTS_ON_A_TRANSFERRED_SERVICE_ARE_TO_END,
};
pub use ask::{Ask, Condition};
pub use assigned_role_is_made_known::AssignedRoleIsMadeKnown;
pub use authorised_emergency_needs_an_exception::AuthorisedEmergencyNeedsAnException;
pub use capacity_cause_is_to_be_planned::CAPACITY_CAUSE_IS_TO_BE_PLANNED;
pub use captured_baselines_complete_a_release::CapturedBaselinesCompleteARelease;
pub use change_done_lets_its_incident_go_on::ChangeDoneLetsItsIncidentGoOn;
pub use changed_agreement_revises_the_catalogue::ChangedAgreementRevisesTheCatalogue;
pub use changed_requirement_changes_service_levels::ChangedRequirementChangesServiceLevels;
pub use changes_follow_their_release::ChangesFollowTheirRelease;
pub use configuration_cause_is_to_be_hardened::CONFIGURATION_CAUSE_IS_TO_BE_HARDENED;
pub use continuity_is_to_be_invoked::CONTINUITY_IS_TO_BE_INVOKED;
pub use declared_major_notifies_top_management::DeclaredMajorNotifiesTopManagement;
pub use deferred_problem_is_to_be_resumed::DEFERRED_PROBLEM_IS_TO_BE_RESUMED;
pub use deficient_items_are_flagged::DeficientItemsAreFlagged;
pub use designed_service_levels_are_to_be_agreed::DESIGNED_SERVICE_LEVELS_ARE_TO_BE_AGREED;
pub use discrepant_item_is_to_be_corrected::DISCREPANT_ITEM_IS_TO_BE_CORRECTED;
pub use failed_change_leads_its_problem_back::FailedChangeLeadsItsProblemBack;
pub use failed_change_logs_an_incident::FailedChangeLogsAnIncident;
pub use failed_release_is_an_incident::FailedReleaseIsAnIncident;
pub use failed_standard_change_reviews_its_model::FailedStandardChangeReviewsItsModel;
pub use identified_problem_gathers_its_like::IdentifiedProblemGathersItsLike;
pub use incident_after_a_release_is_attributed::IncidentAfterAReleaseIsAttributed;
pub use incidents_above_the_limit_of_a_release_are_a_problem::IncidentsAboveTheLimitOfAReleaseAreAProblem;
pub use incidents_know_their_problem::IncidentsKnowTheirProblem;
pub use items_of_a_removed_service_are_to_be_retired::ITEMS_OF_A_REMOVED_SERVICE_ARE_TO_BE_RETIRED;
pub use late_revision_is_to_be_published::LATE_REVISION_IS_TO_BE_PUBLISHED;
pub use merged_incidents_follow_their_parent::MergedIncidentsFollowTheirParent;
pub use merged_problem_hands_on_its_incidents::MergedProblemHandsOnItsIncidents;
pub use missed_target_escalates::MissedTargetEscalates;
pub use needed_change_is_to_be_requested::NEEDED_CHANGE_IS_TO_BE_REQUESTED;
pub use observed_effect_is_to_be_judged::OBSERVED_EFFECT_IS_TO_BE_JUDGED;
pub use observed_release_is_to_be_analysed::OBSERVED_RELEASE_IS_TO_BE_ANALYSED;
pub use outage_is_logged_as_an_incident::OutageIsLoggedAsAnIncident;
pub use outcome_of_a_transition_is_to_be_reported::OUTCOME_OF_A_TRANSITION_IS_TO_BE_REPORTED;
pub use passed_canary_is_to_be_promoted::PASSED_CANARY_IS_TO_BE_PROMOTED;
pub use planned_hardening_is_to_be_done::PLANNED_HARDENING_IS_TO_BE_DONE;
pub use published_known_error_reaches_its_incidents::PublishedKnownErrorReachesItsIncidents;
pub use raised_change_is_requested::RaisedChangeIsRequested;
pub use refused_rule_asks_a_person::RefusedRuleAsksAPerson;
pub use refused_slot_is_noted_at_its_windows::{
    REFUSED_SLOT_IS_NOTED_AT_ITS_WINDOWS, REFUSED_SLOT_OF_A_RELEASE_IS_RECORDED_THERE,
    RefusedSlotIsNotedAtItsWindows,
};
pub use refused_update_is_to_be_looked_into::REFUSED_UPDATE_IS_TO_BE_LOOKED_INTO;
pub use removal_is_to_begin_after_its_notice::REMOVAL_IS_TO_BEGIN_AFTER_ITS_NOTICE;
pub use removed_service_is_to_leave_the_catalogue::{
    REMOVED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE, TRANSFERRED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE,
};
pub use repeated_incidents_open_a_problem::RepeatedIncidentsOpenAProblem;
pub use requested_change_is_named_at_its_problem::RequestedChangeIsNamedAtItsProblem;
pub use resolved_major_is_to_be_restored::RESOLVED_MAJOR_IS_TO_BE_RESTORED;
pub use restored_major_opens_a_problem::RestoredMajorOpensAProblem;
pub use revised_calendar_retimes_running_clocks::RevisedCalendarRetimesRunningClocks;
pub use scheduled_work_has_baselines::{
    SCHEDULED_CHANGE_HAS_BASELINES, SCHEDULED_RELEASE_CAPTURES_BASELINES, ScheduledWorkHasBaselines,
};
pub use target_at_risk_escalates::TargetAtRiskEscalates;
pub use twice_reopened_incident_opens_a_problem::TwiceReopenedIncidentOpensAProblem;
pub use unexplained_incident_opens_a_problem::UnexplainedIncidentOpensAProblem;
pub use unplanned_outage_is_to_be_investigated::UnplannedOutageIsToBeInvestigated;
pub use updated_items_confirm_their_change::UpdatedItemsConfirmTheirChange;
pub use vacant_role_is_to_be_offered::VACANT_ROLE_IS_TO_BE_OFFERED;
pub use waiting_canary_is_to_be_looked_at::WAITING_CANARY_IS_TO_BE_LOOKED_AT;
pub use window_moves_what_is_inside::{
    WINDOW_MOVES_THE_CHANGES_INSIDE, WINDOW_MOVES_THE_RELEASES_INSIDE, WindowMovesWhatIsInside,
};

use engine::Policy;

/// All of them.
#[must_use]
pub fn all() -> Vec<Box<dyn Policy>> {
    vec![
        Box::new(AGREEMENTS_ON_A_REMOVED_SERVICE_ARE_TO_END),
        Box::new(AGREEMENTS_ON_A_TRANSFERRED_SERVICE_ARE_TO_END),
        Box::new(AssignedRoleIsMadeKnown),
        Box::new(AuthorisedEmergencyNeedsAnException),
        Box::new(CAPACITY_CAUSE_IS_TO_BE_PLANNED),
        Box::new(CapturedBaselinesCompleteARelease),
        Box::new(ChangedAgreementRevisesTheCatalogue),
        Box::new(ChangeDoneLetsItsIncidentGoOn),
        Box::new(ChangedRequirementChangesServiceLevels),
        Box::new(ChangesFollowTheirRelease),
        Box::new(CONFIGURATION_CAUSE_IS_TO_BE_HARDENED),
        Box::new(CONTINUITY_IS_TO_BE_INVOKED),
        Box::new(DeclaredMajorNotifiesTopManagement),
        Box::new(DEFERRED_PROBLEM_IS_TO_BE_RESUMED),
        Box::new(DeficientItemsAreFlagged),
        Box::new(DESIGNED_SERVICE_LEVELS_ARE_TO_BE_AGREED),
        Box::new(DISCREPANT_ITEM_IS_TO_BE_CORRECTED),
        Box::new(FailedChangeLeadsItsProblemBack),
        Box::new(FailedChangeLogsAnIncident),
        Box::new(FailedReleaseIsAnIncident),
        Box::new(FailedStandardChangeReviewsItsModel),
        Box::new(IdentifiedProblemGathersItsLike),
        Box::new(IncidentAfterAReleaseIsAttributed),
        Box::new(IncidentsAboveTheLimitOfAReleaseAreAProblem),
        Box::new(IncidentsKnowTheirProblem),
        Box::new(ITEMS_OF_A_REMOVED_SERVICE_ARE_TO_BE_RETIRED),
        Box::new(LATE_REVISION_IS_TO_BE_PUBLISHED),
        Box::new(MergedIncidentsFollowTheirParent),
        Box::new(MergedProblemHandsOnItsIncidents),
        Box::new(MissedTargetEscalates),
        Box::new(NEEDED_CHANGE_IS_TO_BE_REQUESTED),
        Box::new(OBSERVED_EFFECT_IS_TO_BE_JUDGED),
        Box::new(OBSERVED_RELEASE_IS_TO_BE_ANALYSED),
        Box::new(OutageIsLoggedAsAnIncident),
        Box::new(OUTCOME_OF_A_TRANSITION_IS_TO_BE_REPORTED),
        Box::new(PASSED_CANARY_IS_TO_BE_PROMOTED),
        Box::new(PLANNED_HARDENING_IS_TO_BE_DONE),
        Box::new(PublishedKnownErrorReachesItsIncidents),
        Box::new(RaisedChangeIsRequested),
        Box::new(RefusedRuleAsksAPerson),
        Box::new(REFUSED_SLOT_IS_NOTED_AT_ITS_WINDOWS),
        Box::new(REFUSED_SLOT_OF_A_RELEASE_IS_RECORDED_THERE),
        Box::new(REFUSED_UPDATE_IS_TO_BE_LOOKED_INTO),
        Box::new(REMOVAL_IS_TO_BEGIN_AFTER_ITS_NOTICE),
        Box::new(REMOVED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE),
        Box::new(RepeatedIncidentsOpenAProblem),
        Box::new(RequestedChangeIsNamedAtItsProblem),
        Box::new(RESOLVED_MAJOR_IS_TO_BE_RESTORED),
        Box::new(RestoredMajorOpensAProblem),
        Box::new(RevisedCalendarRetimesRunningClocks),
        Box::new(SCHEDULED_CHANGE_HAS_BASELINES),
        Box::new(SCHEDULED_RELEASE_CAPTURES_BASELINES),
        Box::new(TargetAtRiskEscalates),
        Box::new(TRANSFERRED_SERVICE_IS_TO_LEAVE_THE_CATALOGUE),
        Box::new(TwiceReopenedIncidentOpensAProblem),
        Box::new(UnexplainedIncidentOpensAProblem),
        Box::new(UnplannedOutageIsToBeInvestigated),
        Box::new(UpdatedItemsConfirmTheirChange),
        Box::new(VACANT_ROLE_IS_TO_BE_OFFERED),
        Box::new(WAITING_CANARY_IS_TO_BE_LOOKED_AT),
        Box::new(WINDOW_MOVES_THE_CHANGES_INSIDE),
        Box::new(WINDOW_MOVES_THE_RELEASES_INSIDE),
    ]
}

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
//! | `incident.logged` | inside the observation period of a release of the item | `release.attribute_incident` |
//! | `incident.security_flagged` | no security incident is linked | `security_incident.open` |
//! | `incident.prioritised` | P1 and customer data leaked | `nonconformity.raise`, `security_incident.open` |
//! | `incident.resolved` | the cause lies with a supplier | `supplier.record_performance` |
//! | `incident.converted_to_request` | always | `service_request.log` |
//! | `incident.change_raised` | no change is named | `change.request` |
//! | `incident.target_missed` | always | a communication to customer and parties |
//! | `incident.continuity_requested` | always | `continuity_plan.invoke`; a task until then |
//! | `configuration_item.updated` | the security baseline check is switched on | `security_control.check_baseline` |
//! | `configuration_item.updated` | all items of the change are as deployed | `change.confirm_cmdb_update` |
//! | `configuration_item.update_refused` | always | a task: unauthorised change? |
//! | `configuration_item.discrepancy_found` | an unauthorised alteration is suspected | `security_incident.open` |
//! | `configuration_item.discrepancy_found` | no change explains it | `nonconformity.raise` |
//! | `configuration_item.reported_missing` | information is on it | `security_incident.open` |
//! | `configuration_item.disposed` | it had a licence or a value | `budget.record_actual` |
//! | `configuration_item.idle_overdue` | still idle | `change.request` |
//! | `configuration_item.type_published` | new technology | a task: improve the process, agree its targets |
//! | `change.scheduled` | always | `configuration_item.capture_baseline` |
//! | `change.implemented`, `release.deployed` | items have changed | `configuration_item.update` |
//! | `configuration_audit.deficiency_found` | always | `configuration_item.flag_discrepancy` |
//! | `capacity_plan.usage_measured` | no use for the idle period | `configuration_item.flag_idle` |
//! | `service.developed` | always | `configuration_item.identify` |
//! | `service.removal_started` | always | a task: `configuration_item.retire` |
//! | `security_incident.triaged` | an item is compromised | a task: `configuration_item.quarantine` |
//! | `incident.reviewed` | an improvement was found | `improvement.propose` |
//! | `incident.reviewed` | always | `knowledge_article.draft` |
//! | `change.implemented` and its like | an incident waits for it | `incident.note_change_done` |
//! | `change.failed`, `release.deployment_failed`, an outage | no incident is linked | `incident.log` |
//! | `change.failed` | it was made by a change model | `change_model.start_review` |
//! | `change_model.approved` | always | a communication to the parties |
//! | `change_model.revised` | it is under change control | `change.request` |
//! | `window.approved`, `window.extended`, `window.revised` | changes or releases are scheduled inside | a task each: `change.reschedule`, `release.reschedule` |
//! | `window.approved` | always | a communication to the parties |
//! | `change.emergency_authorised` | inside a window that blocks | a task: `window.grant_exception` |
//! | a change or release refused inside a window that blocks | always | `window.refuse_activity` |
//! | `audit.planned`, `certification.surveillance_started` | always | `window.declare` |
//! | `problem.change_raised` | no change is named | `change.request`; a task until then |
//! | `problem.hardening_planned` | always | a task: `security_control.propose_change`; a name only until then |
//! | `problem.known_error_recorded`, `problem.closed` | no article holds it | `knowledge_article.draft` |
//! | `problem.root_cause_found` | the cause is capacity | a task: `capacity_plan.propose_change`; a name only until then |
//! | `problem.root_cause_found` | a weakness that could be exploited | `vulnerability.register` |
//! | `problem.accepted_unresolved` | no risk is referenced | `risk.identify` |
//! | `problem.effectiveness_reported` | recurrence above target | `improvement.propose` |
//! | `change.investigated` | the cause is systemic | `problem.identify` |
//! | `change.backed_out`, `change.rejected`, `change.withdrawn`, `change.cancelled` | a problem waits for it | `problem.note_change_failed` |
//! | `change.closed` | a problem waits for it, and it succeeded | a task: `problem.resolve` |
//! | `release.analysed` | incidents above limit | `problem.identify` |
//! | an outage investigated, a threshold crossed again, a trend | no problem is open for it | `problem.identify` |
//! | `role.assigned` | competence is not shown | a task: `competence.plan_action` |
//! | `role.conflict_detected` | always | `nonconformity.raise` |
//! | `agreement.breached` | the cause lies with a supplier | a task: `supplier.claim` |
//!
//! Two links are not needed: that an agreement is changed while what it rests on promises less
//! asks for nothing, for `agreement.adopt_change` refuses that.

mod ask;
mod assigned_role_is_made_known;
mod capacity_cause_is_to_be_planned;
mod configuration_cause_is_to_be_hardened;
mod continuity_is_to_be_invoked;
mod declared_major_notifies_top_management;
mod deferred_problem_is_to_be_resumed;
#[cfg(test)]
mod edges;
mod identified_problem_gathers_its_like;
mod identify;
mod incidents_know_their_problem;
mod merged_incidents_follow_their_parent;
mod merged_problem_hands_on_its_incidents;
mod missed_target_escalates;
mod needed_change_is_to_be_requested;
mod observed_effect_is_to_be_judged;
mod planned_hardening_is_to_be_done;
#[cfg(test)]
mod problem_tests;
mod published_known_error_reaches_its_incidents;
mod refused_rule_asks_a_person;
mod repeated_incidents_open_a_problem;
mod resolved_major_is_to_be_restored;
mod restored_major_opens_a_problem;
mod revised_calendar_retimes_running_clocks;
mod target_at_risk_escalates;
#[cfg(test)]
mod tests;
mod twice_reopened_incident_opens_a_problem;
mod unexplained_incident_opens_a_problem;
mod vacant_role_is_to_be_offered;

pub use ask::{Ask, Condition};
pub use assigned_role_is_made_known::AssignedRoleIsMadeKnown;
pub use capacity_cause_is_to_be_planned::CAPACITY_CAUSE_IS_TO_BE_PLANNED;
pub use configuration_cause_is_to_be_hardened::CONFIGURATION_CAUSE_IS_TO_BE_HARDENED;
pub use continuity_is_to_be_invoked::CONTINUITY_IS_TO_BE_INVOKED;
pub use declared_major_notifies_top_management::DeclaredMajorNotifiesTopManagement;
pub use deferred_problem_is_to_be_resumed::DEFERRED_PROBLEM_IS_TO_BE_RESUMED;
pub use identified_problem_gathers_its_like::IdentifiedProblemGathersItsLike;
pub use incidents_know_their_problem::IncidentsKnowTheirProblem;
pub use merged_incidents_follow_their_parent::MergedIncidentsFollowTheirParent;
pub use merged_problem_hands_on_its_incidents::MergedProblemHandsOnItsIncidents;
pub use missed_target_escalates::MissedTargetEscalates;
pub use needed_change_is_to_be_requested::NEEDED_CHANGE_IS_TO_BE_REQUESTED;
pub use observed_effect_is_to_be_judged::OBSERVED_EFFECT_IS_TO_BE_JUDGED;
pub use planned_hardening_is_to_be_done::PLANNED_HARDENING_IS_TO_BE_DONE;
pub use published_known_error_reaches_its_incidents::PublishedKnownErrorReachesItsIncidents;
pub use refused_rule_asks_a_person::RefusedRuleAsksAPerson;
pub use repeated_incidents_open_a_problem::RepeatedIncidentsOpenAProblem;
pub use resolved_major_is_to_be_restored::RESOLVED_MAJOR_IS_TO_BE_RESTORED;
pub use restored_major_opens_a_problem::RestoredMajorOpensAProblem;
pub use revised_calendar_retimes_running_clocks::RevisedCalendarRetimesRunningClocks;
pub use target_at_risk_escalates::TargetAtRiskEscalates;
pub use twice_reopened_incident_opens_a_problem::TwiceReopenedIncidentOpensAProblem;
pub use unexplained_incident_opens_a_problem::UnexplainedIncidentOpensAProblem;
pub use vacant_role_is_to_be_offered::VACANT_ROLE_IS_TO_BE_OFFERED;

use engine::Policy;

/// All of them.
#[must_use]
pub fn all() -> Vec<Box<dyn Policy>> {
    vec![
        Box::new(AssignedRoleIsMadeKnown),
        Box::new(CAPACITY_CAUSE_IS_TO_BE_PLANNED),
        Box::new(CONFIGURATION_CAUSE_IS_TO_BE_HARDENED),
        Box::new(CONTINUITY_IS_TO_BE_INVOKED),
        Box::new(DeclaredMajorNotifiesTopManagement),
        Box::new(DEFERRED_PROBLEM_IS_TO_BE_RESUMED),
        Box::new(IdentifiedProblemGathersItsLike),
        Box::new(IncidentsKnowTheirProblem),
        Box::new(MergedIncidentsFollowTheirParent),
        Box::new(MergedProblemHandsOnItsIncidents),
        Box::new(MissedTargetEscalates),
        Box::new(NEEDED_CHANGE_IS_TO_BE_REQUESTED),
        Box::new(OBSERVED_EFFECT_IS_TO_BE_JUDGED),
        Box::new(PLANNED_HARDENING_IS_TO_BE_DONE),
        Box::new(PublishedKnownErrorReachesItsIncidents),
        Box::new(RefusedRuleAsksAPerson),
        Box::new(RepeatedIncidentsOpenAProblem),
        Box::new(RESOLVED_MAJOR_IS_TO_BE_RESTORED),
        Box::new(RestoredMajorOpensAProblem),
        Box::new(RevisedCalendarRetimesRunningClocks),
        Box::new(TargetAtRiskEscalates),
        Box::new(TwiceReopenedIncidentOpensAProblem),
        Box::new(UnexplainedIncidentOpensAProblem),
        Box::new(VACANT_ROLE_IS_TO_BE_OFFERED),
    ]
}

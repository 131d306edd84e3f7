//! What may have happened to a release: the durable contract.

use super::terms::{
    Checksum, Criterion, Deviation, Health, Outcome, ReleasePlan, Rollback, Scan, Stage, Verified,
    Waiting,
};
use crate::attest::Attestation;
use crate::change::Slot;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is planned (9.3.2, 9.3.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Planned {
    /// What it is.
    pub plan: ReleasePlan,
}

/// It is something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScopeChanged {
    /// What it is.
    pub plan: ReleasePlan,
    /// Why.
    pub reason: Text,
    /// Who of those concerned was told.
    pub told: List<Label>,
}

/// Its plan is agreed with customer and parties (9.3.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanAgreed {
    /// That the customer and those concerned agree.
    pub customer: Option<Attestation>,
    /// The standing agreement for its type, if there is one.
    pub standing: Option<Label>,
}

/// It is built at once (9.3.6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyAuthorised {
    /// That it is what is agreed to be an emergency.
    pub definition_matched: Attestation,
    /// That its changes are authorised as emergencies.
    pub change_authorised: Attestation,
    /// Who builds it.
    pub builder: Actor,
}

/// It is known how a deployment that fails is reversed or remedied (9.3.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RollbackPlanned {
    /// How.
    pub rollback: Rollback,
}

/// It is agreed what must be so before it is deployed (9.3.9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptanceCriteriaAgreed {
    /// All of it.
    pub criteria: List<Criterion>,
    /// That the customer and those concerned agree.
    pub agreed: Attestation,
}

/// It is being built (9.3.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuildStarted {
    /// By whom.
    pub builder: Actor,
    /// That its changes are approved.
    pub changes_approved: Attestation,
}

/// It is being tested (9.3.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestStarted {
    /// That it is tested in a controlled acceptance environment.
    pub environment: Attestation,
}

/// Reversing it was tested, or there is a reason why not (9.3.14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RollbackTested {
    /// What came of it, or why it was not done.
    pub result: Text,
    /// Whether it was done.
    pub tested: bool,
}

/// It does not pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestFailed {
    /// Where the report is.
    pub report: Label,
}

/// It passes (9.3.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tested {
    /// Where the report is.
    pub report: Label,
}

/// The scan found too much, or the security baseline is not met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanFailed {
    /// What it has shown.
    pub scan: Scan,
}

/// The scan does not say enough; it has not passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanInconclusive {
    /// What it has shown.
    pub scan: Scan,
}

/// The scan found little enough, and the security baseline is met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanPassed {
    /// What it has shown.
    pub scan: Scan,
}

/// All criteria are met (9.3.10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// Each of them.
    pub verified: List<Verified>,
}

/// Some criteria are not met (9.3.11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptanceFailed {
    /// Which.
    pub failed: List<Label>,
    /// How that shows.
    pub note: Text,
}

/// It is built anew (9.3.11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReworkDecided {
    /// Who took part in the decision.
    pub parties: List<Label>,
    /// What is to be other.
    pub reason: Text,
}

/// It is taken as it is (9.3.11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeviationAccepted {
    /// Each criterion that is not met.
    pub deviations: List<Deviation>,
    /// Who took part in the decision.
    pub parties: List<Label>,
    /// That the risk is accepted.
    pub risk_accepted: Attestation,
}

/// It may be deployed (9.3.10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approved {}

/// It has a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scheduled {
    /// When.
    pub slot: Slot,
}

/// It cannot have that time: something blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlotRefused {
    /// When.
    pub slot: Slot,
    /// The windows that block.
    pub windows: List<Key>,
}

/// It has another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rescheduled {
    /// When.
    pub slot: Slot,
    /// Why.
    pub reason: Text,
}

/// Those concerned know when it is deployed (9.3.21).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatesPublished {
    /// When.
    pub slot: Slot,
    /// Who was told.
    pub addressed: List<Label>,
}

/// It waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// Why.
    pub reason: Text,
}

/// It goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

/// It is built anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnedToBuild {
    /// Why.
    pub reason: Text,
    /// Who of those concerned was told.
    pub told: List<Label>,
}

/// There is a baseline of every item (9.1.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineCaptured {
    /// The items.
    pub configuration_items: List<Key>,
}

/// The first have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryStarted {
    /// Who.
    pub stage: Stage,
    /// Until when it is watched with them.
    pub until: Timestamp,
}

/// It is known how the stage does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthReported {
    /// The how manieth it is, from 0.
    pub stage: u32,
    /// How.
    pub health: Health,
    /// What was measured.
    pub measures: Text,
}

/// More have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryWidened {
    /// Who.
    pub stage: Stage,
    /// The how manieth it is, from 0.
    pub number: u32,
    /// Until when it is watched with them.
    pub until: Timestamp,
}

/// The time of the stage is over, and nothing says that it has passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryWaits {
    /// The how manieth it is, from 0.
    pub stage: u32,
    /// Why it waits.
    pub waiting: Waiting,
    /// When it is looked at again.
    pub until: Timestamp,
}

/// All stages have passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryCompleted {}

/// It is rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryAborted {
    /// The how manieth stage it was, from 0.
    pub stage: u32,
    /// How that shows.
    pub symptom: Text,
}

/// All are to have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Promoted {}

/// All are to have it at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentStarted {}

/// A step is done again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRetried {
    /// Why.
    pub reason: Text,
}

/// What was deployed is as its master copies (9.3.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntegrityVerified {
    /// Each component.
    pub checksums: List<Checksum>,
}

/// It is there (5.4.4, 9.3.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deployed {
    /// That it works.
    pub checks: Attestation,
}

/// It is observed (9.3.18).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationStarted {
    /// Until when.
    pub until: Timestamp,
}

/// It does not work (9.3.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentFailed {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    pub service_affected: bool,
    /// The incident that is about it.
    pub incident: Option<Key>,
}

/// It is being reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RollbackStarted {}

/// It is reversed (9.3.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolledBack {
    /// That all is as in the baseline.
    pub restored: Attestation,
}

/// It cannot be reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RollbackFailed {
    /// The incident that is about that.
    pub incident: Key,
    /// What happened.
    pub reason: Text,
}

/// It is being remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyStarted {
    /// How.
    pub remedy: Text,
    /// That this is approved.
    pub approved: Attestation,
}

/// It is remedied (9.3.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedied {
    /// That it works.
    pub checks: Attestation,
}

/// The remedy does not help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyFailed {
    /// Why.
    pub reason: Text,
}

/// It caused an incident (9.3.18).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentAttributed {
    /// Which.
    pub incident: Key,
    /// How many there are by now.
    pub count: u32,
    /// Whether that is more than its plan takes for granted.
    pub above_limit: bool,
}

/// It has been observed for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationEnded {}

/// It is known why one failed that was remedied (9.3.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FailureInvestigated {
    /// Why.
    pub cause: Text,
    /// What follows.
    pub actions: List<Text>,
}

/// It is examined why it failed (9.3.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvestigationStarted {
    /// By whom.
    pub investigator: Actor,
}

/// It is known why it failed (9.3.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Investigated {
    /// Why.
    pub cause: Text,
    /// What follows.
    pub actions: List<Text>,
}

/// It is known what came of it (9.3.17, 9.3.19).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analysed {
    /// How many incidents it caused.
    pub incidents: u32,
    /// What the customer felt of it.
    pub customer_impact: Text,
    /// What else was found.
    pub finding: Text,
}

/// Those concerned know what came of it (9.3.21).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomePublished {
    /// What.
    pub outcome: Outcome,
    /// In words.
    pub note: Option<Text>,
}

/// It was considered what could be better (9.3.20).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnalysisReviewed {
    /// What.
    pub improvements: List<Text>,
    /// Why nothing could.
    pub no_improvement_reason: Option<Text>,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {}

/// It is built anew, after it was rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replanned {
    /// What is to be other.
    pub reason: Text,
    /// That its changes are planned anew.
    pub changes_replanned: Attestation,
}

/// It was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
}

engine::events! {
    /// What may have happened to a release.
    pub enum Event {
        /// It is planned (9.3.2, 9.3.4).
        Planned = "planned", 1,
        /// It is something else.
        ScopeChanged = "scope_changed", 1,
        /// Its plan is agreed with customer and parties (9.3.2).
        PlanAgreed = "plan_agreed", 1,
        /// It is built at once (9.3.6).
        EmergencyAuthorised = "emergency_authorised", 1,
        /// It is known how a deployment that fails is reversed or remedied (9.3.13).
        RollbackPlanned = "rollback_planned", 1,
        /// It is agreed what must be so before it is deployed (9.3.9).
        AcceptanceCriteriaAgreed = "acceptance_criteria_agreed", 1,
        /// It is being built (9.3.7).
        BuildStarted = "build_started", 1,
        /// It is being tested (9.3.8).
        TestStarted = "test_started", 1,
        /// Reversing it was tested, or there is a reason why not (9.3.14).
        RollbackTested = "rollback_tested", 1,
        /// It does not pass.
        TestFailed = "test_failed", 1,
        /// It passes (9.3.7).
        Tested = "tested", 1,
        /// The scan found too much, or the security baseline is not met.
        ScanFailed = "scan_failed", 1,
        /// The scan does not say enough; it has not passed.
        ScanInconclusive = "scan_inconclusive", 1,
        /// The scan found little enough, and the security baseline is met.
        ScanPassed = "scan_passed", 1,
        /// All criteria are met (9.3.10).
        Accepted = "accepted", 1,
        /// Some criteria are not met (9.3.11).
        AcceptanceFailed = "acceptance_failed", 1,
        /// It is built anew (9.3.11).
        ReworkDecided = "rework_decided", 1,
        /// It is taken as it is (9.3.11).
        DeviationAccepted = "deviation_accepted", 1,
        /// It may be deployed (9.3.10).
        Approved = "approved", 1,
        /// It has a time.
        Scheduled = "scheduled", 1,
        /// It cannot have that time: something blocks.
        SlotRefused = "slot_refused", 1,
        /// It has another time.
        Rescheduled = "rescheduled", 1,
        /// Those concerned know when it is deployed (9.3.21).
        DatesPublished = "dates_published", 1,
        /// It waits.
        Held = "held", 1,
        /// It goes on.
        Resumed = "resumed", 1,
        /// It is built anew.
        ReturnedToBuild = "returned_to_build", 1,
        /// There is a baseline of every item (9.1.12).
        BaselineCaptured = "baseline_captured", 1,
        /// The first have it.
        CanaryStarted = "canary_started", 1,
        /// It is known how the stage does.
        HealthReported = "health_reported", 1,
        /// More have it.
        CanaryWidened = "canary_widened", 1,
        /// The time of the stage is over, and nothing says that it has passed.
        CanaryWaits = "canary_waits", 1,
        /// All stages have passed.
        CanaryCompleted = "canary_completed", 1,
        /// It is rolled back.
        CanaryAborted = "canary_aborted", 1,
        /// All are to have it.
        Promoted = "promoted", 1,
        /// All are to have it at once.
        DeploymentStarted = "deployment_started", 1,
        /// A step is done again.
        StepRetried = "step_retried", 1,
        /// What was deployed is as its master copies (9.3.12).
        IntegrityVerified = "integrity_verified", 1,
        /// It is there (5.4.4, 9.3.12).
        Deployed = "deployed", 1,
        /// It is observed (9.3.18).
        ObservationStarted = "observation_started", 1,
        /// It does not work (9.3.15).
        DeploymentFailed = "deployment_failed", 1,
        /// It is being reversed.
        RollbackStarted = "rollback_started", 1,
        /// It is reversed (9.3.15).
        RolledBack = "rolled_back", 1,
        /// It cannot be reversed.
        RollbackFailed = "rollback_failed", 1,
        /// It is being remedied.
        RemedyStarted = "remedy_started", 1,
        /// It is remedied (9.3.15).
        Remedied = "remedied", 1,
        /// The remedy does not help.
        RemedyFailed = "remedy_failed", 1,
        /// It caused an incident (9.3.18).
        IncidentAttributed = "incident_attributed", 1,
        /// It has been observed for long enough.
        ObservationEnded = "observation_ended", 1,
        /// It is known why one failed that was remedied (9.3.16).
        FailureInvestigated = "failure_investigated", 1,
        /// It is examined why it failed (9.3.16).
        InvestigationStarted = "investigation_started", 1,
        /// It is known why it failed (9.3.16).
        Investigated = "investigated", 1,
        /// It is known what came of it (9.3.17, 9.3.19).
        Analysed = "analysed", 1,
        /// Those concerned know what came of it (9.3.21).
        OutcomePublished = "outcome_published", 1,
        /// It was considered what could be better (9.3.20).
        AnalysisReviewed = "analysis_reviewed", 1,
        /// It is over.
        Closed = "closed", 1,
        /// It is built anew, after it was rolled back.
        Replanned = "replanned", 1,
        /// It was given up.
        Cancelled = "cancelled", 1,
    }
}

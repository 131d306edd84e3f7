//! What may be asked of a release.

use super::terms::{
    Checksum, Criterion, Deviation, Health, Outcome, ReleasePlan, Rollback, Scan, Verified,
};
use crate::attest::Attestation;
use crate::change::Slot;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Plan it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it is.
    pub plan: ReleasePlan,
}

/// Let it be something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeScope {
    /// What it is.
    pub plan: ReleasePlan,
    /// Why.
    pub reason: Text,
    /// Who of those concerned was told; at least one.
    pub told: List<Label>,
}

/// Say that its plan is agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreePlan {
    /// That the customer and those concerned agree.
    #[serde(default)]
    pub customer: Option<Attestation>,
    /// The standing agreement for its type, if there is one.
    #[serde(default)]
    pub standing: Option<Label>,
}

/// Have it built at once, by the procedure for emergencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoriseEmergency {
    /// That it is what is agreed to be an emergency.
    pub definition_matched: Attestation,
    /// That its changes are authorised as emergencies.
    pub change_authorised: Attestation,
    /// Who builds it.
    pub builder: Actor,
}

/// Say how a deployment that fails is reversed or remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRollback {
    /// How.
    pub rollback: Rollback,
}

/// Say what must be so before it is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeAcceptanceCriteria {
    /// All of it: of both kinds.
    pub criteria: List<Criterion>,
    /// That the customer and those concerned agree.
    pub agreed: Attestation,
}

/// Build it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartBuild {
    /// That its changes are approved.
    pub changes_approved: Attestation,
}

/// Test it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartTest {
    /// That it is tested in a controlled acceptance environment.
    pub environment: Attestation,
}

/// Say that reversing it was tested, or why it cannot be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestRollback {
    /// What came of it, or why it was not done.
    pub result: Text,
    /// Whether it was done.
    pub tested: bool,
}

/// Say that it does not pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailTest {
    /// Where the report is.
    pub report: Label,
}

/// Say that it passes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassTest {
    /// Where the report is.
    pub report: Label,
}

/// Say what a scan has shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordScan {
    /// What.
    pub scan: Scan,
}

/// Say that all criteria are met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Each of them.
    pub verified: List<Verified>,
}

/// Say which criteria are not met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailAcceptance {
    /// Which; at least one.
    pub failed: List<Label>,
    /// How that shows.
    pub note: Text,
}

/// Have it built anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideRework {
    /// Who took part in the decision; at least one.
    pub parties: List<Label>,
    /// What is to be other.
    pub reason: Text,
}

/// Take it as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptWithDeviation {
    /// Each criterion that is not met.
    pub deviations: List<Deviation>,
    /// Who took part in the decision; at least one.
    pub parties: List<Label>,
    /// That the risk is accepted.
    pub risk_accepted: Attestation,
}

/// Let it be deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {}

/// Say when it is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When.
    pub slot: Slot,
}

/// Say that it is deployed at another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// When.
    pub slot: Slot,
    /// Why.
    pub reason: Text,
}

/// Tell those concerned when it is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishDates {
    /// Who besides service desk and change management.
    #[serde(default)]
    pub addressed: List<Label>,
}

/// Let it wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why.
    pub reason: Text,
}

/// Let it go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {}

/// Have it built anew, for a reason of your own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnToBuild {
    /// Why.
    pub reason: Text,
    /// Who of those concerned was told; at least one.
    pub told: List<Label>,
}

/// Record that there is a baseline of every item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureBaseline {}

/// Begin with the first stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartCanary {}

/// Say how the stage does. What is outside its limits is rolled back at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportHealth {
    /// How.
    pub health: Health,
    /// What was measured.
    pub measures: Text,
}

/// Go on to the next stage, when this one has passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WidenCanary {}

/// Roll it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbortCanary {
    /// How that shows.
    pub symptom: Text,
}

/// Let all have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Promote {}

/// Let all have it at once, where there is no canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartDeployment {}

/// Do a step again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryStep {
    /// Why.
    pub reason: Text,
}

/// Compare what was deployed with its master copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyIntegrity {
    /// Each component; at least one.
    pub checksums: List<Checksum>,
}

/// Say that it is there; it is observed from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deploy {
    /// That it works.
    pub checks: Attestation,
}

/// Say that it does not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    #[serde(default)]
    pub service_affected: bool,
    /// The incident that is about it.
    #[serde(default)]
    pub incident: Option<Key>,
}

/// Reverse it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRollback {}

/// Say that it is reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    /// That all is as in the baseline.
    pub restored: Attestation,
}

/// Say that it cannot be reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailRollback {
    /// The incident that is about that.
    pub incident: Key,
    /// What happened.
    pub reason: Text,
}

/// Remedy it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRemedy {
    /// How.
    pub remedy: Text,
    /// That this is approved.
    pub approved: Attestation,
}

/// Say that it is remedied; it is observed from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// That it works.
    pub checks: Attestation,
}

/// Say that the remedy does not help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailRemedy {
    /// Why.
    pub reason: Text,
}

/// Say that it caused an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeIncident {
    /// Which.
    pub incident: Key,
}

/// Record that it has been observed for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndObservation {}

/// Say why it failed, of one that was remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvestigateFailure {
    /// Why.
    pub cause: Text,
    /// What follows; at least one thing.
    pub actions: List<Text>,
}

/// Have it examined why it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInvestigation {
    /// By whom.
    pub investigator: Actor,
}

/// Say why it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Investigate {
    /// Why.
    pub cause: Text,
    /// What follows; at least one thing.
    pub actions: List<Text>,
}

/// Say what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Analyse {
    /// What the customer felt of it.
    pub customer_impact: Text,
    /// What else was found.
    pub finding: Text,
}

/// Tell those concerned what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishOutcome {
    /// What.
    pub outcome: Outcome,
    /// In words.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Look for what could be better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What.
    #[serde(default)]
    pub improvements: List<Text>,
    /// Why nothing could.
    #[serde(default)]
    pub no_improvement_reason: Option<Text>,
}

/// End it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {}

/// Have it built anew, after it was rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replan {
    /// What is to be other.
    pub reason: Text,
    /// That its changes are planned anew.
    pub changes_replanned: Attestation,
}

/// Give it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
}

engine::commands! {
    /// What may be asked of a release.
    pub enum Command {
        /// Plan it.
        Plan = "plan",
        /// Let it be something else.
        ChangeScope = "change_scope",
        /// Say that its plan is agreed.
        AgreePlan = "agree_plan",
        /// Have it built at once, by the procedure for emergencies.
        AuthoriseEmergency = "authorise_emergency",
        /// Say how a deployment that fails is reversed or remedied.
        PlanRollback = "plan_rollback",
        /// Say what must be so before it is deployed.
        AgreeAcceptanceCriteria = "agree_acceptance_criteria",
        /// Build it.
        StartBuild = "start_build",
        /// Test it.
        StartTest = "start_test",
        /// Say that reversing it was tested, or why it cannot be.
        TestRollback = "test_rollback",
        /// Say that it does not pass.
        FailTest = "fail_test",
        /// Say that it passes.
        PassTest = "pass_test",
        /// Say what a scan has shown.
        RecordScan = "record_scan",
        /// Say that all criteria are met.
        Accept = "accept",
        /// Say which criteria are not met.
        FailAcceptance = "fail_acceptance",
        /// Have it built anew.
        DecideRework = "decide_rework",
        /// Take it as it is.
        AcceptWithDeviation = "accept_with_deviation",
        /// Let it be deployed.
        Approve = "approve",
        /// Say when it is deployed.
        Schedule = "schedule",
        /// Say that it is deployed at another time.
        Reschedule = "reschedule",
        /// Tell those concerned when it is deployed.
        PublishDates = "publish_dates",
        /// Let it wait.
        Hold = "hold",
        /// Let it go on.
        Resume = "resume",
        /// Have it built anew, for a reason of your own.
        ReturnToBuild = "return_to_build",
        /// Record that there is a baseline of every item.
        CaptureBaseline = "capture_baseline",
        /// Begin with the first stage.
        StartCanary = "start_canary",
        /// Say how the stage does. What is outside its limits is rolled back at once.
        ReportHealth = "report_health",
        /// Go on to the next stage, when this one has passed.
        WidenCanary = "widen_canary",
        /// Roll it back.
        AbortCanary = "abort_canary",
        /// Let all have it.
        Promote = "promote",
        /// Let all have it at once, where there is no canary.
        StartDeployment = "start_deployment",
        /// Do a step again.
        RetryStep = "retry_step",
        /// Compare what was deployed with its master copies.
        VerifyIntegrity = "verify_integrity",
        /// Say that it is there; it is observed from now on.
        Deploy = "deploy",
        /// Say that it does not work.
        Fail = "fail",
        /// Reverse it.
        StartRollback = "start_rollback",
        /// Say that it is reversed.
        RollBack = "roll_back",
        /// Say that it cannot be reversed.
        FailRollback = "fail_rollback",
        /// Remedy it.
        StartRemedy = "start_remedy",
        /// Say that it is remedied; it is observed from now on.
        Remedy = "remedy",
        /// Say that the remedy does not help.
        FailRemedy = "fail_remedy",
        /// Say that it caused an incident.
        AttributeIncident = "attribute_incident",
        /// Record that it has been observed for long enough.
        EndObservation = "end_observation",
        /// Say why it failed, of one that was remedied.
        InvestigateFailure = "investigate_failure",
        /// Have it examined why it failed.
        StartInvestigation = "start_investigation",
        /// Say why it failed.
        Investigate = "investigate",
        /// Say what came of it.
        Analyse = "analyse",
        /// Tell those concerned what came of it.
        PublishOutcome = "publish_outcome",
        /// Look for what could be better.
        Review = "review",
        /// End it.
        Close = "close",
        /// Have it built anew, after it was rolled back.
        Replan = "replan",
        /// Give it up.
        Cancel = "cancel",
    }
}

//! Commands: design and transition.

use super::super::terms::{Criterion, Design, Impact, OpenPoint, Plan, Verified};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Have the service designed, or designed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// What is to be new.
    pub what: Text,
    /// The change that asks for it.
    pub change: Key,
    /// That it is classified as a major change.
    pub major: Attestation,
}

/// Say which requirements it is to meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyRequirements {
    /// Which.
    pub requirements: List<Label>,
    /// That customer and interested parties were asked.
    pub consulted: Attestation,
}

/// Say what it may do to money, people, technology and the management system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessImpact {
    /// What.
    pub impact: Impact,
}

/// Say whether another party can do its part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessParty {
    /// Who.
    pub party: Label,
    /// What was found.
    pub result: Text,
    /// Whether it can.
    pub capable: bool,
    /// What is done about it, if not.
    #[serde(default)]
    pub action: Option<Text>,
}

/// Agree by what the service is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeAcceptanceCriteria {
    /// By what.
    pub criteria: List<Criterion>,
    /// That customer and interested parties agree.
    pub agreed: Attestation,
}

/// Submit the plan for review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitPlan {
    /// What it says.
    pub plan: Plan,
    /// That it fits the service management plan.
    pub consistent: Attestation,
}

/// Accept the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptPlan {
    /// That it was reviewed against the requirements.
    pub reviewed: Attestation,
}

/// Give the plan back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectPlan {
    /// Why.
    pub reason: Text,
}

/// Place security controls into the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceSecurityControls {
    /// How its data is classified.
    pub classification: Label,
    /// What is encrypted, and what not.
    pub encryption: Text,
    /// The controls.
    #[serde(default)]
    pub controls: List<Text>,
}

/// Plan to ask whether customers are satisfied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSatisfactionSurvey {
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: Text,
}

/// Submit the design for review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitDesign {
    /// What it says.
    pub design: Design,
}

/// Accept the design: requirements agreed, security controls placed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptDesign {
    /// That it meets the requirements.
    pub meets: Attestation,
}

/// Give the design back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectDesign {
    /// Why.
    pub reason: Text,
}

/// It is built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteDevelopment {
    /// That it is as designed.
    pub to_design: Attestation,
    /// That the change is approved.
    pub change: Attestation,
    /// The configuration items that it is made of.
    pub items: List<Key>,
}

/// A test failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailTest {
    /// What was found, and where that is written.
    pub report: Attestation,
}

/// The tests passed. Not for whoever built it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassTest {
    /// That they cover requirements and design, and where that is written.
    pub covers: Attestation,
}

/// Accept the service: every criterion verified. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Each criterion, and what shows that it is met.
    pub verified: List<Verified>,
}

/// Criteria are not met. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailAcceptance {
    /// Which.
    pub failed: List<Label>,
}

/// Have it built anew where it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideRework {
    /// What is to be done.
    pub decision: Text,
    /// That the interested parties took part.
    pub took_part: Attestation,
}

/// Accept the service although criteria are not met. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptWithDeviation {
    /// That the interested parties took part.
    pub took_part: Attestation,
    /// That the risk is accepted.
    pub risk: Attestation,
}

/// It is live: deployed, agreed, and in the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTransition {
    /// That it is deployed, and by which release.
    pub deployed: Attestation,
}

/// Deployment was undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackOut {
    /// Why.
    pub reason: Text,
    /// That the release is rolled back.
    pub rolled_back: Attestation,
}

/// Compare what was expected with what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportOutcome {
    /// What was expected.
    pub expected: Text,
    /// What came.
    pub actual: Text,
    /// Whether that is good enough.
    pub as_expected: bool,
    /// The interested parties that were told.
    pub told: List<Label>,
}

/// Design and transition are over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseTransition {
    /// What is left to do, and who does it.
    #[serde(default)]
    pub open_points: List<OpenPoint>,
    /// That the change is reviewed.
    pub change: Attestation,
}

/// Let it rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why.
    pub reason: Text,
}

/// Go on where it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {}

/// Do not have it designed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
}

/// Take the proposal back. Only for whoever made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {}

/// Give it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
    /// That the customer knows.
    pub told: Attestation,
}

/// Go back to the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenDesign {
    /// Why.
    pub reason: Text,
    /// That the change manager knows.
    pub told: Attestation,
}

//! Events: design and transition.

use super::super::terms::{Criterion, Design, Impact, OpenPoint, Plan, Verified};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The service is to be designed, or designed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proposed {
    /// What is to be new.
    pub what: Text,
    /// The change that asks for it.
    pub change: Key,
    /// That it is classified as a major change.
    pub major: Attestation,
}

/// It is known which requirements it is to meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementsIdentified {
    /// Which.
    pub requirements: List<Label>,
    /// That customer and interested parties were asked.
    pub consulted: Attestation,
}

/// It was considered what it may do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactConsidered {
    /// What.
    pub impact: Impact,
}

/// It is known whether another party can do its part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartyCapabilityAssessed {
    /// Who.
    pub party: Label,
    /// What was found.
    pub result: Text,
    /// Whether it can.
    pub capable: bool,
    /// What is done about it, if not.
    pub action: Option<Text>,
}

/// It is agreed by what the service is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptanceCriteriaAgreed {
    /// By what.
    pub criteria: List<Criterion>,
    /// That customer and interested parties agree.
    pub agreed: Attestation,
}

/// The plan waits for review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanSubmitted {
    /// What it says.
    pub plan: Plan,
    /// That it fits the service management plan.
    pub consistent: Attestation,
}

/// The plan is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanAccepted {
    /// That it was reviewed against the requirements.
    pub reviewed: Attestation,
}

/// The plan was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanRejected {
    /// Why.
    pub reason: Text,
}

/// Security controls are part of the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityControlsDesignedIn {
    /// How its data is classified.
    pub classification: Label,
    /// What is encrypted, and what not.
    pub encryption: Text,
    /// The controls.
    pub controls: List<Text>,
}

/// Customers will be asked whether they are satisfied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SatisfactionSurveyPlanned {
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: Text,
}

/// The design waits for review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignSubmitted {
    /// What it says.
    pub design: Design,
}

/// The design is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignAccepted {
    /// That it meets the requirements.
    pub meets: Attestation,
}

/// The design was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignRejected {
    /// Why.
    pub reason: Text,
}

/// It is built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Developed {
    /// That it is as designed.
    pub to_design: Attestation,
    /// That the change is approved.
    pub change: Attestation,
    /// The configuration items that it is made of.
    pub items: List<Key>,
}

/// A test failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestFailed {
    /// What was found, and where that is written.
    pub report: Attestation,
}

/// The tests passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tested {
    /// That they cover requirements and design, and where that is written.
    pub covers: Attestation,
}

/// The customer accepts the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// Each criterion, and what shows that it is met.
    pub verified: List<Verified>,
}

/// Criteria are not met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptanceFailed {
    /// Which.
    pub failed: List<Label>,
}

/// It is built anew where it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReworkDecided {
    /// What is to be done.
    pub decision: Text,
    /// That the interested parties took part.
    pub took_part: Attestation,
}

/// The customer accepts the service although criteria are not met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeviationAccepted {
    /// That the interested parties took part.
    pub took_part: Attestation,
    /// That the risk is accepted.
    pub risk: Attestation,
}

/// The service is live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transitioned {
    /// That it is deployed, and by which release.
    pub deployed: Attestation,
}

/// Deployment was undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackedOut {
    /// Why.
    pub reason: Text,
    /// That the release is rolled back.
    pub rolled_back: Attestation,
}

/// What was expected is compared with what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeReported {
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
pub struct TransitionClosed {
    /// What is left to do, and who does it.
    pub open_points: List<OpenPoint>,
    /// That the change is reviewed.
    pub change: Attestation,
}

/// It rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// Why.
    pub reason: Text,
}

/// It goes on where it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

/// It is not designed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalRejected {
    /// Why.
    pub reason: Text,
}

/// Whoever proposed it took that back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProposalWithdrawn {}

/// It was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransitionCancelled {
    /// Why.
    pub reason: Text,
    /// That the customer knows.
    pub told: Attestation,
}

/// It is being designed again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignReopened {
    /// Why.
    pub reason: Text,
    /// That the change manager knows.
    pub told: Attestation,
}

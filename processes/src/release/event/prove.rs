//! Events: build, test and acceptance.

use super::super::terms::{Deviation, Scan, Verified};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

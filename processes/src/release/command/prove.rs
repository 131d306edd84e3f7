//! Commands: build, test and acceptance.

use super::super::terms::{Deviation, Scan, Verified};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Build it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartBuild {
    /// That its changes are approved: their records say so, unless somebody says more.
    #[serde(default = "Attestation::on_record")]
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

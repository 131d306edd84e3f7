//! Commands: canary, deployment, and the way back.

use super::super::terms::{Checksum, Health};
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The incident that is about it: of its items or services, or logged since it is deployed. One
    /// is logged, where nobody names it.
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

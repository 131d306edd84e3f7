//! Commands: planning.

use super::super::terms::{Criterion, ReleasePlan, Rollback};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::Actor;
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
    /// That its changes are authorised as emergencies: their records say so, unless somebody says more.
    #[serde(default = "Attestation::on_record")]
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

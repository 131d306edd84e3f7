//! Events: planning.

use super::super::terms::{Criterion, ReleasePlan, Rollback};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::Actor;
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

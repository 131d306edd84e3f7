//! Commands: admission.

use super::super::terms::{Contract, Gate, Policy, Qualification};
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::{Actor, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say whom we need, and for what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// What he is called.
    pub name: Label,
    /// What for.
    pub need: Text,
}

/// Begin to look whether he passes the gates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartAdmission {}

/// Say how often he has delivered on time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckQuality {
    /// How many deliveries were looked at.
    pub deliveries: u64,
    /// How many of them were on time.
    pub on_time: u64,
    /// What shows that.
    pub evidence: Label,
}

/// Say what shows that he is qualified as to security.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSecurity {
    /// What does.
    pub qualification: Qualification,
}

/// Say whether tools and interfaces fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckCompatibility {
    /// Whether tools do.
    pub tools: bool,
    /// Whether interfaces do.
    pub interfaces: bool,
    /// What shows that.
    pub report: Label,
}

/// Admit him. All gates are passed; none makes up for another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Admit {}

/// Do without him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// The gate that he did not pass.
    pub gate: Gate,
    /// Why that is not mended.
    pub reason: Text,
}

/// Do without him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// Why.
    pub reason: Text,
}

/// Put a supplier on record whose contract is older than this record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterExisting {
    /// What he is called.
    pub name: Label,
    /// The contract, as far as it states what it has to.
    pub contract: Contract,
    /// That it is in force, and since when.
    pub in_force: Attestation,
    /// Who answers for the relation.
    pub owner: Actor,
    /// By when he is held to the gates.
    pub gap_check_by: Timestamp,
}

/// State the figures of supplier management.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// Which they are.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

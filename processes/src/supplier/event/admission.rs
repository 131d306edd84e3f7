//! Events: admission.

use super::super::terms::{Contract, Dues, Gate, Policy, Qualification};
use crate::attest::Attestation;
use crate::limits::{Label, Percent, Text};
use engine::{Actor, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proposed {
    /// What he is called.
    pub name: Label,
    /// What for.
    pub need: Text,
}

/// It is looked at whether he passes the gates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdmissionStarted {}

/// It is known how often he has delivered on time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityGateChecked {
    /// How many deliveries were looked at.
    pub deliveries: u64,
    /// How many of them were on time.
    pub on_time: u64,
    /// Which share that is.
    pub share: Percent,
    /// Whether that is enough.
    pub passed: bool,
    /// What shows that.
    pub evidence: Label,
}

/// It is known whether he is qualified as to security.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityGateChecked {
    /// What shows that.
    pub qualification: Qualification,
    /// Whether that is enough.
    pub passed: bool,
}

/// It is known whether tools and interfaces fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompatibilityGateChecked {
    /// Whether tools do.
    pub tools: bool,
    /// Whether interfaces do.
    pub interfaces: bool,
    /// Whether that is enough.
    pub passed: bool,
    /// What shows that.
    pub report: Label,
}

/// He has passed all gates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Admitted {}

/// He has not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// Which he did not pass.
    pub gate: Gate,
    /// Why that is not mended.
    pub reason: Text,
}

/// He was a supplier before anybody asked for gates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExistingRegistered {
    /// What he is called.
    pub name: Label,
    /// The contract.
    pub contract: Contract,
    /// That it is in force, and since when.
    pub in_force: Attestation,
    /// Who answers for the relation.
    pub owner: Actor,
    /// By when he is held to the gates.
    pub gap_check_by: Timestamp,
    /// What falls due.
    pub dues: Dues,
}

/// We do without him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// Why.
    pub reason: Text,
}

/// These figures hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySet {
    /// Which version it is, from 1.
    pub version: u64,
    /// Which they are.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

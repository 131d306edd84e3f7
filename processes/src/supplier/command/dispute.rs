//! Commands: disputes.

use super::super::terms::BothSigned;
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that the other side does not keep to the contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaiseDispute {
    /// Which clause.
    pub clause: Label,
    /// What it is about.
    pub statement: Text,
}

/// Begin to negotiate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NegotiateDispute {
    /// The written procedure that is followed.
    pub procedure: Label,
}

/// Have others decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalateDispute {
    /// Why, where there is time left.
    #[serde(default)]
    pub failed: Option<Text>,
}

/// End it by what both have signed, or by an award.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleDispute {
    /// What that says.
    pub terms: Text,
    /// That both have signed it.
    #[serde(default)]
    pub signed: Option<BothSigned>,
    /// The award that was given.
    #[serde(default)]
    pub award: Option<Attestation>,
    /// Whether the contract has to change for it.
    #[serde(default)]
    pub contract_must_change: bool,
}

/// What was settled is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDispute {
    /// That it is.
    pub fulfilled: Attestation,
}

/// Do not insist. Only who raised it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawDispute {
    /// Why.
    pub reason: Text,
}

//! Events: disputes.

use super::super::terms::{BothSigned, Party};
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One side says that the other does not keep to the contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeRaised {
    /// Which.
    pub by: Party,
    /// Which clause.
    pub clause: Label,
    /// What it is about.
    pub statement: Text,
}

/// It is negotiated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeNegotiationStarted {
    /// The written procedure that is followed.
    pub procedure: Label,
    /// Until when.
    pub until: Timestamp,
}

/// Others decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeEscalated {
    /// Why, where there was time left.
    pub failed: Option<Text>,
}

/// It is ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeSettled {
    /// What both have signed, or the award says.
    pub terms: Text,
    /// That both have signed.
    pub signed: Option<BothSigned>,
    /// The award that was given.
    pub award: Option<Attestation>,
    /// Whether the contract has to change for it.
    pub contract_must_change: bool,
}

/// What was settled is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeClosed {
    /// That it is.
    pub fulfilled: Attestation,
}

/// Who raised it does not insist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeWithdrawn {
    /// Why.
    pub reason: Text,
}

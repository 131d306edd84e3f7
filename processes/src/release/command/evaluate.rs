//! Commands: observation, and what is learnt.

use super::super::terms::Outcome;
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that it caused an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeIncident {
    /// Which.
    pub incident: Key,
}

/// Record that it has been observed for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndObservation {}

/// Say why it failed, of one that was remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvestigateFailure {
    /// Why.
    pub cause: Text,
    /// What follows; at least one thing.
    pub actions: List<Text>,
}

/// Have it examined why it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInvestigation {
    /// By whom.
    pub investigator: Actor,
}

/// Say why it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Investigate {
    /// Why.
    pub cause: Text,
    /// What follows; at least one thing.
    pub actions: List<Text>,
}

/// Say what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Analyse {
    /// What the customer felt of it.
    pub customer_impact: Text,
    /// What else was found.
    pub finding: Text,
}

/// Tell those concerned what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishOutcome {
    /// What.
    pub outcome: Outcome,
    /// In words.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Look for what could be better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What.
    #[serde(default)]
    pub improvements: List<Text>,
    /// Why nothing could.
    #[serde(default)]
    pub no_improvement_reason: Option<Text>,
}

/// End it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {}

/// Have it built anew, after it was rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replan {
    /// What is to be other.
    pub reason: Text,
    /// That its changes are planned anew: their records say so, unless somebody says more.
    #[serde(default = "Attestation::on_record")]
    pub changes_replanned: Attestation,
}

/// Give it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
}

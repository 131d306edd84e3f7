//! Commands: the joint score.

use crate::attest::Attestation;
use crate::limits::{Percent, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Begin to score him, by what is on record since the last time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenScore {}

/// Say how he delivers, and how satisfied those are who use that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreQuality {
    /// How many deliveries there were.
    pub deliveries: u64,
    /// How many of them were on time.
    pub on_time: u64,
    /// How satisfied those are who use them.
    pub satisfaction: Percent,
}

/// Have it looked up how he fixes what is weak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreSecurity {}

/// Have it looked up how he keeps to targets; say whether interfaces fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreService {
    /// Whether they do.
    pub interfaces_fit: bool,
}

/// Let the score be known. He was heard before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishScore {
    /// What he says.
    pub heard: Attestation,
}

/// Say that it is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeScore {
    /// Why.
    pub reason: Text,
}

/// Answer that: as it was, or with other figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rescore {
    /// Why.
    pub reason: Text,
    /// Other figures of quality.
    #[serde(default)]
    pub quality: Option<ScoreQuality>,
    /// Whether interfaces fit after all.
    #[serde(default)]
    pub interfaces_fit: Option<bool>,
}

/// Do without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidScore {
    /// Why.
    pub reason: Text,
}

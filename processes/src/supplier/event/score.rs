//! Events: the joint score.

use super::super::terms::{Gate, Parts, QualityPart, SecurityPart, ServicePart};
use crate::attest::Attestation;
use crate::limits::{List, Percent, Text};
use engine::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// He is being scored, by what is on record since the last time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreOpened {
    /// By which version of the figures.
    pub model: u64,
    /// From when on.
    pub since: Timestamp,
    /// When it is time again.
    pub next_due: Timestamp,
}

/// It is known how he delivers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityScored {
    /// How many deliveries there were.
    pub deliveries: u64,
    /// What that comes to.
    pub part: QualityPart,
}

/// It is known how he fixes what is weak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityScored {
    /// What that comes to.
    pub part: SecurityPart,
}

/// It is known how he keeps to targets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceScored {
    /// What that comes to.
    pub part: ServicePart,
}

/// All parts are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreComputed {
    /// What they come to together.
    pub joint: Percent,
}

/// The score is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScorePublished {
    /// What it comes to.
    pub joint: Percent,
    /// What is asked for.
    pub threshold: Percent,
    /// The gates that he would not pass.
    pub below_gate: List<Gate>,
    /// What he says.
    pub heard: Attestation,
}

/// He says that it is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreDisputed {
    /// Why.
    pub reason: Text,
}

/// That is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreRescored {
    /// Why.
    pub reason: Text,
    /// What it is made of.
    pub parts: Parts,
    /// What it comes to.
    pub joint: Percent,
}

/// We do without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreVoided {
    /// Why.
    pub reason: Text,
}

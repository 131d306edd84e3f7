//! Commands: outages.

use super::super::terms::{Loss, Period};
use crate::attest::Attestation;
use crate::limits::Text;
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Plan that it will not work, or not as agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanOutage {
    /// From when until when.
    pub period: Period,
    /// How much of it.
    pub loss: Loss,
    /// The change it is for.
    #[serde(default)]
    pub change: Option<Key>,
    /// What for.
    pub reason: Text,
    /// That customers and users know.
    pub told: Attestation,
}

/// It does not work, or not as agreed: since when is the time it happened at. A planned one is named by its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginOutage {
    /// The planned outage that begins; none for an unplanned one.
    #[serde(default)]
    pub outage: Option<u64>,
    /// How much of it; as planned where that is not said.
    #[serde(default)]
    pub loss: Option<Loss>,
    /// The incident that is about it.
    #[serde(default)]
    pub incident: Option<Key>,
    /// What is seen.
    #[serde(default)]
    pub note: Option<Text>,
}

/// More or less of it works from then on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeighOutage {
    /// Which.
    pub outage: u64,
    /// How much of it.
    pub loss: Loss,
}

/// Its plan is over, and it goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOutageOverrun {}

/// It works again: since when is the time it happened at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOutage {
    /// Which.
    pub outage: u64,
}

/// It is no outage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelOutage {
    /// Which.
    pub outage: u64,
    /// Why.
    pub reason: Text,
}

/// Say what the cause was and what is done about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvestigateOutage {
    /// Which.
    pub outage: u64,
    /// The cause.
    pub cause: Text,
    /// What is done about it.
    pub action: Text,
    /// The problem behind it, where the root cause is still open.
    #[serde(default)]
    pub problem: Option<Key>,
}

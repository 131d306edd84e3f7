//! Commands: when it is deployed.

use crate::change::Slot;
use crate::limits::{Label, List, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say when it is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When.
    pub slot: Slot,
}

/// Say that it is deployed at another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// When.
    pub slot: Slot,
    /// Why.
    pub reason: Text,
}

/// Tell those concerned when it is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishDates {
    /// Who besides service desk and change management.
    #[serde(default)]
    pub addressed: List<Label>,
}

/// Let it wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why.
    pub reason: Text,
}

/// Let it go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// When it is deployed instead, of one that had a time.
    #[serde(default)]
    pub slot: Option<Slot>,
}

/// Have it built anew, for a reason of your own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnToBuild {
    /// Why.
    pub reason: Text,
    /// Who of those concerned was told; at least one.
    pub told: List<Label>,
}

/// Record that there is a baseline of every item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureBaseline {}

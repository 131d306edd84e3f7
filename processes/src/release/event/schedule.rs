//! Events: when it is deployed.

use crate::change::Slot;
use crate::limits::{Label, List, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It has a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scheduled {
    /// When.
    pub slot: Slot,
}

/// It cannot have that time: something blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlotRefused {
    /// When.
    pub slot: Slot,
    /// The windows that block.
    pub windows: List<Key>,
}

/// It has another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rescheduled {
    /// When.
    pub slot: Slot,
    /// Why.
    pub reason: Text,
}

/// Those concerned know when it is deployed (9.3.21).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatesPublished {
    /// When.
    pub slot: Slot,
    /// Who was told.
    pub addressed: List<Label>,
}

/// It waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// Why.
    pub reason: Text,
}

/// It goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

/// It is built anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnedToBuild {
    /// Why.
    pub reason: Text,
    /// Who of those concerned was told.
    pub told: List<Label>,
}

/// There is a baseline of every item (9.1.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineCaptured {
    /// The items.
    pub configuration_items: List<Key>,
}

//! Commands: when.

use super::super::terms::Slot;
use crate::limits::{Label, List, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say when it is carried out. What is in the way is listed on the record, with the next free slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When.
    pub slot: Slot,
}

/// Tell more people when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishSchedule {
    /// Whom.
    pub to: List<Label>,
}

/// Say another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// When.
    pub slot: Slot,
    /// Why.
    pub reason: Text,
}

/// Let it wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why.
    pub reason: Text,
}

/// Let it go on where it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// When it is carried out, if its time is not free any more.
    #[serde(default)]
    pub slot: Option<Slot>,
}

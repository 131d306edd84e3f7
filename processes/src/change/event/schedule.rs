//! Events: when.

use super::super::terms::{Obstacles, Slot};
use crate::limits::{Label, List, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It has a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scheduled {
    /// When.
    pub slot: Slot,
    /// The windows that would be in the way, but for an exception.
    pub excepted: List<Key>,
}

/// Something is in the way of a time that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlotRefused {
    /// When.
    pub slot: Slot,
    /// All that is in the way.
    pub obstacles: Obstacles,
    /// The next slot of that length in which nothing is, if there is one within a year.
    pub next_free: Option<Slot>,
}

/// Others were told when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SchedulePublished {
    /// What it is called.
    pub title: Label,
    /// When.
    pub slot: Slot,
    /// Who was told.
    pub to: List<Label>,
}

/// It has another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rescheduled {
    /// When.
    pub slot: Slot,
    /// The windows that would be in the way, but for an exception.
    pub excepted: List<Key>,
    /// Why.
    pub reason: Text,
}

/// It waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// Why.
    pub reason: Text,
}

/// It goes on where it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

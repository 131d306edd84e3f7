//! Commands: the clocks, and another system's history.

use super::super::Phase;
use super::super::value::{Details, Stated, Triage};
use crate::clock::Measure;
use crate::limits::Label;
use crate::personal::Personal;
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most of the resolution target is used (8.1.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnTarget {}

/// A target is missed (8.1.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordTargetMiss {
    /// Which.
    pub measure: Measure,
}

/// The service hours were revised: reckon anew what is still ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retime {
    /// The calendar.
    pub calendar: Key,
}

/// Another system says where it is, whatever our table says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// Where it is.
    pub to: Phase,
    /// For what it waits, where it does.
    #[serde(default)]
    pub hold_reason: Option<Label>,
    /// When it was opened, if that is not known yet: the clocks count from there.
    #[serde(default)]
    pub opened_at: Option<Timestamp>,
    /// In a few words.
    #[serde(default)]
    pub summary: Option<Label>,
    /// Who is affected.
    #[serde(default)]
    pub caller: Option<Personal<Label>>,
    /// The service concerned.
    #[serde(default)]
    pub service: Option<Key>,
    /// Whose service it is.
    #[serde(default)]
    pub customer: Option<Key>,
    /// What else is known.
    #[serde(default)]
    pub details: Details,
    /// What is known for triage.
    #[serde(default)]
    pub triage: Triage,
    /// How often it was handed over there, where that was no `reassign` of ours: it counts as one.
    #[serde(default)]
    pub reassignments: Option<u32>,
    /// What else it says, kept beside our own.
    #[serde(default)]
    pub stated: Option<Stated>,
}

/// Another system states attributes to be kept beside our own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateAttributes {
    /// What it says.
    pub stated: Stated,
}

/// Another system states how it stood before what is known of it already: a row of its history that
/// comes late. It is put on record and moves nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateLateRow {
    /// When it stood so.
    pub at: Timestamp,
    /// Who is affected.
    #[serde(default)]
    pub caller: Option<Personal<Label>>,
    /// What else is known.
    #[serde(default)]
    pub details: Details,
    /// How it was sorted and graded, and who had it.
    #[serde(default)]
    pub triage: Triage,
    /// What else it says, its own name of the state among it.
    #[serde(default)]
    pub stated: Stated,
}

//! Commands: carrying out, and making good.

use super::super::terms::Hand;
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Begin to carry it out. Not for who requested or approved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartImplementation {}

/// Do a step again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryStep {
    /// Which.
    pub step: Text,
    /// Why.
    pub reason: Text,
}

/// It is carried out, in full or in part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteImplementation {
    /// That it works.
    pub checks: Attestation,
    /// What is left to do, where it is carried out in part.
    #[serde(default)]
    pub open_parts: List<Text>,
    /// The items that have become other; all of the change, where left out.
    #[serde(default)]
    pub altered: Option<List<Key>>,
    /// Why the others have not; needed where that leaves some of the change out.
    #[serde(default)]
    pub unaltered: Option<Text>,
    /// When it is reviewed, within ninety days; after two weeks, where left out.
    #[serde(default)]
    pub review_at: Option<Timestamp>,
    /// Who carries out the release that does so. Only a rule says this; else it is who sends it.
    #[serde(skip)]
    pub by: Option<Hand>,
}

/// It does not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    #[serde(default)]
    pub service_affected: bool,
    /// The incident that is about it: of its items or services, or logged since it is carried out. One
    /// is logged where a service suffers and nobody names it.
    #[serde(default)]
    pub incident: Option<Key>,
}

/// Begin to reverse it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartBackout {
    /// Who carries out the release that does so. Only a rule says this; else it is who sends it.
    #[serde(skip)]
    pub by: Option<Hand>,
}

/// It is reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackOut {
    /// That all is as in the baseline.
    pub restored: Attestation,
    /// Who carries out the release that does so. Only a rule says this; else it is who sends it.
    #[serde(skip)]
    pub by: Option<Hand>,
}

/// It cannot be reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailBackout {
    /// The incident that is about that.
    pub incident: Key,
    /// What happened.
    pub reason: Text,
}

/// Begin to remedy what went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRemedy {
    /// How.
    pub remedy: Text,
    /// That this is approved.
    pub approved: Attestation,
}

/// It is remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// That it works.
    pub checks: Attestation,
    /// Who carries out the release that does so. Only a rule says this; else it is who sends it.
    #[serde(skip)]
    pub by: Option<Hand>,
    /// The items that have become other; all of the change, where left out.
    #[serde(default)]
    pub altered: Option<List<Key>>,
    /// Why the others have not; needed where that leaves some of the change out.
    #[serde(default)]
    pub unaltered: Option<Text>,
}

/// The remedy does not help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailRemedy {
    /// Why.
    pub reason: Text,
}

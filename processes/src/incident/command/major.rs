//! Commands: the major incident.

use super::super::value::Party;
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::{Actor, Key, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// It is a major incident, as agreed (8.1.10).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeclareMajor {
    /// That it matches the definition, where no rule can tell.
    pub matches: Option<Attestation>,
}

/// Tell top management (8.1.12).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotifyTopManagement {
    /// Whom; by default all who hold the role.
    pub recipients: List<Actor>,
    /// What.
    pub message: Option<Text>,
}

/// One named person manages it (8.1.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignManager {
    /// Who.
    pub manager: Actor,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Begin to restore service. Only for the named manager, and when top management knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StartRestoration {
    /// How.
    pub note: Option<Text>,
}

/// Tell customers and others concerned. Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueUpdate {
    /// What.
    pub message: Text,
    /// Whom: at least customers and interested parties.
    pub addressed: BTreeSet<Party>,
}

/// Ask for the continuity plan, for restoration will take too long. Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestContinuity {
    /// Which.
    pub plan: Key,
    /// How long restoration will take.
    pub forecast: Span,
    /// How long it may take before the plan applies, as the plan says.
    pub trigger: Span,
}

/// Another named person manages it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceManager {
    /// Who.
    pub manager: Actor,
    /// What was handed over.
    pub handover: Text,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Agreed service is back. Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// That it is.
    pub verified: Attestation,
}

/// The symptom is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relapse {
    /// What it looks like.
    pub symptom: Text,
}

/// Examine what can be learnt (8.1.14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {}

/// What can be learnt is this (8.1.14). Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What.
    pub findings: Text,
    /// What could be better. This or a reason is needed.
    #[serde(default)]
    pub improvements: List<Text>,
    /// Why nothing could.
    #[serde(default)]
    pub no_improvement_reason: Option<Text>,
    /// Who took part: at least one.
    pub parties: BTreeSet<Party>,
}

/// The major incident is over. Only for the named manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseMajor {}

/// It is a major incident no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DowngradeMajor {
    /// Why.
    pub reason: Text,
}

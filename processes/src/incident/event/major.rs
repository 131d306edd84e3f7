//! Events: the major incident.

use super::super::value::{By, Party};
use crate::attest::Attestation;
use crate::clock::AgreementVersion;
use crate::limits::{List, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// It is a major incident (8.1.10, 8.1.11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeclaredMajor {
    /// The agreement whose definition it matches.
    pub definition: AgreementVersion,
    /// Whether a rule matched it, or somebody's word.
    pub by: By,
    /// That word.
    pub matches: Option<Attestation>,
    /// By when top management knows.
    pub notice_due: Timestamp,
    /// By when it has a named manager.
    pub manager_due: Timestamp,
}

/// Top management was told (8.1.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopManagementNotified {
    /// Whom the notice reached; nobody, where nobody holds the role.
    pub recipients: List<Actor>,
    /// What they were told.
    pub message: Option<Text>,
}

/// One named person manages it (8.1.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ManagerAssigned {
    /// Who.
    pub manager: Actor,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Restoring service has begun under the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RestorationStarted {
    /// How.
    pub note: Option<Text>,
}

/// Customers and others concerned were told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateIssued {
    /// What.
    pub message: Text,
    /// Whom.
    pub addressed: BTreeSet<Party>,
}

/// The continuity plan is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContinuityRequested {
    /// Which.
    pub plan: Key,
    /// How long restoration will take.
    pub forecast: Span,
    /// How long it may take before the plan applies.
    pub trigger: Span,
}

/// Another named person manages it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ManagerReplaced {
    /// Who.
    pub manager: Actor,
    /// What was handed over.
    pub handover: Text,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Agreed service is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// That it is.
    pub verified: Attestation,
    /// By when its review begins.
    pub review_due: Timestamp,
}

/// The symptom is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relapsed {
    /// What it looks like.
    pub symptom: Text,
}

/// What can be learnt is being examined (8.1.14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {
    /// How much later than it should have.
    pub late_by: Option<Span>,
}

/// What can be learnt is known (8.1.14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// What.
    pub findings: Text,
    /// What could be better.
    pub improvements: List<Text>,
    /// Why nothing could.
    pub no_improvement_reason: Option<Text>,
    /// Who took part.
    pub parties: BTreeSet<Party>,
}

/// The major incident is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MajorClosed {
    /// How often service was restored before it held.
    pub restorations: u32,
}

/// It is a major incident no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MajorDowngraded {
    /// Why.
    pub reason: Text,
}

//! Events: observation, and what is learnt.

use super::super::terms::Outcome;
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It caused an incident (9.3.18).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentAttributed {
    /// Which.
    pub incident: Key,
    /// How many there are by now.
    pub count: u32,
    /// Whether that is more than its plan takes for granted.
    pub above_limit: bool,
}

/// It has been observed for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationEnded {}

/// It is known why one failed that was remedied (9.3.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FailureInvestigated {
    /// Why.
    pub cause: Text,
    /// What follows.
    pub actions: List<Text>,
}

/// It is examined why it failed (9.3.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvestigationStarted {
    /// By whom.
    pub investigator: Actor,
}

/// It is known why it failed (9.3.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Investigated {
    /// Why.
    pub cause: Text,
    /// What follows.
    pub actions: List<Text>,
}

/// It is known what came of it (9.3.17, 9.3.19).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analysed {
    /// How many incidents it caused.
    pub incidents: u32,
    /// What the customer felt of it.
    pub customer_impact: Text,
    /// What else was found.
    pub finding: Text,
}

/// Those concerned know what came of it (9.3.21).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomePublished {
    /// What.
    pub outcome: Outcome,
    /// In words.
    pub note: Option<Text>,
}

/// It was considered what could be better (9.3.20).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnalysisReviewed {
    /// What.
    pub improvements: List<Text>,
    /// Why nothing could.
    pub no_improvement_reason: Option<Text>,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {}

/// It is built anew, after it was rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replanned {
    /// What is to be other.
    pub reason: Text,
    /// That its changes are planned anew.
    pub changes_replanned: Attestation,
}

/// It was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
}

//! Events: carrying out, and making good.

use super::super::terms::{Hand, Origin};
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is being carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImplementationStarted {
    /// By whom.
    pub implementer: Hand,
}

/// A step was done again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRetried {
    /// Which.
    pub step: Text,
    /// Why.
    pub reason: Text,
}

/// It is carried out, in full or in part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Implemented {
    /// By whom.
    pub implementer: Hand,
    /// That it works.
    pub checks: Attestation,
    /// What is left to do.
    pub open_parts: List<Text>,
    /// The items that have become other.
    pub altered: List<Key>,
    /// When it is reviewed.
    pub review_at: Timestamp,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// It does not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failed {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    pub service_affected: bool,
    /// The incident that is about it.
    pub incident: Option<Key>,
    /// The change model that it was made by.
    pub model: Option<Key>,
}

/// It is being reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackoutStarted {
    /// By whom.
    pub implementer: Hand,
}

/// It is reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackedOut {
    /// By whom.
    pub implementer: Hand,
    /// That all is as in the baseline.
    pub restored: Attestation,
    /// The items to be looked at.
    pub altered: List<Key>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// It cannot be reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackoutFailed {
    /// The incident that is about that.
    pub incident: Key,
    /// What happened.
    pub reason: Text,
}

/// What went wrong is being remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyStarted {
    /// How.
    pub remedy: Text,
    /// That this is approved.
    pub approved: Attestation,
}

/// It is remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedied {
    /// By whom.
    pub implementer: Hand,
    /// That it works.
    pub checks: Attestation,
    /// The items that have become other.
    pub altered: List<Key>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// The remedy does not help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyFailed {
    /// Why.
    pub reason: Text,
}

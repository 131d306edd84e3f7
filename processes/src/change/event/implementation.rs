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
    /// By whom; not told apart from who recorded it, where it is left out.
    pub implementer: Option<Hand>,
}

/// As it was before it said by whose hand.
#[derive(Serialize, Deserialize)]
pub(crate) struct StepRetried1 {
    step: Text,
    reason: Text,
}

impl From<StepRetried1> for StepRetried {
    fn from(old: StepRetried1) -> Self {
        let StepRetried1 { step, reason } = old;
        Self { step, reason, implementer: None }
    }
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
    /// Why the others have not.
    pub unaltered: Option<Text>,
    /// When it is reviewed.
    pub review_at: Timestamp,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// As it was before it said why items are as they were.
#[derive(Serialize, Deserialize)]
pub(crate) struct Implemented1 {
    implementer: Hand,
    checks: Attestation,
    open_parts: List<Text>,
    altered: List<Key>,
    review_at: Timestamp,
    raised_from: Option<Origin>,
}

impl From<Implemented1> for Implemented {
    fn from(old: Implemented1) -> Self {
        let Implemented1 { implementer, checks, open_parts, altered, review_at, raised_from } = old;
        let unaltered = None;
        Self { implementer, checks, open_parts, altered, unaltered, review_at, raised_from }
    }
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
    /// Why the others have not.
    pub unaltered: Option<Text>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// As it was before it said why items are as they were.
#[derive(Serialize, Deserialize)]
pub(crate) struct Remedied1 {
    implementer: Hand,
    checks: Attestation,
    altered: List<Key>,
    raised_from: Option<Origin>,
}

impl From<Remedied1> for Remedied {
    fn from(old: Remedied1) -> Self {
        let Remedied1 { implementer, checks, altered, raised_from } = old;
        Self { implementer, checks, altered, unaltered: None, raised_from }
    }
}

/// The remedy does not help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyFailed {
    /// Why.
    pub reason: Text,
}

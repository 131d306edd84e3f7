//! Events: canary, deployment, and the way back.

use super::super::terms::{Checksum, Health, Stage, Waiting};
use crate::attest::Attestation;
use crate::limits::{List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The first have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryStarted {
    /// Who.
    pub stage: Stage,
    /// Until when it is watched with them.
    pub until: Timestamp,
}

/// It is known how the stage does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthReported {
    /// The how manieth it is, from 0.
    pub stage: u32,
    /// How.
    pub health: Health,
    /// What was measured.
    pub measures: Text,
}

/// More have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryWidened {
    /// Who.
    pub stage: Stage,
    /// The how manieth it is, from 0.
    pub number: u32,
    /// Until when it is watched with them.
    pub until: Timestamp,
}

/// The time of the stage is over, and nothing says that it has passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryWaits {
    /// The how manieth it is, from 0.
    pub stage: u32,
    /// Why it waits.
    pub waiting: Waiting,
    /// When it is looked at again.
    pub until: Timestamp,
}

/// All stages have passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryCompleted {}

/// It is rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryAborted {
    /// The how manieth stage it was, from 0.
    pub stage: u32,
    /// How that shows.
    pub symptom: Text,
}

/// All are to have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Promoted {}

/// All are to have it at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentStarted {}

/// A step is done again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRetried {
    /// Why.
    pub reason: Text,
}

/// What was deployed is as its master copies (9.3.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntegrityVerified {
    /// Each component.
    pub checksums: List<Checksum>,
}

/// It is there (5.4.4, 9.3.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deployed {
    /// That it works.
    pub checks: Attestation,
}

/// It is observed (9.3.18).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationStarted {
    /// Until when.
    pub until: Timestamp,
}

/// It does not work (9.3.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentFailed {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    pub service_affected: bool,
    /// The incident that is about it.
    pub incident: Option<Key>,
}

/// It is being reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RollbackStarted {}

/// It is reversed (9.3.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolledBack {
    /// That all is as in the baseline.
    pub restored: Attestation,
}

/// It cannot be reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RollbackFailed {
    /// The incident that is about that.
    pub incident: Key,
    /// What happened.
    pub reason: Text,
}

/// It is being remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyStarted {
    /// How.
    pub remedy: Text,
    /// That this is approved.
    pub approved: Attestation,
}

/// It is remedied (9.3.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedied {
    /// That it works.
    pub checks: Attestation,
}

/// The remedy does not help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyFailed {
    /// Why.
    pub reason: Text,
}

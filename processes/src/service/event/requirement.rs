//! Events: requirements of the service.

use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody needs something of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementCaptured {
    /// What it is called.
    pub requirement: Label,
    /// Who needs it.
    pub source: Label,
    /// What.
    pub need: Text,
}

/// What is needed can be measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementAnalysed {
    /// Which.
    pub requirement: Label,
    /// What is to be so, in measurable terms.
    pub measure: Text,
    /// Whether it takes a new or changed service.
    pub needs_change: bool,
    /// The change that makes it so, if there is one.
    pub change: Option<Key>,
}

/// The requirement waits for agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementProposed {
    /// Which.
    pub requirement: Label,
}

/// The customer agrees to the requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementAgreed {
    /// Which.
    pub requirement: Label,
    /// Whether a change is still to be asked for.
    pub change_needed: bool,
}

/// The requirement will not be met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementRejected {
    /// Which.
    pub requirement: Label,
    /// Why.
    pub reason: Text,
}

/// The requirement is examined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementReviewStarted {
    /// Which.
    pub requirement: Label,
}

/// The requirement is still right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementConfirmed {
    /// Which.
    pub requirement: Label,
}

/// Another requirement is asked for instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementChangeProposed {
    /// Which.
    pub requirement: Label,
    /// What is to be so, in measurable terms.
    pub measure: Text,
    /// The change that asks for it.
    pub change: Option<Key>,
    /// What is needed, where no change is named yet.
    pub need: Option<Text>,
}

/// The requirement is as was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementChangeAgreed {
    /// Which.
    pub requirement: Label,
    /// What is to be so, in measurable terms.
    pub measure: Text,
    /// That the change is approved.
    pub change: Attestation,
    /// Whether service levels are to be agreed anew.
    pub affects_service_level: bool,
}

/// The requirement stays as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementChangeDropped {
    /// Which.
    pub requirement: Label,
    /// That the change was rejected.
    pub change: Attestation,
}

/// Nobody needs it any longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementRetired {
    /// Which.
    pub requirement: Label,
    /// That the need is gone; not needed where the service is removed.
    pub gone: Option<Attestation>,
}

/// Whoever stated the need took it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementWithdrawn {
    /// Which.
    pub requirement: Label,
}

//! Commands: requirements of the service.

use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody needs something of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureRequirement {
    /// What it is called.
    pub requirement: Label,
    /// Who needs it.
    pub source: Label,
    /// What.
    pub need: Text,
}

/// Say what is needed so that it can be measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnalyseRequirement {
    /// Which.
    pub requirement: Label,
    /// What is to be so, in measurable terms.
    pub measure: Text,
    /// Whether it takes a new or changed service.
    #[serde(default)]
    pub needs_change: bool,
    /// The change that makes it so, if there is one.
    #[serde(default)]
    pub change: Option<Key>,
}

/// Offer the requirement for agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeRequirement {
    /// Which.
    pub requirement: Label,
}

/// Agree to the requirement. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeRequirement {
    /// Which.
    pub requirement: Label,
}

/// The requirement will not be met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectRequirement {
    /// Which.
    pub requirement: Label,
    /// Why.
    pub reason: Text,
}

/// Examine whether the requirement is still right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRequirement {
    /// Which.
    pub requirement: Label,
}

/// The requirement is still right. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequirement {
    /// Which.
    pub requirement: Label,
}

/// Ask for another requirement instead. A change or the need for one is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeRequirementChange {
    /// Which.
    pub requirement: Label,
    /// What is to be so, in measurable terms.
    pub measure: Text,
    /// The change that asks for it.
    #[serde(default)]
    pub change: Option<Key>,
    /// What is needed, where no change is named yet.
    #[serde(default)]
    pub need: Option<Text>,
}

/// Agree to the requirement as changed. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeRequirementChange {
    /// Which.
    pub requirement: Label,
    /// That the change is approved.
    pub change: Attestation,
    /// Whether service levels are to be agreed anew.
    #[serde(default)]
    pub affects_service_level: bool,
}

/// The requirement stays as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropRequirementChange {
    /// Which.
    pub requirement: Label,
    /// That the change was rejected.
    pub change: Attestation,
}

/// Nobody needs it any longer, or the service is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireRequirement {
    /// Which.
    pub requirement: Label,
    /// That the need is gone; not needed where the service is removed.
    #[serde(default)]
    pub gone: Option<Attestation>,
}

/// Take a need back. Only for whoever stated it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRequirement {
    /// Which.
    pub requirement: Label,
}

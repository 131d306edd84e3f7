//! Commands: removal and transfer of the service.

use super::super::terms::{DataFate, RemovalPlan};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Have the service removed, or transferred to somebody else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeRemoval {
    /// Why.
    pub reason: Text,
    /// The change that asks for it.
    pub change: Key,
    /// That it is classified as a major change.
    pub major: Attestation,
}

/// Say what becomes of data, documents and components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRemoval {
    /// What.
    pub plan: RemovalPlan,
}

/// Approve the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRemoval {
    /// That the customer knows.
    pub told: Attestation,
    /// That the change is approved.
    pub change: Attestation,
}

/// Leave the service as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectRemoval {
    /// Why.
    pub reason: Text,
}

/// Give the plan back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRemovalPlan {
    /// Why.
    pub reason: Text,
}

/// Give notice to customers and interested parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyRemoval {
    /// When the notice period is over.
    pub notice_until: Timestamp,
    /// Who was told.
    pub parties: List<Label>,
}

/// The notice period is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordNoticeElapsed {}

/// Begin to remove it, when the notice period is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRemoval {}

/// Begin to hand it over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartTransfer {
    /// To whom.
    pub receiver: Label,
    /// That they are ready.
    pub ready: Attestation,
}

/// Archive, destroy or hand over data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisposeData {
    /// Which data.
    pub what: Text,
    /// What became of it.
    pub fate: DataFate,
    /// What shows that.
    pub evidence: Attestation,
}

/// It is removed: its items retired, its data disposed of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteRemoval {
    /// That all access is revoked.
    pub access: Attestation,
}

/// It is handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTransfer {
    /// That the receiving party has it.
    pub confirmed: Attestation,
}

/// Nothing of it is left: neither entry nor agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRemoval {}

/// Give the removal up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelRemoval {
    /// Why.
    pub reason: Text,
}

/// Restore the service instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackOutRemoval {
    /// Why.
    pub reason: Text,
    /// That it is as agreed again.
    pub restored: Attestation,
}

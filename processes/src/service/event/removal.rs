//! Events: removal and transfer of the service.

use super::super::terms::{DataFate, RemovalPlan};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The service is to be removed or transferred.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalProposed {
    /// Why.
    pub reason: Text,
    /// The change that asks for it.
    pub change: Key,
    /// That it is classified as a major change.
    pub major: Attestation,
}

/// It is planned what becomes of data, documents and components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalPlanned {
    /// What.
    pub plan: RemovalPlan,
}

/// The plan is approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalApproved {
    /// That the customer knows.
    pub told: Attestation,
    /// That the change is approved.
    pub change: Attestation,
}

/// The service stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalRejected {
    /// Why.
    pub reason: Text,
}

/// The plan was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalPlanReturned {
    /// Why.
    pub reason: Text,
}

/// Customers and interested parties have notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartiesNotified {
    /// When the notice period is over.
    pub notice_until: Timestamp,
    /// Who was told.
    pub parties: List<Label>,
}

/// The notice period is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeElapsed {}

/// It is being removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalStarted {}

/// It is being handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferStarted {
    /// To whom.
    pub receiver: Label,
    /// That they are ready.
    pub ready: Attestation,
}

/// Data was archived, destroyed or handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DataDisposed {
    /// Which data.
    pub what: Text,
    /// What became of it.
    pub fate: DataFate,
    /// What shows that.
    pub evidence: Attestation,
}

/// It is removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Removed {
    /// That all access is revoked.
    pub access: Attestation,
}

/// It is handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transferred {
    /// That the receiving party has it.
    pub confirmed: Attestation,
}

/// Removal is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalClosed {}

/// The removal was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalCancelled {
    /// Why.
    pub reason: Text,
}

/// The service was restored instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemovalBackedOut {
    /// Why.
    pub reason: Text,
    /// That it is as agreed again.
    pub restored: Attestation,
}

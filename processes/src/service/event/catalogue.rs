//! Events: the entry of the catalogue.

use super::super::terms::{Difference, Entry};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the catalogue is to say of it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drafted {
    /// What it says.
    pub entry: Entry,
}

/// The customer agrees to the entry, and it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreed {
    /// Which draft was shown, from 1.
    pub draft: u64,
    /// By when there will be a service level agreement where there is none.
    pub sla_plan: Option<Attestation>,
}

/// The entry is being revised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevisionStarted {
    /// What this revision is called.
    pub revision: Label,
    /// The change that asks for it.
    pub change: Option<Key>,
    /// What is needed, where no change is named yet.
    pub need: Option<Text>,
    /// Until when it is to be published.
    pub due: Timestamp,
}

/// A revision is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revised {
    /// Which.
    pub revision: Label,
    /// What the entry says now.
    pub entry: Entry,
    /// That the change is approved.
    pub change: Attestation,
    /// By when there will be a service level agreement where there is none.
    pub sla_plan: Option<Attestation>,
}

/// A revision was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevisionAbandoned {
    /// Which.
    pub revision: Label,
    /// That the change was rejected or given up.
    pub change: Attestation,
}

/// Revisions take longer than they may.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevisionOverdue {
    /// Which.
    pub revisions: List<Label>,
}

/// The entry is held against the agreements in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerificationStarted {}

/// Entry and agreements say the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConsistencyConfirmed {}

/// Entry and agreements differ, so the entry is being revised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MismatchFound {
    /// The revision that is to mend it.
    pub revision: Label,
    /// In what.
    pub differences: List<Difference>,
    /// Until when it is to be published.
    pub due: Timestamp,
}

/// It is out of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// Why.
    pub reason: Text,
    /// The service that takes its place.
    pub successor: Option<Key>,
}

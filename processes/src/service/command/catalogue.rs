//! Commands: the entry of the catalogue.

use super::super::terms::Entry;
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::{Key, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Write what the catalogue is to say of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it says.
    pub entry: Entry,
}

/// Agree to the entry. Only for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    /// Which draft was shown, from 1.
    pub draft: u64,
    /// By when there will be a service level agreement where there is none.
    #[serde(default)]
    pub sla_plan: Option<Attestation>,
}

/// Begin to revise the entry. A change or the need for one is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRevision {
    /// What this revision is called.
    pub revision: Label,
    /// The change that asks for it.
    #[serde(default)]
    pub change: Option<Key>,
    /// What is needed, where no change is named yet.
    #[serde(default)]
    pub need: Option<Text>,
    /// How long it may take; five days unless said otherwise.
    #[serde(default)]
    pub within: Option<Span>,
}

/// Publish a revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRevision {
    /// Which.
    pub revision: Label,
    /// What the entry says now.
    pub entry: Entry,
    /// That the change is approved.
    pub change: Attestation,
    /// By when there will be a service level agreement where there is none.
    #[serde(default)]
    pub sla_plan: Option<Attestation>,
}

/// Give a revision up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbandonRevision {
    /// Which.
    pub revision: Label,
    /// That the change was rejected or given up.
    pub change: Attestation,
}

/// A revision takes too long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRevisionOverdue {}

/// Hold the entry against the agreements in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {}

/// Take it out of the catalogue, for it is removed or has a successor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// Why.
    pub reason: Text,
    /// The service that takes its place.
    #[serde(default)]
    pub successor: Option<Key>,
}

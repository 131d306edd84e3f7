//! What may have happened to a change model: the durable contract.

use super::{Aspect, Content, Decision, Finding, Occasion};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use crate::personal::Personal;
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// There is a first draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drafted {
    /// Who wrote it.
    pub author: Actor,
    /// What it is to say.
    pub content: Content,
}

/// It says something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revised {
    /// Who wrote it.
    pub author: Actor,
    /// What it is to say.
    pub content: Content,
    /// Why.
    pub reason: Text,
}

/// It was assessed in one respect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessed {
    /// The version that was looked at.
    pub version: u64,
    /// In which respect.
    pub aspect: Aspect,
    /// What it comes to.
    pub finding: Finding,
    /// What was looked at, and what follows.
    pub statement: Text,
}

/// It was put before those who decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Submitted {
    /// Which version.
    pub version: u64,
}

/// It was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Returned {
    /// Why.
    pub reason: Text,
}

/// Standard changes may be made by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approved {
    /// Which version.
    pub version: u64,
    /// What was weighed.
    pub decision: Decision,
    /// Who took part.
    pub participants: List<Personal<Label>>,
    /// That the changes that failed by it were investigated.
    pub investigated: Option<Attestation>,
}

/// It is examined whether it is still right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {
    /// Why.
    pub occasion: Occasion,
}

/// It stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Confirmed {
    /// What was found.
    pub finding: Text,
    /// That the changes that failed by it were investigated.
    pub investigated: Option<Attestation>,
}

/// No more changes may be made by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// The model that takes its place.
    pub successor: Option<Key>,
    /// Why.
    pub reason: Option<Text>,
}

/// It is valid no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expired {}

/// The draft was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Discarded {
    /// Why.
    pub reason: Option<Text>,
}

engine::events! {
    /// What may have happened to a change model.
    pub enum Event {
        /// There is a first draft.
        Drafted = "drafted", 1,
        /// It says something else.
        Revised = "revised", 1,
        /// It was assessed in one respect.
        Assessed = "assessed", 1,
        /// It was put before those who decide.
        Submitted = "submitted", 1,
        /// It was given back.
        Returned = "returned", 1,
        /// Standard changes may be made by it.
        Approved = "approved", 1,
        /// It is examined whether it is still right.
        ReviewStarted = "review_started", 1,
        /// It stays as it is.
        Confirmed = "confirmed", 1,
        /// No more changes may be made by it.
        Retired = "retired", 1,
        /// It is valid no more.
        Expired = "expired", 1,
        /// The draft was given up.
        Discarded = "discarded", 1,
    }
}

//! What may be asked of a change model.

use super::{Aspect, Content, Decision, Finding, Occasion};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use crate::personal::Personal;
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Make a first draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it is to say.
    pub content: Content,
}

/// Let it say something else. What was assessed and approved is so no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    /// What it is to say.
    pub content: Content,
    /// Why.
    pub reason: Text,
}

/// Assess it in one respect. A later assessment takes the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// The version that was looked at.
    pub version: u64,
    /// In which respect.
    pub aspect: Aspect,
    /// What it comes to.
    pub finding: Finding,
    /// What was looked at, and what follows.
    pub statement: Text,
}

/// Put it before those who decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {}

/// Give it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// Why.
    pub reason: Text,
}

/// Let standard changes be made by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The version that was shown.
    pub version: u64,
    /// What was weighed.
    pub decision: Decision,
    /// Who took part; at least one.
    pub participants: List<Personal<Label>>,
    /// What the investigation of the changes that failed by it comes to; their records say whether
    /// there was one.
    #[serde(default)]
    pub investigated: Option<Attestation>,
}

/// Examine whether it is still right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {
    /// Why.
    #[serde(default)]
    pub occasion: Occasion,
}

/// Let it stay as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// What was found.
    pub finding: Text,
    /// What the investigation of the changes that failed by it comes to; their records say whether
    /// there was one.
    #[serde(default)]
    pub investigated: Option<Attestation>,
}

/// Let no more changes be made by it. Names what takes its place, or says why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// The model that takes its place.
    #[serde(default)]
    pub successor: Option<Key>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Record that it is valid no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expire {}

/// Give the draft up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discard {
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

engine::commands! {
    /// What may be asked of a change model.
    pub enum Command {
        /// Make a first draft.
        Draft = "draft",
        /// Let it say something else.
        Revise = "revise",
        /// Assess it in one respect.
        Assess = "assess",
        /// Put it before those who decide.
        Submit = "submit",
        /// Give it back.
        Return = "return",
        /// Let standard changes be made by it.
        Approve = "approve",
        /// Examine whether it is still right.
        StartReview = "start_review",
        /// Let it stay as it is.
        Confirm = "confirm",
        /// Let no more changes be made by it.
        Retire = "retire",
        /// Record that it is valid no more.
        Expire = "expire",
        /// Give the draft up.
        Discard = "discard",
    }
}

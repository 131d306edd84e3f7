//! Commands: performance and reviews.

use super::super::terms::{Because, Performance};
use crate::limits::{Label, List, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Record how something of his went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPerformance {
    /// What, and how.
    pub performance: Performance,
}

/// Note that it is time for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotePerformanceDue {}

/// Claim what the contract allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Which clause does.
    pub clause: Label,
    /// What is claimed, and why.
    pub statement: Text,
}

/// Begin to review him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {
    /// Why.
    pub because: Because,
}

/// Say what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Why things went as they did.
    pub causes: Text,
    /// What is to become better.
    #[serde(default)]
    pub improvements: List<Text>,
    /// Why nothing is.
    #[serde(default)]
    pub no_improvement: Option<Text>,
    /// Whether the contract is still what we need.
    pub contract_fits: bool,
    /// What is not as it has to be, if something is not.
    #[serde(default)]
    pub nonconforming: Option<Text>,
}

/// Go on with him as before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// Why that is right although he is not qualified as to security.
    #[serde(default)]
    pub unqualified: Option<Text>,
}

/// Have him mend what he does, for his score is below what is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOnProbation {
    /// What he is asked for.
    pub asked: Text,
}

/// He has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftProbation {}

//! Events: performance and reviews.

use super::super::terms::{Because, Performance};
use crate::agreement::Period;
use crate::limits::{Label, List, Percent, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is known how something of his went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PerformanceRecorded {
    /// What, and how.
    pub performance: Performance,
    /// Whether that was in time, where it has one.
    pub in_time: Option<bool>,
    /// When the next figures are due, if these are such.
    pub next_due: Option<Timestamp>,
}

/// He did not reach a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetMissed {
    /// Which agreement promises it.
    pub agreement: Key,
    /// Which.
    pub target: Label,
    /// When.
    pub period: Period,
    /// What was reached.
    pub reached: Percent,
    /// What was to be.
    pub at_least: Percent,
}

/// It is time to say how things went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PerformanceFellDue {
    /// When it is again.
    pub next_due: Timestamp,
}

/// We claim what the contract allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimRaised {
    /// Which clause does.
    pub clause: Label,
    /// What is claimed, and why.
    pub statement: Text,
}

/// He is being reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {
    /// Why.
    pub because: Because,
}

/// It is known what that has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// Why things went as they did.
    pub causes: Text,
    /// What is to become better.
    pub improvements: List<Text>,
    /// Why nothing is.
    pub no_improvement: Option<Text>,
    /// Whether the contract is still what we need.
    pub contract_fits: bool,
    /// What is not as it has to be.
    pub nonconforming: Option<Text>,
    /// When it is time again.
    pub next_due: Timestamp,
}

/// We go on with him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Confirmed {
    /// Why that is right although he is not qualified as to security.
    pub unqualified: Option<Text>,
}

/// He is to mend what he does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbationBegun {
    /// His score.
    pub score: Percent,
    /// What he is asked for.
    pub asked: Text,
}

/// He has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbationLifted {
    /// His score.
    pub score: Percent,
}

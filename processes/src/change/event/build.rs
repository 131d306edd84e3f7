//! Events: build and test.

use super::super::terms::{Hand, Waiver};
use crate::limits::Label;
use engine::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is being built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuildStarted {
    /// By whom.
    pub builder: Hand,
}

/// It is built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Built {
    /// By whom.
    pub builder: Hand,
    /// What.
    pub artifact: Label,
}

/// It does what it is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tested {
    /// Who says so.
    pub tester: Hand,
    /// The report.
    pub report: Label,
}

/// It does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestFailed {
    /// The report.
    pub report: Label,
}

/// It is carried out untested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestWaived {
    /// Why.
    pub ground: Waiver,
    /// By when it is tested after all.
    pub retest_due: Option<Timestamp>,
}

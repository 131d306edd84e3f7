//! Commands: build and test.

use crate::limits::{Label, Text};
use engine::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Begin to build it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartBuild {}

/// It is built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteBuild {
    /// What was built.
    pub artifact: Label,
}

/// It does what it is to do. Not for who built it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassTest {
    /// The report.
    pub report: Label,
}

/// It does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailTest {
    /// The report.
    pub report: Label,
}

/// Let it be carried out untested: an emergency, or by a model that was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiveTest {
    /// Why, of an emergency.
    #[serde(default)]
    pub reason: Option<Text>,
    /// By when it is tested after all, of an emergency.
    #[serde(default)]
    pub retest_due: Option<Timestamp>,
}

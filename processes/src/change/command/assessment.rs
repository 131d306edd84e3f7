//! Commands: assessments, and how it would be reversed.

use super::super::terms::Considered;
use crate::change_model::{Finding, Trial};
use crate::limits::{Label, Text};
use engine::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Begin to assess a normal change. For low risk, a rule gives all seven.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartAssessment {}

/// Let service design take up a major change (5.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteToDesign {}

/// Assess it in one respect. A later assessment takes the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// In which respect, and what was considered.
    pub considered: Considered,
    /// What it comes to.
    pub finding: Finding,
    /// What was found, and what follows.
    pub statement: Text,
}

/// Say what could go wrong on purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelThreats {
    /// The threat model.
    pub model: Label,
    /// What it comes to.
    pub finding: Finding,
    /// What was found.
    pub statement: Text,
}

/// Give what a scan has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanVulnerabilities {
    /// Its report.
    pub report: Label,
    /// What it comes to.
    pub finding: Finding,
}

/// Ask for more, before it can be assessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskInformation {
    /// What.
    pub question: Text,
}

/// Answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvideInformation {
    /// What.
    pub answer: Text,
}

/// Say how it would be reversed or remedied (9.2.19).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBackout {
    /// What would be done.
    pub plan: Text,
    /// How long that would take at most.
    pub takes: Span,
}

/// Say whether that was tested, or why not (9.2.20).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestBackout {
    /// Whether.
    pub trial: Trial,
}

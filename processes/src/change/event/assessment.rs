//! Events: assessments, and how it would be reversed.

use super::super::terms::{Assessor, Considered, ImpactView};
use crate::change_model::{Finding, Trial};
use crate::limits::{Label, List, Text};
use engine::{Actor, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is being assessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssessmentStarted {}

/// Service design has taken it up (5.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoutedToDesign {}

/// It was assessed in one respect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessed {
    /// In which respect, and what was considered.
    pub considered: Considered,
    /// What it comes to.
    pub finding: Finding,
    /// What was found, and what follows.
    pub statement: Text,
    /// Who says so.
    pub assessor: Assessor,
    /// What the CMDB said; of the aspect service.
    pub impact: Option<ImpactView>,
}

/// It was considered what could go wrong on purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThreatModelled {
    /// The threat model.
    pub model: Label,
    /// What it comes to.
    pub finding: Finding,
    /// What was found.
    pub statement: Text,
}

/// It was scanned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VulnerabilityScanned {
    /// The report.
    pub report: Label,
    /// What it comes to.
    pub finding: Finding,
}

/// More must be known before it can be assessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InformationRequested {
    /// What.
    pub question: Text,
}

/// More is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InformationProvided {
    /// What.
    pub answer: Text,
}

/// It is known how it would be reversed or remedied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackoutPlanned {
    /// What would be done.
    pub plan: Text,
    /// How long that would take at most.
    pub takes: Span,
    /// Whose votes are void.
    pub voided: List<Actor>,
}

/// That was tested, or there is a reason why not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackoutTested {
    /// Whether.
    pub trial: Trial,
}

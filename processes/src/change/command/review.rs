//! Commands: what came of it.

use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use crate::personal::Personal;
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Begin to find out why it failed (9.2.22).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInvestigation {
    /// Who finds out.
    pub investigator: Actor,
}

/// It is known why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteInvestigation {
    /// Why.
    pub cause: Text,
    /// Whether others like it would fail too.
    #[serde(default)]
    pub systemic: bool,
    /// What is done about it.
    pub actions: List<Text>,
    /// With whom that was agreed; at least one.
    pub agreed_with: List<Personal<Label>>,
}

/// The CMDB says what is there now (9.2.23): all that has become other was updated under this change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmCmdbUpdate {}

/// Begin to review it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {}

/// Say whether it brought about what was expected (9.2.24). Not for who requested, approved or carried it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What it brought about, compared with what was expected.
    pub effectiveness: Text,
    /// Whether that is enough.
    pub as_expected: bool,
}

/// Say what follows (9.2.25).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeActions {
    /// What is done.
    #[serde(default)]
    pub actions: List<Text>,
    /// Why nothing need be done.
    #[serde(default)]
    pub none_needed: Option<Text>,
    /// Who took part; at least one.
    pub participants: List<Personal<Label>>,
}

/// Assess an emergency afterwards (9.2.6). All seven assessments are needed by then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessRetrospectively {
    /// What it comes to.
    pub statement: Text,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// That continuity is to be tested anew, where the change alters the environment.
    #[serde(default)]
    pub retest_planned: Option<Attestation>,
    /// That the new service or the removal is reported or closed; needed of a major change where no
    /// service names it any more.
    #[serde(default)]
    pub service_reported: Option<Attestation>,
}

/// Plan it anew after it was backed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replan {
    /// Why it will work.
    pub reason: Text,
}

/// Say that it failed after all, though it is closed. For what is not closed there is `fail`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectOutcome {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    #[serde(default)]
    pub service_affected: bool,
    /// The incident that is about it: of its items or services, or logged since it was carried out. One
    /// is logged where a service suffers and nobody names it.
    #[serde(default)]
    pub incident: Option<Key>,
}

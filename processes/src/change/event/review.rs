//! Events: what came of it.

use super::super::terms::{Hand, Origin};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use crate::personal::Personal;
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody finds out why it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvestigationStarted {
    /// Who.
    pub investigator: Actor,
}

/// It is known why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Investigated {
    /// Why.
    pub cause: Text,
    /// Whether others like it would fail too.
    pub systemic: bool,
    /// What is done about it.
    pub actions: List<Text>,
    /// With whom that was agreed.
    pub agreed_with: List<Personal<Label>>,
}

/// The CMDB says what is there now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CmdbUpdated {
    /// The items that were updated under this change.
    pub items: List<Key>,
    /// That the rest is right too, where somebody's word was enough.
    pub matches: Option<Attestation>,
}

/// It is being reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {}

/// It was reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// By whom.
    pub reviewer: Hand,
    /// What it brought about, compared with what was expected.
    pub effectiveness: Text,
    /// Whether that is enough.
    pub as_expected: bool,
}

/// It is agreed what follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionsAgreed {
    /// What is done.
    pub actions: List<Text>,
    /// Why nothing need be done.
    pub none_needed: Option<Text>,
    /// Who took part.
    pub participants: List<Personal<Label>>,
}

/// An emergency was assessed afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetrospectivelyAssessed {
    /// What it comes to.
    pub statement: Text,
    /// By whom; not told apart from who recorded it, where it is left out.
    pub assessor: Option<Hand>,
}

/// As it was before it said by whose hand.
#[derive(Serialize, Deserialize)]
pub(crate) struct RetrospectivelyAssessed1 {
    statement: Text,
}

impl From<RetrospectivelyAssessed1> for RetrospectivelyAssessed {
    fn from(old: RetrospectivelyAssessed1) -> Self {
        Self { statement: old.statement, assessor: None }
    }
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// That continuity is to be tested anew.
    pub retest_planned: Option<Attestation>,
    /// That the new service or the removal is reported or closed.
    pub service_reported: Option<Attestation>,
}

/// It is planned anew; what was assessed and decided is void.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replanned {
    /// Why it will work.
    pub reason: Text,
    /// Whose votes are void.
    pub voided: List<Actor>,
}

/// It failed after all, though it was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeCorrected {
    /// How that shows.
    pub symptom: Text,
    /// Whether a service suffers.
    pub service_affected: bool,
    /// The incident that is about it.
    pub incident: Option<Key>,
    /// The change model that it was made by.
    pub model: Option<Key>,
    /// The services concerned.
    pub services: List<Key>,
    /// The items concerned.
    pub configuration_items: List<Key>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

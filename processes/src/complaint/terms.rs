//! What the events and commands of a complaint are made of. Durable: a layout here is versioned with
//! every event that uses it.

use crate::clock::AgreementVersion;
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::{Key, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which words say what a complaint is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The agreement that holds them; version 0 is the default where nothing is recorded.
    pub agreement: AgreementVersion,
    /// Whether the customer has agreed them.
    pub agreed: bool,
}

/// What it is, if it is no complaint.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// Something is broken.
    Incident,
    /// Something is wanted.
    ServiceRequest,
    /// Something else, or nothing.
    Neither,
}

/// What whoever takes it up in its place has to know of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// In a few words.
    pub summary: Label,
    /// Which customer.
    pub customer: Key,
    /// Who there.
    pub complainant: Option<Personal<Label>>,
    /// The service that it is about.
    pub service: Option<Key>,
}

/// Why somebody higher is called in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The customer says that the normal way has failed, and why.
    #[default]
    NormalWayFailed,
    /// Nobody has acknowledged it in time.
    AcknowledgementOverdue,
    /// The customer has no answer in time.
    AnswerOverdue,
}

/// On what ground it is closed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The customer accepts the outcome.
    Accepted,
    /// The customer was told that this is all there will be.
    FinalAnswer(Text),
}

/// How content the customer is with how it was dealt with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// Content.
    Satisfied,
    /// Neither.
    Neutral,
    /// Not content.
    Dissatisfied,
}

/// The figures, as a policy document states them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// How long acknowledging may take.
    pub acknowledge_within: Span,
    /// How long the answer may take from then on.
    pub answer_within: Span,
    /// How long the customer has to object to the outcome.
    pub object_within: Span,
    /// How far apart what happened and what is complained of may be to be correlated by a rule.
    pub correlate_within: Span,
}

/// Assumptions, to be replaced by a policy document.
impl Default for Policy {
    fn default() -> Self {
        let days = Span::from_days;
        Self {
            acknowledge_within: days(1),
            answer_within: days(10),
            object_within: days(10),
            correlate_within: days(7),
        }
    }
}

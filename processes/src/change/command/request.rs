//! Commands: the request, its class and what it says.

use super::super::terms::{Class, Content, EscalationRule, Hand, Origin};
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Want something changed. One that names a change model is classified and approved by it at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What it is called.
    pub title: Label,
    /// What is changed.
    pub content: Content,
    /// The change model it is made by.
    #[serde(default)]
    pub model: Option<Key>,
    /// What it was raised from.
    #[serde(default)]
    pub raised_from: Option<Origin>,
    /// Who wants it, and for whom, where a rule asks in his name.
    #[serde(default)]
    pub requester: Option<Hand>,
}

/// Say which way it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    /// Which.
    pub class: Class,
    /// The change model, of a standard one.
    #[serde(default)]
    pub model: Option<Key>,
    /// That the change policy in force says so; needed for all but a standard one.
    #[serde(default)]
    pub policy: Option<Attestation>,
}

/// Let it go another way. What was assessed and decided is void.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reclassify {
    /// Which.
    pub class: Class,
    /// The change model, of a standard one.
    #[serde(default)]
    pub model: Option<Key>,
    /// That the change policy in force says so; needed for all but a standard one.
    #[serde(default)]
    pub policy: Option<Attestation>,
    /// Why.
    pub reason: Text,
}

/// Let it say something else. What was assessed of what it said, and votes on it, are void.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    /// What it is called.
    #[serde(default)]
    pub title: Option<Label>,
    /// What is changed.
    pub content: Content,
    /// Why.
    pub reason: Text,
}

/// Take it back. Only for who requested it, or his deputy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Let it not be carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
}

/// Refuse it: on formal grounds, or of a design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// On which ground.
    pub ground: Text,
    /// That the requester was told.
    pub told: Attestation,
}

/// Make it a part of another change that covers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which.
    pub parent: Key,
    /// That the requester was told.
    pub told: Attestation,
}

/// Call others in. A judgement needs a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// By which rule.
    #[serde(default)]
    pub rule: EscalationRule,
    /// Whom: a role. The rule knows, unless this says otherwise.
    #[serde(default)]
    pub to: Option<Label>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// An emergency was carried out before it was authorised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// What it is called.
    pub title: Label,
    /// What was changed.
    pub content: Content,
    /// When it was carried out.
    pub carried_out_at: Timestamp,
    /// Who carried it out, if not who says so.
    #[serde(default)]
    pub implementer: Option<Actor>,
    /// From what the rules ask for it departed.
    pub deviation: Text,
    /// What came of it.
    pub result: Text,
    /// That it is an emergency by the agreed definition.
    pub matches: Attestation,
}

//! Events: the request, its class and what it says.

use super::super::terms::{
    ByModel, Class, Content, Definition, EscalationRule, Hand, Origin, Tally,
};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody wants something changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requested {
    /// What it is called.
    pub title: Label,
    /// What is changed.
    pub content: Content,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
    /// Who wants it.
    pub requester: Hand,
}

/// It goes this way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Classified {
    /// Which.
    pub class: Class,
    /// The change model.
    pub model: Option<ByModel>,
    /// That the change policy in force says so.
    pub policy: Option<Attestation>,
    /// What an emergency is, by the agreements of the services concerned.
    pub definitions: List<Definition>,
}

/// It goes another way; what was assessed and decided is void.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reclassified {
    /// Which.
    pub class: Class,
    /// The change model.
    pub model: Option<ByModel>,
    /// That the change policy in force says so.
    pub policy: Option<Attestation>,
    /// What an emergency is, by the agreements of the services concerned.
    pub definitions: List<Definition>,
    /// Why.
    pub reason: Text,
    /// Whose votes are void.
    pub voided: List<Actor>,
}

/// It says something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revised {
    /// Who wrote it.
    pub author: Hand,
    /// What it is called.
    pub title: Label,
    /// What is changed.
    pub content: Content,
    /// Why.
    pub reason: Text,
    /// Whether what was assessed or shown is other now.
    pub material: bool,
    /// Whose votes are void.
    pub voided: List<Actor>,
}

/// Who requested it has taken it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// Why.
    pub reason: Option<Text>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// It is not carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// It is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
    /// That the requester was told.
    pub told: Option<Attestation>,
    /// How the board voted.
    pub tally: Option<Tally>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
}

/// It is part of another change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Which.
    pub parent: Key,
    /// That the requester was told.
    pub told: Attestation,
}

/// Others were called in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// By which rule.
    pub rule: EscalationRule,
    /// Whom: a role.
    pub to: Label,
    /// Why.
    pub reason: Option<Text>,
}

/// An emergency was carried out before it was authorised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Adopted {
    /// What it is called.
    pub title: Label,
    /// What was changed.
    pub content: Content,
    /// When it was carried out.
    pub carried_out_at: Timestamp,
    /// Who says so.
    pub recorder: Hand,
    /// Who carried it out.
    pub implementer: Actor,
    /// From what the rules ask for it departed.
    pub deviation: Text,
    /// What came of it.
    pub result: Text,
    /// That it is an emergency by the agreed definition.
    pub matches: Attestation,
    /// What an emergency is, by the agreements of the services concerned.
    pub definitions: List<Definition>,
    /// When it is reviewed.
    pub review_at: Timestamp,
}

/// As it was before it said what an emergency is.
#[derive(Serialize, Deserialize)]
pub(crate) struct Adopted1 {
    title: Label,
    content: Content,
    carried_out_at: Timestamp,
    recorder: Hand,
    implementer: Actor,
    deviation: Text,
    result: Text,
    matches: Attestation,
    review_at: Timestamp,
}

impl From<Adopted1> for Adopted {
    fn from(old: Adopted1) -> Self {
        let Adopted1 { title, content, carried_out_at, recorder, implementer, .. } = old;
        let Adopted1 { deviation, result, matches, review_at, .. } = old;
        let definitions = List::empty();
        Self {
            title,
            content,
            carried_out_at,
            recorder,
            implementer,
            deviation,
            result,
            matches,
            definitions,
            review_at,
        }
    }
}

//! What may be asked of a risk.

use super::terms::{Dimension, Matrix, Score, Source, Treatment, Trigger};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// In a few words.
    pub title: Label,
    /// At length.
    #[serde(default)]
    pub description: Option<Text>,
    /// What suffers.
    pub dimension: Dimension,
    /// What made somebody think of it.
    pub source: Source,
    /// The services concerned.
    #[serde(default)]
    pub services: List<Key>,
    /// The items concerned.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// Who answers for it, if that is known.
    #[serde(default)]
    pub owner: Option<Actor>,
}

/// Let somebody answer for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignOwner {
    /// Who.
    pub owner: Actor,
}

/// Say how grave it is, among all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// With nothing done about it.
    pub inherent: Score,
    /// As things are; as with nothing done, unless said otherwise.
    #[serde(default)]
    pub current: Option<Score>,
    /// As it is to be; as things are, unless said otherwise.
    #[serde(default)]
    pub target: Option<Score>,
    /// What was looked at, and why it is so.
    pub statement: Text,
    /// The open risks of other dimensions about the same that were looked at together with it.
    #[serde(default)]
    pub jointly_with: List<Key>,
    /// Who answers for it, where nobody does yet or somebody else is to.
    #[serde(default)]
    pub owner: Option<Actor>,
}

/// Compare it with all others again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prioritise {}

/// Do something about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanTreatment {
    /// What, by whom and by when.
    pub treatment: Treatment,
}

/// That is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTreatment {
    /// What is left.
    pub residual: Score,
    /// That the controls work.
    pub done: Attestation,
    /// The change that has altered the items, where the plan names none.
    #[serde(default)]
    pub change: Option<Key>,
}

/// Bear it as it is, until then. Only who answers for it, and no more than may be borne.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Until when.
    pub until: Timestamp,
    /// Why.
    pub reason: Text,
}

/// Have it assessed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassess {
    /// Why.
    pub trigger: Trigger,
}

/// Note that a review is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteReviewDue {}

/// Look at it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// How grave it is now.
    pub current: Score,
    /// What was found.
    pub finding: Text,
}

/// There is no such risk any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// That what gave rise to it is gone.
    pub cause_gone: Attestation,
}

/// It is part of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which.
    pub parent: Key,
}

/// It is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
}

/// Call in top management, for something was not done in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {}

/// Say what each place on the scale comes to, and how much is borne.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetMatrix {
    /// What.
    pub matrix: Matrix,
    /// From when it holds; at once unless said otherwise.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// The document that states it.
    pub document: Label,
}

/// Note that it holds from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginMatrix {}

engine::commands! {
    /// What may be asked of a risk.
    pub enum Command {
        /// Say that there is one.
        Identify = "identify",
        /// Let somebody answer for it.
        AssignOwner = "assign_owner",
        /// Say how grave it is, among all others.
        Assess = "assess",
        /// Compare it with all others again.
        Prioritise = "prioritise",
        /// Do something about it.
        PlanTreatment = "plan_treatment",
        /// That is done.
        CompleteTreatment = "complete_treatment",
        /// Bear it as it is, until then.
        Accept = "accept",
        /// Have it assessed anew.
        Reassess = "reassess",
        /// Note that a review is due.
        NoteReviewDue = "note_review_due",
        /// Look at it again.
        Review = "review",
        /// There is no such risk any more.
        Close = "close",
        /// It is part of another one.
        Merge = "merge",
        /// It is none.
        Reject = "reject",
        /// Call in top management, for something was not done in time.
        Escalate = "escalate",
        /// Say what each place on the scale comes to, and how much is borne.
        SetMatrix = "set_matrix",
        /// Note that it holds from now on.
        BeginMatrix = "begin_matrix",
    }
}

//! What may have happened to a risk: the durable contract.

use super::terms::{Dimension, EscalationRule, Matrix, Rated, Source, Treatment, Trigger};
use crate::attest::Attestation;
use crate::change::Hand;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// There may be one (4.5.3.d).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identified {
    /// In a few words.
    pub title: Label,
    /// At length.
    pub description: Option<Text>,
    /// What suffers.
    pub dimension: Dimension,
    /// What made somebody think of it.
    pub source: Source,
    /// The services concerned.
    pub services: List<Key>,
    /// The items concerned.
    pub configuration_items: List<Key>,
    /// When top management is called in unless it is assessed.
    pub assess_by: Timestamp,
}

/// Somebody answers for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnerAssigned {
    /// Who.
    pub owner: Actor,
}

/// It is known how grave it is (6.6.1.d).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessed {
    /// With nothing done about it.
    pub inherent: Rated,
    /// As things are.
    pub current: Rated,
    /// As it is to be.
    pub target: Rated,
    /// By which version of the matrix; 0 is the default.
    pub matrix: u64,
    /// Whether it is more than may be accepted.
    pub beyond_appetite: bool,
    /// What was looked at, and why it is so.
    pub statement: Text,
    /// The open risks about the same that were looked at together with it.
    pub jointly_with: List<Key>,
    /// Who says so.
    pub by: Hand,
    /// When top management is called in unless it is decided what becomes of it.
    pub decide_by: Timestamp,
    /// Until when that counts.
    pub reassess_at: Timestamp,
}

/// It has its place among all others, of all dimensions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prioritised {
    /// Its place, from 1.
    pub rank: u64,
    /// Among how many.
    pub of: u64,
}

/// It is known what is done about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TreatmentPlanned {
    /// What, by whom and by when.
    pub treatment: Treatment,
    /// Who says so.
    pub by: Hand,
}

/// That is done (6.6.2.d).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Treated {
    /// What is left.
    pub residual: Rated,
    /// By which version of the matrix.
    pub matrix: u64,
    /// Whether that is no more than it was to be.
    pub target_reached: bool,
    /// The controls that do it.
    pub controls: List<Label>,
    /// The change that has altered the items.
    pub change: Option<Key>,
    /// That the controls work.
    pub done: Attestation,
    /// Who says so.
    pub by: Hand,
    /// When it is looked at again.
    pub review_at: Timestamp,
}

/// It is borne as it is (6.6.1.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// Until when.
    pub until: Timestamp,
    /// What is borne.
    pub current: Rated,
    /// By which version of the matrix that is no more than may be.
    pub matrix: u64,
    /// Why.
    pub reason: Text,
    /// Who answers for that.
    pub by: Hand,
}

/// It is to be assessed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassessed {
    /// Why.
    pub trigger: Trigger,
    /// When top management is called in unless it is assessed.
    pub assess_by: Timestamp,
}

/// It is time to look at it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewFellDue {}

/// It was looked at again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// How grave it is now.
    pub current: Rated,
    /// By which version of the matrix.
    pub matrix: u64,
    /// What was found.
    pub finding: Text,
    /// Who says so.
    pub by: Hand,
    /// When it is looked at again.
    pub review_at: Timestamp,
}

/// There is no such risk any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// That what gave rise to it is gone.
    pub cause_gone: Attestation,
}

/// It is part of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Which.
    pub parent: Key,
}

/// It is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
}

/// Top management was called in (4.1.1.g).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// What was not done in time.
    pub rule: EscalationRule,
    /// To which role.
    pub to: Label,
    /// When it will be called in again.
    pub next_due: Timestamp,
}

/// What each place on the scale comes to, and how much is borne, is this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatrixSet {
    /// Which version it is, from 1.
    pub version: u64,
    /// What.
    pub matrix: Matrix,
    /// From when it holds.
    pub from: Timestamp,
    /// The document that states it.
    pub document: Label,
    /// Who has set it.
    pub by: Actor,
}

/// It holds from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatrixBegan {
    /// Which version.
    pub version: u64,
}

engine::events! {
    /// What may have happened to a risk.
    pub enum Event {
        /// There may be one (4.5.3.d).
        Identified = "identified", 1,
        /// Somebody answers for it.
        OwnerAssigned = "owner_assigned", 1,
        /// It is known how grave it is (6.6.1.d).
        Assessed = "assessed", 1,
        /// It has its place among all others, of all dimensions.
        Prioritised = "prioritised", 1,
        /// It is known what is done about it.
        TreatmentPlanned = "treatment_planned", 1,
        /// That is done (6.6.2.d).
        Treated = "treated", 1,
        /// It is borne as it is (6.6.1.c).
        Accepted = "accepted", 1,
        /// It is to be assessed anew.
        Reassessed = "reassessed", 1,
        /// It is time to look at it again.
        ReviewFellDue = "review_fell_due", 1,
        /// It was looked at again.
        Reviewed = "reviewed", 1,
        /// There is no such risk any more.
        Closed = "closed", 1,
        /// It is part of another one.
        Merged = "merged", 1,
        /// It is none.
        Rejected = "rejected", 1,
        /// Top management was called in (4.1.1.g).
        Escalated = "escalated", 1,
        /// What each place on the scale comes to, and how much is borne, is this.
        MatrixSet = "matrix_set", 1,
        /// It holds from now on.
        MatrixBegan = "matrix_began", 1,
    }
}

//! What may have happened to a complaint: the durable contract.

use super::terms::{Definition, Ground, Handover, Instead, Policy, Rule, Satisfaction};
use crate::change::Hand;
use crate::limits::{Label, List, Text};
use crate::nonconformity::{Criterion, Record};
use crate::personal::Personal;
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A customer is not content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recorded {
    /// In a few words.
    pub summary: Label,
    /// What he says.
    pub statement: Text,
    /// Which customer.
    pub customer: Key,
    /// Who there.
    pub complainant: Option<Personal<Label>>,
    /// The service that it is about.
    pub service: Option<Key>,
    /// Whom of the provider's people it is about.
    pub about: List<Actor>,
    /// When that was which it is about.
    pub at: Timestamp,
    /// By which words it is a complaint, and whether they are agreed.
    pub definition: Definition,
    /// By when it has to be acknowledged.
    pub acknowledge_by: Timestamp,
}

/// The customer knows that it was received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Acknowledged {
    /// What he was told, and how.
    pub told: Text,
    /// By when he is to have an answer.
    pub answer_by: Timestamp,
    /// Who told him.
    pub by: Hand,
}

/// It is no complaint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reclassified {
    /// Why it is outside the definition.
    pub reason: Text,
    /// Which words are those.
    pub definition: Definition,
    /// What they say.
    pub statement: Text,
    /// What it is instead.
    pub instead: Instead,
    /// What it was about, for whoever takes that up; none where nobody does.
    pub handover: Option<Handover>,
    /// What the customer was told, and how.
    pub told: Text,
    /// Who says so.
    pub by: Hand,
}

/// Somebody finds out what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvestigationStarted {
    /// Who, and for whom.
    pub investigator: Hand,
    /// Who says so.
    pub by: Hand,
}

/// It is known what it has to do with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correlated {
    /// What was not known before.
    pub records: List<Record>,
}

/// It is known what will be done about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionAgreed {
    /// What.
    pub action: Text,
    /// What should be promised instead, where what is promised is too little.
    pub service_targets: Option<Text>,
    /// What it shows to be otherwise than it has to be.
    pub deviation: Option<Criterion>,
    /// Who says so.
    pub by: Hand,
}

/// Somebody higher is called in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// Why, by rule.
    pub rule: Rule,
    /// Since when it is late, if that is why.
    pub due: Option<Timestamp>,
    /// Why, in words.
    pub reason: Option<Text>,
    /// To which role.
    pub to: Label,
}

/// Somebody higher has decided what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EscalatedActionAgreed {
    /// What.
    pub decision: Text,
    /// By when the customer is to have an answer.
    pub answer_by: Timestamp,
    /// Who.
    pub by: Hand,
}

/// The customer knows what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reported {
    /// What came of it.
    pub outcome: Text,
    /// What he was told, and how.
    pub told: Text,
    /// Why nothing was done, where nothing was.
    pub no_action_reason: Option<Text>,
    /// Until when he may object, before a final answer may be given.
    pub object_until: Timestamp,
    /// Who told him.
    pub by: Hand,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// On what ground.
    pub ground: Ground,
    /// How content the customer is with how it was dealt with.
    pub satisfaction: Option<Satisfaction>,
    /// Who says so.
    pub by: Hand,
}

/// The customer objects to the outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// Why.
    pub reason: Text,
    /// By when he is to have another answer.
    pub answer_by: Timestamp,
}

/// The customer takes it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// Why, if he says so.
    pub reason: Option<Text>,
}

/// It is the same as another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Which.
    pub parent: Key,
    /// What the customer was told, and how.
    pub told: Text,
    /// Who says so.
    pub by: Hand,
}

/// The figures were set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySet {
    /// Which.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

engine::events! {
    /// What may have happened to a complaint.
    pub enum Event {
        /// A customer is not content.
        Recorded = "recorded", 1,
        /// The customer knows that it was received.
        Acknowledged = "acknowledged", 1,
        /// It is no complaint.
        Reclassified = "reclassified", 1,
        /// Somebody finds out what happened.
        InvestigationStarted = "investigation_started", 1,
        /// It is known what it has to do with.
        Correlated = "correlated", 1,
        /// It is known what will be done about it.
        ActionAgreed = "action_agreed", 1,
        /// Somebody higher is called in.
        Escalated = "escalated", 1,
        /// Somebody higher has decided what becomes of it.
        EscalatedActionAgreed = "escalated_action_agreed", 1,
        /// The customer knows what came of it.
        Reported = "reported", 1,
        /// It is over.
        Closed = "closed", 1,
        /// The customer objects to the outcome.
        Reopened = "reopened", 1,
        /// The customer takes it back.
        Withdrawn = "withdrawn", 1,
        /// It is the same as another one.
        Merged = "merged", 1,
        /// The figures were set.
        PolicySet = "policy_set", 1,
    }
}

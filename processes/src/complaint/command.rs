//! What may be asked of a complaint.

use super::terms::{Ground, Instead, Policy, Rule, Satisfaction};
use crate::limits::{Label, List, Text};
use crate::nonconformity::{Criterion, Record};
use crate::personal::Personal;
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that a customer is not content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lodge {
    /// In a few words.
    pub summary: Label,
    /// What he says.
    pub statement: Text,
    /// Which customer.
    pub customer: Key,
    /// Who there; whoever records it, unless another one is named.
    #[serde(default)]
    pub complainant: Option<Personal<Label>>,
    /// The service that it is about. A service or a person is needed.
    #[serde(default)]
    pub service: Option<Key>,
    /// Whom of the provider's people it is about.
    #[serde(default)]
    pub about: List<Actor>,
    /// When that was which it is about; now, unless said otherwise.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Tell the customer that it was received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// What he was told, and how.
    pub told: Text,
}

/// Say that it is none by the agreed definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reclassify {
    /// Why it is outside the definition.
    pub reason: Text,
    /// What it is instead.
    pub instead: Instead,
    /// What the customer was told, and how.
    pub told: Text,
}

/// Have somebody find out what happened. Nobody whom it is about, nor his deputy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInvestigation {
    /// Who; whoever says so, unless another one is named.
    #[serde(default)]
    pub investigator: Option<Actor>,
}

/// Say what it has to do with: incidents, changes, security incidents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlate {
    /// What.
    pub records: List<Record>,
}

/// Say what will be done about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeAction {
    /// What.
    pub action: Text,
    /// What should be promised instead, where what is promised is too little for the customer.
    #[serde(default)]
    pub service_targets: Option<Text>,
    /// What it shows to be otherwise than it has to be, where it does.
    #[serde(default)]
    pub deviation: Option<Criterion>,
}

/// Call somebody higher in. The customer may where the normal way fails, and says why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Escalate {
    /// Why, by rule.
    pub rule: Rule,
    /// Why, in words.
    pub reason: Option<Text>,
}

/// Decide what becomes of it, above those who have dealt with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeEscalatedAction {
    /// What.
    pub decision: Text,
    /// By when the customer has his answer.
    pub answer_by: Timestamp,
}

/// Tell the customer what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What came of it.
    pub outcome: Text,
    /// What he was told, and how.
    pub told: Text,
    /// Why nothing is done, where no action was agreed.
    #[serde(default)]
    pub no_action_reason: Option<Text>,
}

/// End it: the customer accepts the outcome, or has the final answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// On what ground.
    pub ground: Ground,
    /// How content he is with how it was dealt with, where that is known.
    #[serde(default)]
    pub satisfaction: Option<Satisfaction>,
}

/// Object to the outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// Why.
    pub reason: Text,
}

/// Take it back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Withdraw {
    /// Why, if the customer says so.
    pub reason: Option<Text>,
}

/// Say that it is the same as another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which; one that is open.
    pub parent: Key,
    /// What the customer was told, and how.
    pub told: Text,
}

/// Set the figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// Which.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

engine::commands! {
    /// What may be asked of a complaint.
    pub enum Command {
        /// Say that a customer is not content.
        Lodge = "record",
        /// Tell the customer that it was received.
        Acknowledge = "acknowledge",
        /// Say that it is none by the agreed definition.
        Reclassify = "reclassify",
        /// Have somebody find out what happened. Nobody whom it is about, nor his deputy.
        StartInvestigation = "start_investigation",
        /// Say what it has to do with: incidents, changes, security incidents.
        Correlate = "correlate",
        /// Say what will be done about it.
        AgreeAction = "agree_action",
        /// Call somebody higher in. The customer may where the normal way fails, and says why.
        Escalate = "escalate",
        /// Decide what becomes of it, above those who have dealt with it.
        TakeEscalatedAction = "take_escalated_action",
        /// Tell the customer what came of it.
        Report = "report",
        /// End it: the customer accepts the outcome, or has the final answer.
        Close = "close",
        /// Object to the outcome.
        Reopen = "reopen",
        /// Take it back.
        Withdraw = "withdraw",
        /// Say that it is the same as another one.
        Merge = "merge",
        /// Set the figures.
        SetPolicy = "set_policy",
    }
}

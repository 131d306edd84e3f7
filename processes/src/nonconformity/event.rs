//! What may have happened to a nonconformity: the durable contract.

use super::terms::{Criterion, Kind, Limit, Policy, Source};
use crate::agreement::Priority;
use crate::change::Hand;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something is not as it has to be, or may come to be so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Raised {
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub statement: Text,
    /// Whether it is so, or may come to be so.
    pub kind: Kind,
    /// How it came to light.
    pub source: Source,
    /// What it goes against.
    pub criteria: List<Criterion>,
    /// The services concerned.
    pub services: List<Key>,
    /// The items concerned.
    pub configuration_items: List<Key>,
    /// Whether data of customers leaked.
    pub leaked: bool,
    /// By when it has to be assessed.
    pub assess_by: Timestamp,
}

/// It was found again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundAgain {
    /// How it came to light.
    pub source: Source,
    /// What else it goes against.
    pub criteria: List<Criterion>,
    /// What was found.
    pub note: Text,
    /// When it was so.
    pub at: Timestamp,
}

/// It is known how grave it is and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessed {
    /// How grave.
    pub priority: Priority,
    /// Who has to see to it.
    pub owner: Actor,
}

/// Those responsible know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Communicated {
    /// Who.
    pub to: List<Actor>,
}

/// It is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
    /// Who says so.
    pub by: Hand,
}

/// Something was put right at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectionMade {
    /// What.
    pub correction: Text,
}

/// It is known what makes it so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CauseDetermined {
    /// What.
    pub cause: Text,
    /// How that was found out.
    pub method: Text,
    /// Whether it makes other things so too.
    pub systemic: bool,
    /// What has to change in an item or a service.
    pub need: Option<Text>,
}

/// It is known what will be done about the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionPlanned {
    /// What.
    pub action: Text,
    /// Who sees that it is done, and for whom.
    pub owner: Hand,
    /// By when.
    pub due: Timestamp,
    /// How long it is watched whether that was effective.
    pub watch: Span,
    /// Who planned it.
    pub by: Hand,
}

/// Somebody has begun with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionStarted {
    /// Who.
    pub by: Hand,
}

/// It rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// Why.
    pub reason: Text,
}

/// It goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

/// What was done so that it is not so again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectiveActionCompleted {
    /// What.
    pub outcome: Text,
    /// Where that can be looked up.
    pub evidence: Option<Label>,
    /// Until when it is watched.
    pub watch_until: Timestamp,
    /// By when somebody has to say whether it was effective.
    pub check_due: Timestamp,
    /// Who says that it is done.
    pub by: Hand,
}

/// What was done so that it does not come to be so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PreventiveActionCompleted {
    /// What.
    pub outcome: Text,
    /// Where that can be looked up.
    pub evidence: Option<Label>,
    /// Until when it is watched.
    pub watch_until: Timestamp,
    /// By when somebody has to say whether it was effective.
    pub check_due: Timestamp,
    /// Who says that it is done.
    pub by: Hand,
}

/// It has more time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Extended {
    /// Until when.
    pub due: Timestamp,
    /// Why.
    pub reason: Text,
    /// Who gave it.
    pub by: Hand,
}

/// It has been watched for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WatchEnded {}

/// The action was effective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verified {
    /// What was looked at, and what was found.
    pub finding: Text,
    /// Who says so.
    pub by: Hand,
}

/// The action was not effective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerificationFailed {
    /// What was looked at, and what was found.
    pub reason: Text,
    /// Who says so.
    pub by: Hand,
}

/// Others are called in: it is late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// With what.
    pub limit: Limit,
    /// Since when.
    pub due: Timestamp,
    /// To which role.
    pub to: Label,
}

/// It is known which security incident a leak of data is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityIncidentLinked {
    /// Which.
    pub security_incident: Key,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// What others can learn from it.
    pub lesson: Option<Text>,
}

/// It is the same as another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Which.
    pub parent: Key,
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
    /// What may have happened to a nonconformity.
    pub enum Event {
        /// Something is not as it has to be, or may come to be so.
        Raised = "raised", 1,
        /// It was found again.
        FoundAgain = "found_again", 1,
        /// It is known how grave it is and whose it is.
        Assessed = "assessed", 1,
        /// Those responsible know.
        Communicated = "communicated", 1,
        /// It is none.
        Rejected = "rejected", 1,
        /// Something was put right at once.
        CorrectionMade = "correction_made", 1,
        /// It is known what makes it so.
        CauseDetermined = "cause_determined", 1,
        /// It is known what will be done about the cause.
        ActionPlanned = "action_planned", 1,
        /// Somebody has begun with it.
        ActionStarted = "action_started", 1,
        /// It rests.
        Held = "held", 1,
        /// It goes on.
        Resumed = "resumed", 1,
        /// What was done so that it is not so again.
        CorrectiveActionCompleted = "corrective_action_completed", 1,
        /// What was done so that it does not come to be so.
        PreventiveActionCompleted = "preventive_action_completed", 1,
        /// It has more time.
        Extended = "extended", 1,
        /// It has been watched for long enough.
        WatchEnded = "watch_ended", 1,
        /// The action was effective.
        Verified = "verified", 1,
        /// The action was not effective.
        VerificationFailed = "verification_failed", 1,
        /// Others are called in: it is late.
        Escalated = "escalated", 1,
        /// It is known which security incident a leak of data is.
        SecurityIncidentLinked = "security_incident_linked", 1,
        /// It is over.
        Closed = "closed", 1,
        /// It is the same as another one.
        Merged = "merged", 1,
        /// The figures were set.
        PolicySet = "policy_set", 1,
    }
}

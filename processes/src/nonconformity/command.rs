//! What may be asked of a nonconformity.

use super::terms::{Criterion, Kind, Limit, Policy, Source};
use crate::agreement::Priority;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that something is not as it has to be, or may come to be so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub statement: Text,
    /// Whether it is so, or may come to be so.
    #[serde(default)]
    pub kind: Kind,
    /// How it came to light.
    pub source: Source,
    /// What it goes against; at least one, of as many standards as it concerns.
    pub criteria: List<Criterion>,
    /// The services concerned.
    #[serde(default)]
    pub services: List<Key>,
    /// The items concerned.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// Whether data of customers leaked.
    #[serde(default)]
    pub leaked: bool,
    /// How grave it is and whose it is; with it, what is raised is assessed at once, by who may.
    #[serde(default)]
    pub assessment: Option<Assess>,
}

impl Raise {
    /// That this is so, as it came to light there; no more is known.
    #[must_use]
    pub fn actual(source: Source, criterion: Criterion, summary: Label, statement: Text) -> Self {
        Self {
            summary,
            statement,
            kind: Kind::Actual,
            source,
            criteria: [criterion].into(),
            services: List::empty(),
            configuration_items: List::empty(),
            leaked: false,
            assessment: None,
        }
    }
}

/// Record that it was found again while it is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindAgain {
    /// How it came to light this time.
    pub source: Source,
    /// What else it goes against.
    #[serde(default)]
    pub criteria: List<Criterion>,
    /// What was found.
    pub note: Text,
    /// When it was so; now, unless said otherwise. What was so before an action was implemented says
    /// nothing against that.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Say how grave it is and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// How grave.
    pub priority: Priority,
    /// Who has to see to it; a process owner. He is told.
    pub owner: Actor,
    /// Who else is told.
    #[serde(default)]
    pub told: List<Actor>,
}

/// Say that it is none. Not for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
}

/// Record what was put right at once; its cause is another matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    /// What.
    pub correction: Text,
}

/// Say what makes it so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetermineCause {
    /// What.
    pub cause: Text,
    /// How that was found out.
    pub method: Text,
    /// Whether it makes other things so too.
    #[serde(default)]
    pub systemic: bool,
    /// What has to change in an item or a service, if something has.
    #[serde(default)]
    pub need: Option<Text>,
}

/// Say what will be done about the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanAction {
    /// What.
    pub action: Text,
    /// Who sees that it is done; the owner, unless said otherwise.
    #[serde(default)]
    pub owner: Option<Actor>,
    /// By when.
    pub due: Timestamp,
    /// How long it is watched whether that was effective; as the policy says, unless said otherwise.
    #[serde(default)]
    pub watch: Option<Span>,
}

/// Begin with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartAction {}

/// Let it rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why.
    pub reason: Text,
}

/// Go on with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {}

/// Say that it is done. From now on it is watched whether that was effective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteAction {
    /// What was done.
    pub outcome: Text,
    /// Where that can be looked up.
    #[serde(default)]
    pub evidence: Option<Label>,
}

/// Give it more time. Not for who has a hand in the action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// Until when.
    pub due: Timestamp,
    /// Why.
    pub reason: Text,
}

/// Record that it has been watched for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndWatch {}

/// Say whether the action was effective. Not for who has a hand in it, nor for his deputy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// Whether it was; if not, it is open again.
    pub effective: bool,
    /// What was looked at, and what was found.
    pub finding: Text,
}

/// Call others in: it is late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// With what.
    pub limit: Limit,
}

/// Say which security incident a leak of data is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSecurityIncident {
    /// Which.
    pub security_incident: Key,
}

/// End it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// What others can learn from it.
    #[serde(default)]
    pub lesson: Option<Text>,
}

/// Say that it is the same as another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which; one that is open.
    pub parent: Key,
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
    /// What may be asked of a nonconformity.
    pub enum Command {
        /// Say that something is not as it has to be, or may come to be so.
        Raise = "raise",
        /// Record that it was found again while it is open.
        FindAgain = "find_again",
        /// Say how grave it is and whose it is.
        Assess = "assess",
        /// Say that it is none. Not for its owner.
        Reject = "reject",
        /// Record what was put right at once; its cause is another matter.
        Correct = "correct",
        /// Say what makes it so.
        DetermineCause = "determine_cause",
        /// Say what will be done about the cause.
        PlanAction = "plan_action",
        /// Begin with it.
        StartAction = "start_action",
        /// Let it rest.
        Hold = "hold",
        /// Go on with it.
        Resume = "resume",
        /// Say that it is done. From now on it is watched whether that was effective.
        CompleteAction = "complete_action",
        /// Give it more time. Not for who has a hand in the action.
        Extend = "extend",
        /// Record that it has been watched for long enough.
        EndWatch = "end_watch",
        /// Say whether the action was effective. Not for who has a hand in it, nor for his deputy.
        Verify = "verify",
        /// Call others in: it is late.
        Escalate = "escalate",
        /// Say which security incident a leak of data is.
        LinkSecurityIncident = "link_security_incident",
        /// End it.
        Close = "close",
        /// Say that it is the same as another one.
        Merge = "merge",
        /// Set the figures.
        SetPolicy = "set_policy",
    }
}

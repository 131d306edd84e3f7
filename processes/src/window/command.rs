//! What may be asked of a window.

use super::{Activity, Ground, Terms};
use crate::attest::Attestation;
use crate::limits::Text;
use engine::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Want a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// What it is to say.
    pub terms: Terms,
}

/// Let it hold. The change manager can where it does not block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// That the customer was consulted.
    pub consulted: Attestation,
    /// That quality, security and service took part; needed for what blocks.
    #[serde(default)]
    pub quorum: Option<Attestation>,
}

/// Let it not come to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
}

/// Give it other terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    /// What it is to say.
    pub terms: Terms,
    /// Why.
    pub reason: Text,
    /// That the customer was consulted; needed once it is approved.
    #[serde(default)]
    pub consulted: Option<Attestation>,
}

/// Record that it begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {}

/// Vote for something to be done although it blocks. By a majority of a board it is granted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantException {
    /// What.
    pub activity: Activity,
    /// What the exception rests on.
    pub ground: Ground,
    /// That it is so.
    pub basis: Attestation,
    /// Why it cannot wait.
    pub reason: Text,
}

/// Record that something was refused because of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseActivity {
    /// What.
    pub activity: Activity,
    /// When it was to begin.
    pub from: Timestamp,
    /// When it was to be over, exclusive.
    pub to: Timestamp,
}

/// Examine whether it is still needed as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What was found.
    pub finding: Text,
}

/// Let it end later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// Until when, exclusive.
    pub to: Timestamp,
    /// Why.
    pub reason: Text,
    /// That the customer was consulted.
    pub consulted: Attestation,
}

/// Record that it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {}

/// Lift it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// Why.
    pub reason: Text,
}

engine::commands! {
    /// What may be asked of a window.
    pub enum Command {
        /// Want a window.
        Declare = "declare",
        /// Let it hold.
        Approve = "approve",
        /// Let it not come to be.
        Reject = "reject",
        /// Give it other terms.
        Revise = "revise",
        /// Record that it begins.
        Start = "start",
        /// Let something be done although it blocks.
        GrantException = "grant_exception",
        /// Record that something was refused because of it.
        RefuseActivity = "refuse_activity",
        /// Examine whether it is still needed.
        Review = "review",
        /// Let it end later.
        Extend = "extend",
        /// Record that it is over.
        End = "end",
        /// Lift it.
        Revoke = "revoke",
    }
}

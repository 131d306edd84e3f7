//! Events: outages.

use super::super::terms::{Loss, Period};
use crate::attest::Attestation;
use crate::limits::Text;
use engine::{Key, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It will not work, or not as agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutagePlanned {
    /// Its number.
    pub outage: u64,
    /// From when until when.
    pub period: Period,
    /// How much of it.
    pub loss: Loss,
    /// The change it is for.
    pub change: Option<Key>,
    /// What for.
    pub reason: Text,
    /// That customers and users know.
    pub told: Attestation,
}

/// It does not work, or not as agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutageBegan {
    /// Its number.
    pub outage: u64,
    /// Whether it was planned, and began within its plan.
    pub planned: bool,
    /// How much of it.
    pub loss: Loss,
    /// The incident that is about it.
    pub incident: Option<Key>,
    /// What is seen.
    pub note: Option<Text>,
}

/// More or less of it works since then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutageWeighed {
    /// Which.
    pub outage: u64,
    /// How much of it.
    pub loss: Loss,
}

/// Its plan is over, and it goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutageOverran {
    /// Its number.
    pub outage: u64,
    /// How much of it is lost.
    pub loss: Loss,
    /// The incident that is about it, where somebody named one when it began.
    pub incident: Option<Key>,
}

/// It works again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutageEnded {
    /// Which.
    pub outage: u64,
    /// How long it was out without a plan.
    pub unplanned: Span,
}

/// It is no outage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutageCancelled {
    /// Which.
    pub outage: u64,
    /// Why.
    pub reason: Text,
}

/// Cause and action are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutageInvestigated {
    /// Which.
    pub outage: u64,
    /// The cause.
    pub cause: Text,
    /// What is done about it.
    pub action: Text,
    /// The problem behind it, where the root cause is still open.
    pub problem: Option<Key>,
}

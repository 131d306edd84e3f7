//! What may have happened to an audit: the durable contract.

use super::{Action, Coverage, Deficiency, Scope};
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Planned {
    /// What it looks at.
    pub scope: Scope,
    /// How often.
    pub interval: Interval,
    /// Which time it is, from 1.
    pub round: u64,
}

/// An auditor has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Started {}

/// Items are as their records say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatchRecorded {
    /// Which.
    pub items: List<Key>,
    /// What shows that.
    pub evidence: Attestation,
}

/// Record and reality differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeficiencyFound {
    /// Its number, from 1 in each round.
    pub number: u64,
    /// In what.
    pub deficiency: Deficiency,
    /// Whether it was altered and no change covers that.
    pub unauthorised: bool,
    /// What shows that.
    pub evidence: Attestation,
}

/// All that was to be looked at was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Completed {
    /// How much that was.
    pub coverage: Coverage,
}

/// The deficiencies are seen to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectionStarted {}

/// It is known what is done about each deficiency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionsReported {
    /// What.
    pub actions: List<Action>,
}

/// There are no deficiencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CleanReported {}

/// The round is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// That all actions are done.
    pub done: Attestation,
}

/// The round was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
    /// When it is planned instead.
    pub replacement: Timestamp,
}

engine::events! {
    /// What may have happened to an audit.
    pub enum Event {
        /// It is planned.
        Planned = "planned", 1,
        /// An auditor has begun.
        Started = "started", 1,
        /// Items are as their records say.
        MatchRecorded = "match_recorded", 1,
        /// Record and reality differ.
        DeficiencyFound = "deficiency_found", 1,
        /// All that was to be looked at was looked at.
        Completed = "completed", 1,
        /// The deficiencies are seen to.
        CorrectionStarted = "correction_started", 1,
        /// It is known what is done about each deficiency.
        ActionsReported = "actions_reported", 1,
        /// There are no deficiencies.
        CleanReported = "clean_reported", 1,
        /// The round is over.
        Closed = "closed", 1,
        /// The round was given up.
        Cancelled = "cancelled", 1,
    }
}

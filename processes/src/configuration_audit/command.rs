//! What may be asked of an audit.

use super::{Action, Coverage, Deficiency, Scope};
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{List, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Plan it: what it looks at, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it looks at.
    pub scope: Scope,
    /// How often.
    pub interval: Interval,
}

/// Plan it again, as it was planned last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanNext {}

/// Begin. Not for who keeps records of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {}

/// Items are as their records say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordMatch {
    /// Which.
    pub items: List<Key>,
    /// What shows that.
    pub evidence: Attestation,
}

/// Records and reality differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDeficiencies {
    /// In what.
    pub deficiencies: List<Deficiency>,
    /// What shows that.
    pub evidence: Attestation,
}

/// All that is to be looked at was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// How much that was.
    pub coverage: Coverage,
}

/// See to the deficiencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartCorrection {}

/// Say what is done about each deficiency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportActions {
    /// What.
    pub actions: List<Action>,
}

/// Report that there are no deficiencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportClean {}

/// The round is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// That all actions are done.
    pub done: Attestation,
}

/// Give the round up; another date is set instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
    /// When it is planned instead.
    pub replacement: Timestamp,
}

engine::commands! {
    /// What may be asked of an audit.
    pub enum Command {
        /// Plan it: what it looks at, and how often.
        Plan = "plan",
        /// Plan it again, as it was planned last.
        PlanNext = "plan_next",
        /// Begin. Not for who keeps records of items.
        Start = "start",
        /// Items are as their records say.
        RecordMatch = "record_match",
        /// Records and reality differ.
        RecordDeficiencies = "record_deficiencies",
        /// All that is to be looked at was looked at.
        Complete = "complete",
        /// See to the deficiencies.
        StartCorrection = "start_correction",
        /// Say what is done about each deficiency.
        ReportActions = "report_actions",
        /// Report that there are no deficiencies.
        ReportClean = "report_clean",
        /// The round is over.
        Close = "close",
        /// Give the round up; another date is set instead.
        Cancel = "cancel",
    }
}

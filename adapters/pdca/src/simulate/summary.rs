//! What came of a simulation.

use super::check::Check;
use super::tally::{Counted, Refused};
use engine::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of a simulation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// What chance began with.
    pub seed: u64,
    /// How many days.
    pub days: u32,
    /// How many cases, against those of a mid-size provider.
    pub scale: String,
    /// When the history begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// What there is of each kind of process.
    pub processes: BTreeMap<String, Counted>,
    /// How many events there are.
    pub events: u64,
    /// How many commands people and tools sent.
    pub commands: u64,
    /// How often a timer fired.
    pub fired: u64,
    /// What people were refused, as was reckoned with.
    pub refusals: Vec<Refusals>,
    /// What policies were refused that they sent.
    pub policy_refusals: Vec<PolicyRefusals>,
    /// A digest over all records in order: the same for the same seed, days and scale.
    pub digest: String,
    /// What was checked at the end.
    pub checks: Vec<Check>,
    /// How long it took without the checks, in seconds.
    pub seconds: f64,
    /// How long the checks took, in seconds.
    pub check_seconds: f64,
}

/// How often something was refused.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Refusals {
    /// What.
    #[serde(flatten)]
    pub refused: Refused,
    /// How often.
    pub count: u64,
}

/// How often a policy was refused something.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct PolicyRefusals {
    /// Its name.
    pub policy: String,
    /// What, and how often.
    #[serde(flatten)]
    pub refusals: Refusals,
}

impl Summary {
    /// Whether every check holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.failed == 0)
    }
}

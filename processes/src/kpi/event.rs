//! What may have happened to an indicator: the durable contract.

use super::figure::Figure;
use super::measure::Measure;
use super::month::Month;
use super::terms::{Definition, Due, Miss, Outcome, Policy, Survey};
use crate::attest::Attestation;
use crate::change::Hand;
use crate::limits::{Label, List, Percent, Text};
use engine::{Key, Position, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is said what it is to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Defined {
    /// Which version that is.
    pub version: u64,
    /// What it is to be.
    pub definition: Definition,
    /// Who says so.
    pub by: Hand,
}

/// A version was approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approved {
    /// Which.
    pub version: u64,
    /// That quality, security and service took part.
    pub quorum: Attestation,
    /// Who has approved it.
    pub by: Hand,
}

/// It is measured from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Started {
    /// By which version.
    pub version: u64,
    /// The first figure that is to be there.
    pub next: Due,
}

/// It is said what another version of it is to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetargetProposed {
    /// Which version that is.
    pub version: u64,
    /// What it is to be.
    pub definition: Definition,
    /// Why.
    pub reason: Text,
    /// Who says so.
    pub by: Hand,
}

/// It is measured by another version from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetChanged {
    /// By which.
    pub version: u64,
    /// In place of which.
    pub replaces: u64,
}

/// The figure of a month is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measured {
    /// Which month.
    pub month: Month,
    /// By which version of the definition.
    pub version: u64,
    /// What was reached; nothing where there was nothing to measure.
    pub value: Option<Figure>,
    /// The share of those counted that were within the target.
    pub within: Option<Percent>,
    /// Up to which position of the log it was computed.
    pub position: Position,
    /// How many were counted.
    pub included: u64,
    /// How many were looked at and not counted.
    pub excluded: u64,
    /// What people were asked.
    pub survey: Option<Survey>,
    /// Why it takes the place of what was on record, where it does.
    pub correction: Option<Text>,
    /// How the month went by that version.
    pub outcome: Outcome,
    /// The next figure that is to be there.
    pub next: Due,
}

/// The target was not reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Breached {
    /// In which month.
    pub month: Month,
    /// By which version of the definition.
    pub version: u64,
    /// What is measured.
    pub measure: Measure,
    /// What was reached.
    pub value: Figure,
    /// The share of those counted that were within the target.
    pub within: Option<Percent>,
    /// What was aimed at.
    pub target: Figure,
    /// In how many months one after the other it was not, this one among them.
    pub in_a_row: u32,
    /// The objective of a policy that it goes against.
    pub objective: Option<Label>,
    /// Of which services; of all, where none is named.
    pub services: List<Key>,
    /// By when it is to be reviewed.
    pub review_by: Timestamp,
}

/// By what is known now, the target was not missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreachLifted {
    /// In which month.
    pub month: Month,
    /// By which version of the definition.
    pub version: u64,
    /// Whether another miss waits for its review.
    pub waiting: bool,
}

/// As the first version wrote it.
#[derive(Serialize, Deserialize)]
struct BreachLifted1 {
    month: Month,
    version: u64,
}

impl From<BreachLifted1> for BreachLifted {
    fn from(BreachLifted1 { month, version }: BreachLifted1) -> Self {
        Self { month, version, waiting: false }
    }
}

/// The figure of a month is due, and nobody has recorded it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasurementFellDue {
    /// Which month.
    pub month: Month,
    /// The next one that is to be there.
    pub next: Due,
}

/// It is known why it is as it is, and what is done about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// Why it is as it is.
    pub cause: Text,
    /// What is done about it.
    pub action: Text,
    /// Which misses that is about.
    pub misses: List<Miss>,
    /// Who says so.
    pub by: Hand,
}

/// Nobody has reviewed a missed target in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewOverdue {
    /// Since when it is late.
    pub due: Timestamp,
}

/// It is not measured for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paused {
    /// Why.
    pub reason: Text,
}

/// It is measured again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {
    /// Why.
    pub reason: Text,
    /// The first figure that is to be there.
    pub next: Due,
}

/// It is measured no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// The indicator that takes its place.
    pub replacement: Option<Key>,
    /// Why.
    pub reason: Option<Text>,
}

/// The figures were set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySet {
    /// Which version it is, from 1.
    pub version: u64,
    /// Which they are.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

engine::events! {
    /// What may have happened to an indicator.
    pub enum Event {
        /// It is said what it is to be.
        Defined = "defined", 1,
        /// A version was approved.
        Approved = "approved", 1,
        /// It is measured from now on.
        Started = "started", 1,
        /// It is said what another version of it is to be.
        RetargetProposed = "retarget_proposed", 1,
        /// It is measured by another version from now on.
        TargetChanged = "target_changed", 1,
        /// The figure of a month is known.
        Measured = "measured", 1,
        /// The target was not reached.
        Breached = "breached", 1,
        /// By what is known now, the target was not missed.
        BreachLifted = "breach_lifted", 2, { 1 => BreachLifted1 },
        /// The figure of a month is due, and nobody has recorded it.
        MeasurementFellDue = "measurement_fell_due", 1,
        /// It is known why it is as it is, and what is done about it.
        Reviewed = "reviewed", 1,
        /// Nobody has reviewed a missed target in time.
        ReviewOverdue = "review_overdue", 1,
        /// It is not measured for a time.
        Paused = "paused", 1,
        /// It is measured again.
        Resumed = "resumed", 1,
        /// It is measured no more.
        Retired = "retired", 1,
        /// The figures were set.
        PolicySet = "policy_set", 1,
    }
}

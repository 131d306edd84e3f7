//! What the events and commands of an indicator are made of. Durable: a layout here is versioned with
//! every event that uses it.

use super::figure::Figure;
use super::measure::Measure;
use super::month::Month;
use crate::attest::Attestation;
use crate::limits::{Label, List, Percent, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an indicator is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What is measured.
    pub measure: Measure,
    /// What is aimed at, in the unit of the measure: at least that where higher is better, at most
    /// that where lower is.
    pub target: Figure,
    /// Of which services; of all, where none is named.
    #[serde(default)]
    pub services: List<Key>,
    /// Who answers for it, a process owner; whoever defines it, unless another one is named. Of a
    /// default nobody does.
    #[serde(default)]
    pub owner: Option<Actor>,
    /// What it is for.
    pub statement: Text,
    /// The objective of a policy that it shows, where it does: missing it goes against that.
    #[serde(default)]
    pub objective: Option<Label>,
}

impl Definition {
    /// Whether a figure reaches its target; `within` is the share of those counted that do, where
    /// each is to. `None` where the figure is of another unit.
    #[must_use]
    pub fn reached(&self, figure: Figure, within: Option<Percent>) -> Option<bool> {
        self.measure.reaches(figure, within, self.target)
    }
}

/// What people were asked.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// Who was asked what, and how.
    pub asked: Text,
    /// What shows what they said.
    pub evidence: Attestation,
}

/// How a month went.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The target was reached.
    Reached,
    /// It was not.
    Missed,
    /// There was nothing to measure, which is no success.
    Nothing,
}

/// By when the figure of which month is to be there.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Which month.
    pub month: Month,
    /// By when.
    pub at: Timestamp,
}

/// A month in which the target of a version was not reached.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Miss {
    /// Which month.
    pub month: Month,
    /// Of which version of the definition.
    pub version: u64,
}

/// The figures, as a policy document states them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// How long after the end of a month its figure is to be there.
    pub measure_within: Span,
    /// How long the review of a missed target may take.
    pub review_within: Span,
}

/// Assumptions, to be replaced by a policy document.
impl Default for Policy {
    fn default() -> Self {
        Self { measure_within: Span::from_days(5), review_within: Span::from_days(10) }
    }
}

//! What the events and commands of an audit are made of. Durable: a layout here is versioned with
//! every event that uses it.

use crate::agreement::Period;
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{Label, List, Text};
use crate::nonconformity::{self, Clause, Standard};
use engine::{Actor, Key, Position};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is audited, against what, how and how often.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// What is to be found out.
    pub objectives: Text,
    /// The clauses that it is held against; each is to be covered.
    pub criteria: List<Clause>,
    /// What is looked at.
    pub scope: Scope,
    /// How it is done.
    pub method: Text,
    /// How status and importance of what is audited, and what earlier audits have found, were
    /// weighed.
    pub weighing: Text,
    /// How often; yearly, unless said otherwise.
    #[serde(default = "yearly")]
    #[schemars(default = "yearly")]
    pub interval: Interval,
    /// Whether it is one audit for all three standards.
    #[serde(default)]
    pub joint: bool,
}

const fn yearly() -> Interval {
    Interval::Months(12)
}

/// What is looked at: at least one of both.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Processes that are on record here, such as `incident`. Nobody who has worked in one of them
    /// audits it.
    #[serde(default)]
    pub processes: List<Label>,
    /// Other areas, of which there is no record here.
    #[serde(default)]
    pub areas: List<Label>,
}

/// Somebody who is to audit.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Who.
    pub auditor: Actor,
    /// The standards that he can judge.
    pub standards: List<Standard>,
    /// That he can, and that he does none of the work of the areas of which there is no record.
    pub competence: Attestation,
}

/// What somebody did who so cannot audit it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Worked {
    /// Who did it: himself, or one for whom he would audit.
    pub actor: Actor,
    /// In which process.
    pub process: Label,
    /// The time in which he last did, as far as it is known: days, in UTC.
    pub during: Period,
}

/// What a judgement rests on: at least one of both.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Records of this log, by position.
    #[serde(default)]
    pub events: List<Position>,
    /// What else was seen or said.
    #[serde(default)]
    pub note: Option<Text>,
}

/// What a finding is.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Something is not as it has to be, or may come to be so.
    Nonconformity(nonconformity::Kind),
    /// Something may be a risk.
    Concern,
    /// Something could be better.
    Improvement,
}

impl FindingKind {
    /// Whether it raises a nonconformity.
    #[must_use]
    pub const fn is_nonconformity(self) -> bool {
        matches!(self, Self::Nonconformity(_))
    }
}

/// What was found of one thing by one standard.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traced {
    /// Which standard.
    pub standard: Standard,
    /// What was found.
    pub result: Text,
}

/// A clause that another audit covers.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Which clause.
    pub clause: Clause,
    /// Which audit; one that is on record.
    pub audit: Key,
}

/// What a joint audit says of how things get better.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measures {
    /// Which service levels were reached.
    pub service_levels: Text,
    /// How long weaknesses took to be fixed.
    pub fix_time: Text,
    /// How content customers are.
    pub satisfaction: Text,
}

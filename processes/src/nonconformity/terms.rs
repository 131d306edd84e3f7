//! What the events and commands of a nonconformity are made of. Durable: a layout here is versioned
//! with every event that uses it.

use crate::limits::Label;
use engine::{Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether it is so, or may come to be so.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is so.
    #[default]
    Actual,
    /// It may come to be so.
    Potential,
}

/// A standard that the provider works by.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
pub enum Standard {
    /// ISO/IEC 20000-1: service management.
    #[serde(rename = "iso_20000_1")]
    Iso20000,
    /// ISO/IEC 27001: information security.
    #[serde(rename = "iso_27001")]
    Iso27001,
    /// ISO 9001: quality.
    #[serde(rename = "iso_9001")]
    Iso9001,
}

impl Standard {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Iso20000, Self::Iso27001, Self::Iso9001];

    /// Its name, as people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iso20000 => "ISO/IEC 20000-1",
            Self::Iso27001 => "ISO/IEC 27001",
            Self::Iso9001 => "ISO 9001",
        }
    }
}

/// A clause of a standard.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Of which.
    pub standard: Standard,
    /// Which, such as `9.1` or `A.8.9`.
    pub clause: Label,
}

/// Something on record.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Of which process.
    pub process: Label,
    /// Which one.
    pub key: Key,
}

/// What it goes against.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// A clause of a standard.
    Clause(Clause),
    /// A rule of the provider's own.
    Rule(Label),
    /// What was agreed or promised, such as an agreement.
    Agreed(Record),
}

/// A finding of an audit.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Of which audit.
    pub audit: Key,
    /// Its number there.
    pub number: u64,
}

/// Something on record that shows it.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Occasion {
    /// What.
    pub record: Record,
    /// In what, where one thing may show several.
    #[serde(default)]
    pub what: Option<Label>,
}

/// A report of the certification body.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Which, and which of its findings.
    pub report: Label,
    /// By when it wants to see that it is mended.
    pub fix_by: Timestamp,
}

/// How it came to light.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Somebody saw it, and where or when.
    Observation(Label),
    /// An audit found it. The audit raises it.
    Finding(Finding),
    /// Something on record shows it.
    Record(Occasion),
    /// Records were compared with what there is, in this audit or discovery.
    Comparison(Label),
    /// The certification body found it.
    CertificationBody(Body),
    /// A trend or a risk shows what may come.
    Trend(Label),
}

impl Source {
    /// Whether what comes from the same one is the same.
    #[must_use]
    pub const fn identifies(&self) -> bool {
        matches!(self, Self::Finding(_) | Self::Record(_) | Self::Comparison(_))
    }

    /// The finding that it is, if it is one.
    #[must_use]
    pub const fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Finding(finding) => Some(finding),
            Self::Observation(_)
            | Self::Record(_)
            | Self::Comparison(_)
            | Self::CertificationBody(_)
            | Self::Trend(_) => None,
        }
    }
}

/// What has to be done by when.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// To assess it.
    Assessment,
    /// To have the action implemented.
    Action,
    /// To have it verified, as the certification body wants.
    CertificationBody,
    /// To check whether the action was effective.
    Check,
}

/// The figures, as a policy document states them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// How long assessing may take.
    pub assess_within: Span,
    /// How long it is watched whether an action was effective.
    pub watch: Span,
    /// How long verifying may take from then on.
    pub check_within: Span,
}

/// Assumptions, to be replaced by a policy document.
impl Default for Policy {
    fn default() -> Self {
        let days = Span::from_days;
        Self { assess_within: days(5), watch: days(30), check_within: days(7) }
    }
}

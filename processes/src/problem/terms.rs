//! What the events and commands of a problem are made of. Durable: a layout here is versioned with
//! every event that uses it.

use crate::agreement::terms::ByPriority;
use crate::agreement::{Level, Priority};
use crate::limits::{Label, Text};
use engine::{Key, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Incidents of one item and one category are alike.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The item concerned.
    pub configuration_item: Key,
    /// What kind of incident.
    pub category: Label,
}

/// What made somebody think of a problem.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An incident of which nobody knows why it happened.
    Incident(Key),
    /// Incidents that are alike and too many.
    Repeat(Repeat),
    /// An analysis of trends.
    Trend(Label),
    /// A change that failed, or had effects that nobody expected.
    Change(Key),
    /// A release after which there were too many incidents.
    Release(Key),
    /// A supplier, who tells of it.
    Supplier(Label),
    /// An observation that is no incident yet.
    Monitoring(Label),
}

/// Incidents that are alike and too many, and by which rule.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// In what they are alike.
    pub pattern: Pattern,
    /// How many there were.
    pub count: u32,
    /// The rule that was in force.
    pub rule: RepeatRule,
    /// The version of the policy that it is from; 0 is the default.
    pub policy: u64,
}

/// How grave it is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// How bad the effect of an incident is.
    pub impact: Level,
    /// How often there is one.
    pub frequency: Level,
    /// What may still come of it.
    pub risk: Level,
    /// What follows from that.
    pub priority: Priority,
}

/// Why it happens.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// What kind of cause.
    pub kind: CauseKind,
    /// What it is.
    pub statement: Text,
}

/// What kind of cause.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// Something is set up wrongly.
    Configuration,
    /// Somebody can do what he should not be able to.
    Access,
    /// There is not enough of something.
    Capacity,
    /// A weakness that could be exploited.
    Weakness,
    /// Something a supplier answers for.
    Supplier,
    /// How work is done.
    Procedure,
    /// Something else.
    Other,
}

impl CauseKind {
    /// Whether access has to be hardened before the problem is closed.
    #[must_use]
    pub const fn needs_hardening(self) -> bool {
        matches!(self, Self::Configuration | Self::Access)
    }
}

/// Why others are called in.
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
pub enum EscalationRule {
    /// Somebody judges it necessary and says why.
    #[default]
    Judgement,
    /// It has been investigated for longer than its priority allows.
    InvestigationOverdue,
    /// The effect of the known error has not been reduced in time.
    NotMitigated,
}

/// What became of the change that was to mend it, if not what was hoped for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeEnd {
    /// It was not approved.
    Rejected,
    /// It was withdrawn or cancelled.
    GivenUp,
    /// It was undone.
    BackedOut,
    /// It is there, and less than was expected of it.
    LessThanExpected,
}

/// How many incidents that are alike, within how long, are a problem.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatRule {
    /// So many.
    pub count: u32,
    /// Within so long.
    pub within: Span,
}

/// The figures of problem management, as a policy document states them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// When incidents that are alike are a problem.
    pub repeat: RepeatRule,
    /// How long an investigation may take before others are called in, again and again.
    pub review_interval: ByPriority<Span>,
    /// How long a known error may stay without anything that reduces its effect.
    pub known_error_limit: Span,
    /// How long it is observed whether the solution holds.
    pub effect_period: Span,
}

/// Examples, for the requirements give no figures: to be replaced by a policy document.
impl Default for Policy {
    fn default() -> Self {
        let days = Span::from_days;
        Self {
            repeat: RepeatRule { count: 3, within: days(30) },
            review_interval: ByPriority { p1: days(1), p2: days(3), p3: days(7), p4: days(14) },
            known_error_limit: days(30),
            effect_period: days(30),
        }
    }
}

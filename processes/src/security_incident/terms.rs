//! What the events and commands of a security incident are made of. Durable: a layout here is
//! versioned with every event that uses it.

use crate::agreement::Priority;
use crate::change::Origin;
use crate::digest::Digest;
use crate::incident::Grade;
use crate::limits::{Label, List, Text};
use engine::{Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What makes somebody think so.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Something that is on record, such as an incident.
    Record(Origin),
    /// An observation: which, and where that can be looked up.
    Monitor(Label),
    /// What somebody has seen, in his words.
    Stated(Text),
}

/// How grave it is, and how early it comes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grades {
    /// For security; not [`Grade::None`].
    pub security: Grade,
    /// For the business.
    pub business: Grade,
    /// How early it comes; no later than its grades ask for.
    pub priority: Priority,
}

impl Grades {
    /// The graver of both.
    #[must_use]
    pub fn worst(&self) -> Grade {
        self.security.max(self.business)
    }

    /// The latest priority that is early enough.
    #[must_use]
    pub fn latest(&self) -> Priority {
        match self.worst() {
            Grade::High => Priority::P1,
            Grade::Medium => Priority::P2,
            Grade::Low => Priority::P3,
            Grade::None => Priority::P4,
        }
    }

    /// Whether what is as grave as that comes no later, and no less grave, by these.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.security >= other.security
            && self.business >= other.business
            && self.priority <= other.priority
    }

    /// Whether it hardly matters to anybody.
    #[must_use]
    pub fn is_lowest(&self) -> bool {
        self.worst() <= Grade::Low
    }
}

/// That somebody outside has to be told of it in time.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The law, contract or rule that says so.
    pub obligation: Label,
    /// By when.
    pub notify_by: Timestamp,
}

/// Something that is kept as it was found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What it is.
    pub what: Label,
    /// SHA-256 of it.
    pub digest: Digest,
    /// Where it is kept.
    pub kept_at: Label,
}

/// Whether it is a major incident by the agreed definition, where it is of the highest grade.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Major {
    /// It is, and was declared one.
    Declared,
    /// It is none: why.
    No(Text),
}

/// What was made use of.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weakness {
    /// These vulnerabilities, which are on record.
    Used(List<Key>),
    /// No weakness of an item: how it came about then.
    None(Text),
}

/// What was found when it was looked back at.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// What kind it was of.
    pub kind: Label,
    /// How many there were of it, and of how much.
    pub volume: Text,
    /// What it did.
    pub impact: Text,
    /// Why it came about.
    pub cause: Text,
}

/// A time that there is for something.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// To say how grave it is.
    Triage,
    /// To tell somebody outside who has to be told.
    Notice,
    /// To look back at it.
    Review,
}

/// Why those who may decide more are called in.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Something is late.
    Late(Limit),
    /// For a reason of somebody's.
    Stated(Text),
}

/// How long things may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Until it is known how grave it is, where its incident is of priority 1.
    pub triage_p1_within: Span,
    /// The same of all others.
    pub triage_within: Span,
    /// From recovery until it was looked back at.
    pub review_within: Span,
}

/// Those of triage are the response times of priorities 1 and 2 of the requirements; that of the
/// review is an assumption.
impl Default for Policy {
    fn default() -> Self {
        Self {
            triage_p1_within: Span::from_minutes(15),
            triage_within: Span::from_hours(1),
            review_within: Span::from_days(10),
        }
    }
}

impl Policy {
    /// The shortest that a figure may be.
    pub const SPAN_MIN: Span = Span::from_minutes(1);
    /// The longest.
    pub const SPAN_MAX: Span = Span::from_days(366);
}

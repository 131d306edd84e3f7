//! What the events and commands of a risk are made of. Durable: a layout here is versioned with
//! every event that uses it.

use crate::attest::Attestation;
use crate::change::Origin;
use crate::interval::Interval;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What suffers.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// How good what is delivered is (ISO 9001).
    Quality,
    /// What is confidential, whole or there when it is needed (ISO/IEC 27001).
    Security,
    /// What was promised of a service (ISO/IEC 20000-1).
    Service,
}

/// How likely it is to happen, from the least.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// Hardly ever: 1.
    Rare,
    /// Not to be expected: 2.
    Unlikely,
    /// It may: 3.
    Possible,
    /// To be expected: 4.
    Likely,
    /// As good as always: 5.
    AlmostCertain,
}

/// How much it hurts when it happens, from the least.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Nobody feels it: 1.
    Negligible,
    /// A nuisance: 2.
    Minor,
    /// Work goes on, with effort: 3.
    Moderate,
    /// Work stops, or what was promised is broken: 4.
    Major,
    /// The business itself is in danger: 5.
    Severe,
}

impl Likelihood {
    /// All of them, from the least.
    pub const ALL: [Self; 5] =
        [Self::Rare, Self::Unlikely, Self::Possible, Self::Likely, Self::AlmostCertain];

    /// From 1 to 5.
    #[must_use]
    pub const fn weight(self) -> u8 {
        self as u8 + 1
    }
}

impl Consequence {
    /// All of them, from the least.
    pub const ALL: [Self; 5] =
        [Self::Negligible, Self::Minor, Self::Moderate, Self::Major, Self::Severe];

    /// From 1 to 5.
    #[must_use]
    pub const fn weight(self) -> u8 {
        self as u8 + 1
    }
}

/// A place on the scale that all dimensions share.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// How likely it is.
    pub likelihood: Likelihood,
    /// How much it hurts.
    pub consequence: Consequence,
}

impl Score {
    /// Likelihood times consequence: 1 to 25.
    #[must_use]
    pub const fn product(self) -> u8 {
        self.likelihood.weight() * self.consequence.weight()
    }

    /// Whether it is neither more likely nor worse than another.
    #[must_use]
    pub fn within(self, other: Self) -> bool {
        self.likelihood <= other.likelihood && self.consequence <= other.consequence
    }
}

/// What a score comes to, from the least.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// To be kept an eye on.
    Low,
    /// To be borne, if its owner will.
    Medium,
    /// Not to be left as it is.
    High,
    /// To be dealt with before anything else.
    Extreme,
}

impl Rating {
    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Extreme => "extreme",
        }
    }
}

/// A score, and what it came to by the matrix of then.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rated {
    /// The place on the scale.
    pub score: Score,
    /// What it came to.
    pub rating: Rating,
}

/// What made somebody think of a risk.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Something that is on record.
    Record(Record),
    /// Something that is not on record here, and who says so where it can be looked up.
    Stated(Attestation),
}

/// Something that is on record.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Of which process, such as `change`.
    pub process: Label,
    /// Which one.
    pub key: Key,
    /// What about it, where one may lead to several risks.
    #[serde(default)]
    pub what: Option<Label>,
}

/// What is done about a risk.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// It is made less likely, or less bad.
    Reduce,
    /// What gives rise to it is given up.
    Avoid,
    /// Somebody else bears a part of it.
    Share,
}

/// How a risk is dealt with.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// In which way.
    pub approach: Approach,
    /// What is done.
    pub measures: Text,
    /// The controls that do it; at least one.
    pub controls: List<Label>,
    /// Who sees to it.
    pub responsible: Actor,
    /// By when.
    pub due: Timestamp,
    /// The items that have to change for it.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// The change that alters them, if there is one already.
    #[serde(default)]
    pub change: Option<Key>,
}

/// Why a risk is assessed anew.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Somebody says why.
    Asked(Text),
    /// It was accepted until now.
    AcceptanceExpired,
    /// It is time.
    PlannedInterval,
    /// By this version of the matrix it is beyond what is accepted.
    Matrix(u64),
    /// What it is about happens again and again, as this says.
    Trend(Origin),
    /// This has happened, which bears on it.
    Event(Origin),
}

/// What was not done in time.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EscalationRule {
    /// Nobody has assessed it.
    AssessmentOverdue,
    /// It is assessed, and nobody has decided what becomes of it.
    DecisionOverdue,
    /// It is to be treated, and is not.
    TreatmentOverdue,
}

/// One value for each consequence.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByConsequence<T> {
    /// For [`Consequence::Negligible`].
    pub negligible: T,
    /// For [`Consequence::Minor`].
    pub minor: T,
    /// For [`Consequence::Moderate`].
    pub moderate: T,
    /// For [`Consequence::Major`].
    pub major: T,
    /// For [`Consequence::Severe`].
    pub severe: T,
}

/// One value for each likelihood.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByLikelihood<T> {
    /// For [`Likelihood::Rare`].
    pub rare: T,
    /// For [`Likelihood::Unlikely`].
    pub unlikely: T,
    /// For [`Likelihood::Possible`].
    pub possible: T,
    /// For [`Likelihood::Likely`].
    pub likely: T,
    /// For [`Likelihood::AlmostCertain`].
    pub almost_certain: T,
}

/// One value for each dimension.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByDimension<T> {
    /// For [`Dimension::Quality`].
    pub quality: T,
    /// For [`Dimension::Security`].
    pub security: T,
    /// For [`Dimension::Service`].
    pub service: T,
}

impl<T> ByConsequence<T> {
    /// The one for a consequence.
    #[must_use]
    pub const fn get(&self, consequence: Consequence) -> &T {
        match consequence {
            Consequence::Negligible => &self.negligible,
            Consequence::Minor => &self.minor,
            Consequence::Moderate => &self.moderate,
            Consequence::Major => &self.major,
            Consequence::Severe => &self.severe,
        }
    }
}

impl<T> ByLikelihood<T> {
    /// The one for a likelihood.
    #[must_use]
    pub const fn get(&self, likelihood: Likelihood) -> &T {
        match likelihood {
            Likelihood::Rare => &self.rare,
            Likelihood::Unlikely => &self.unlikely,
            Likelihood::Possible => &self.possible,
            Likelihood::Likely => &self.likely,
            Likelihood::AlmostCertain => &self.almost_certain,
        }
    }
}

impl<T> ByDimension<T> {
    /// The one for a dimension.
    #[must_use]
    pub const fn get(&self, dimension: Dimension) -> &T {
        match dimension {
            Dimension::Quality => &self.quality,
            Dimension::Security => &self.security,
            Dimension::Service => &self.service,
        }
    }
}

/// What each place on the scale comes to, how much is borne, and how long things may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Matrix {
    /// What each place on the scale comes to, in all dimensions alike.
    pub ratings: ByLikelihood<ByConsequence<Rating>>,
    /// The most that an owner may accept.
    pub appetite: ByDimension<Rating>,
    /// How long until a new risk is assessed, and until it is decided what becomes of it.
    pub assessment_limit: Span,
    /// How long an assessment counts.
    pub assessment_interval: Interval,
    /// How often a treated risk is reviewed.
    pub review_interval: Interval,
    /// How long an acceptance lasts at most.
    pub acceptance_max: Interval,
}

/// Interval and limit are those of the requirements; all else is an assumption, to be replaced.
impl Default for Matrix {
    fn default() -> Self {
        use Rating::{Extreme, High, Low, Medium};
        let row = |[negligible, minor, moderate, major, severe]: [Rating; 5]| ByConsequence {
            negligible,
            minor,
            moderate,
            major,
            severe,
        };
        Self {
            ratings: ByLikelihood {
                rare: row([Low, Low, Low, Low, Medium]),
                unlikely: row([Low, Low, Medium, Medium, High]),
                possible: row([Low, Medium, Medium, High, High]),
                likely: row([Low, Medium, High, High, Extreme]),
                almost_certain: row([Medium, High, High, Extreme, Extreme]),
            },
            appetite: ByDimension { quality: Medium, security: Medium, service: Medium },
            assessment_limit: Span::from_days(10),
            assessment_interval: Interval::Months(12),
            review_interval: Interval::Months(3),
            acceptance_max: Interval::Months(12),
        }
    }
}

impl Matrix {
    /// The longest that something may be given for being assessed.
    pub const LIMIT_MAX: Span = Span::from_days(366);

    /// What a score comes to.
    #[must_use]
    pub const fn rate(&self, score: Score) -> Rated {
        let rating = *self.ratings.get(score.likelihood).get(score.consequence);
        Rated { score, rating }
    }

    /// Whether a score is more than an owner may accept.
    #[must_use]
    pub fn is_beyond(&self, score: Score, dimension: Dimension) -> bool {
        self.rate(score).rating > *self.appetite.get(dimension)
    }
}

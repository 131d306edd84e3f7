//! What a customer is given back where a target was missed: tiers, and the most there is.

use super::event::Measured;
use super::{Rejection, Terms};
use crate::limits::{List, Percent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the service target is called that is reckoned from outages.
pub const AVAILABILITY: &str = "availability";

/// What is given back for what was missed in a month, as a share of what is paid for that month.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Credits {
    /// How much for what. Of those of one target, the one that gives the most counts.
    pub tiers: List<Tier>,
    /// The most that is given back for a month, all targets together.
    pub cap: Percent,
}

/// How much is given back for a target of which less was reached.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Which target.
    pub target: Measured,
    /// Where less than this was reached. Never more than what is to be reached.
    pub below: Percent,
    /// How much.
    pub credit: Percent,
}

/// Nothing, unless it is agreed.
impl Default for Credits {
    fn default() -> Self {
        Self { tiers: List::empty(), cap: Percent::ALL }
    }
}

impl Credits {
    /// The tier that what was reached of a target falls into, if any.
    ///
    /// ```
    /// use processes::agreement::{Credits, Measured, Tier};
    ///
    /// let target = Measured::Service("availability".parse()?);
    /// let tier = |below: &str, credit: &str| {
    ///     Ok::<_, processes::limits::LimitError>(Tier {
    ///         target: target.clone(),
    ///         below: below.parse()?,
    ///         credit: credit.parse()?,
    ///     })
    /// };
    /// let credits =
    ///     Credits { tiers: [tier("99.5", "5")?, tier("99", "10")?].into(), ..Credits::default() };
    /// let credit = |reached: &str| {
    ///     let reached = reached.parse().unwrap();
    ///     credits.tier(&target, reached).map(|tier| tier.credit.to_string())
    /// };
    /// assert_eq!(credit("99.5"), None);
    /// assert_eq!(credit("99.4").as_deref(), Some("5"));
    /// assert_eq!(credit("98.9").as_deref(), Some("10"));
    /// # Ok::<(), processes::limits::LimitError>(())
    /// ```
    #[must_use]
    pub fn tier(&self, target: &Measured, reached: Percent) -> Option<&Tier> {
        let fits = |tier: &&Tier| tier.target == *target && reached < tier.below;
        self.tiers.iter().filter(fits).max_by_key(|tier| tier.credit)
    }

    /// Whether the tiers make sense for these terms.
    pub(super) fn check(&self, terms: &Terms) -> Result<(), Rejection> {
        for tier in &self.tiers {
            let Some(at_least) = terms.at_least(&tier.target) else {
                let known = terms.service_targets.iter().map(|target| target.name.to_string());
                let (target, known) = (tier.target.clone(), known.collect());
                return Err(Rejection::UnknownTarget { target, known });
            };
            if matches!(&tier.target, Measured::Service(name) if **name != *AVAILABILITY) {
                return Err(Rejection::CreditNotReckoned { target: tier.target.clone() });
            }
            if tier.below > at_least {
                let target = tier.target.clone();
                return Err(Rejection::CreditForKept { target, at_least });
            }
            let others = || self.tiers.iter().filter(|other| other.target == tier.target);
            if others().filter(|other| other.below == tier.below).count() > 1 {
                let name = format!("a credit for less than {} of {:?}", tier.below, tier.target);
                return Err(Rejection::ListedTwice { name });
            }
            if others().any(|other| other.below < tier.below && other.credit < tier.credit) {
                let (target, below) = (tier.target.clone(), tier.below);
                return Err(Rejection::CreditShrinks { target, below });
            }
        }
        Ok(())
    }
}

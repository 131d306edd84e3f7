//! What may have happened to an agreement: the durable contract.

use super::Terms;
use super::former::{Agreed1, Changed1, Defaulted1, Drafted1, Offered1};
use super::terms::Priority;
use crate::attest::Attestation;
use crate::limits::{Label, List, Percent, Text};
use crate::personal::Personal;
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One side of an agreement.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The service provider.
    Provider,
    /// The customer, internal group or supplier.
    Other,
}

/// That a party signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Which.
    pub party: Party,
    /// Who signed for it.
    pub signed_by: Personal<Label>,
    /// Where the signed page is.
    pub reference: Label,
}

/// What is measured.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// The share of cases of a priority that kept their response target.
    Response(Priority),
    /// The share of cases of a priority that kept their resolution target.
    Resolution(Priority),
    /// A service target, by its name.
    Service(Label),
}

/// A length of time between two instants, half-open.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

/// Where the cause of a breach lies.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// With ourselves.
    Own,
    /// With what an OLA or contract promises.
    Supporting(Key),
    /// With the customer.
    Customer,
}

/// Why a review began.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The planned interval is over.
    Planned,
    /// The term ends soon.
    Renewal,
    /// Somebody wants it.
    #[default]
    Asked,
}

/// Where a series of measurements leads.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Each better than the last.
    Upward,
    /// Neither.
    Level,
    /// Each worse than the last.
    Downward,
}

/// The defaults of the founding hold from here on; nobody has agreed them yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Defaulted {
    /// The defaults.
    pub terms: Terms,
}

/// A first draft was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drafted {
    /// What it says.
    pub terms: Terms,
    /// That the services are in the catalogue and their requirements agreed.
    pub requirements: Attestation,
}

/// It was put before the other party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offered {
    /// What it says now, if that has changed since the draft.
    pub terms: Option<Terms>,
}

/// The other party wants something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Countered {
    /// What, and why.
    pub reason: Text,
}

/// Both parties signed. It is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreed {
    /// What they signed.
    pub terms: Terms,
    /// Their signatures.
    pub signatures: List<Signature>,
}

/// It will not come to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
}

/// A measurement period is over, and its figures are due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodEnded {
    /// Which.
    pub period: Period,
    /// How many before it ended unnoticed.
    pub missed: u32,
}

/// What was reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetMeasured {
    /// Of what.
    pub target: Measured,
    /// In which period.
    pub period: Period,
    /// What was reached.
    pub reached: Percent,
    /// What was to be reached.
    pub at_least: Percent,
    /// Whether an exception suspended the targets.
    pub suspended: bool,
    /// Where the figure comes from.
    pub source: Label,
}

/// A target was missed in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Breached {
    /// Which.
    pub target: Measured,
    /// In which.
    pub period: Period,
    /// What was reached.
    pub reached: Percent,
    /// What was to be reached.
    pub at_least: Percent,
}

/// It was examined where a series of measurements leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendAnalysed {
    /// Of what.
    pub target: Measured,
    /// Where it leads.
    pub trend: Trend,
    /// Over how many periods.
    pub periods: u32,
    /// What follows from it.
    pub note: Option<Text>,
}

/// Why a target was missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreachCauseIdentified {
    /// Which target.
    pub target: Measured,
    /// In which period.
    pub period: Period,
    /// Where the cause lies.
    pub cause: Cause,
    /// What it is.
    pub statement: Text,
}

/// A review began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {
    /// Why.
    pub occasion: Occasion,
}

/// It was reviewed with the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewedWithCustomer {
    /// Who was there for the customer.
    pub present: List<Personal<Label>>,
    /// Results and trends, as they were tabled.
    pub results: Text,
    /// What is to become better, if that was asked.
    pub improvement: Option<Text>,
}

/// An OLA or contract was reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// The causes found for what was missed.
    pub causes: Text,
    /// What is to become better.
    pub improvements: Text,
}

/// It stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Confirmed {}

/// Somebody wants other terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeProposed {
    /// The change request, if there is one.
    pub change: Option<Key>,
    /// What is needed, where there is no change request yet.
    pub need: Option<Text>,
}

/// Other terms hold from here on: the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// What it says now.
    pub terms: Terms,
    /// That the change is approved.
    pub change: Attestation,
    /// The signatures of both parties.
    pub signatures: List<Signature>,
    /// The revision of the catalogue that follows it, or that none is needed.
    pub catalogue: Attestation,
}

/// The terms stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeDropped {
    /// That the change was rejected or withdrawn.
    pub change: Attestation,
}

/// Its targets do not hold for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suspended {
    /// The agreed exception.
    pub exception: Label,
    /// What happened.
    pub reason: Text,
}

/// Its targets hold again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reinstated {}

/// Its term is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expired {}

/// It was ended early.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Terminated {
    /// That the change is approved.
    pub change: Attestation,
    /// Why.
    pub reason: Text,
}

/// Another agreement took its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Superseded {
    /// Which.
    pub successor: Key,
}

/// An OLA or contract is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ended {
    /// What takes its place, or that nothing rests on it any more.
    pub replacement: Attestation,
}

engine::events! {
    /// What may have happened to an agreement.
    pub enum Event {
        /// The defaults of the founding hold.
        Defaulted = "defaulted", 2, { 1 => Defaulted1 },
        /// A first draft was made.
        Drafted = "drafted", 2, { 1 => Drafted1 },
        /// It was put before the other party.
        Offered = "offered", 2, { 1 => Offered1 },
        /// The other party wants something else.
        Countered = "countered", 1,
        /// Both parties signed.
        Agreed = "agreed", 2, { 1 => Agreed1 },
        /// It will not come to be.
        Rejected = "rejected", 1,
        /// The figures of a period are due.
        PeriodEnded = "period_ended", 1,
        /// What was reached.
        TargetMeasured = "measured", 1,
        /// A target was missed in a period.
        Breached = "breached", 1,
        /// Where a series of measurements leads.
        TrendAnalysed = "trend_analysed", 1,
        /// Why a target was missed.
        BreachCauseIdentified = "breach_cause_identified", 1,
        /// A review began.
        ReviewStarted = "review_started", 1,
        /// It was reviewed with the customer.
        ReviewedWithCustomer = "reviewed_with_customer", 1,
        /// An OLA or contract was reviewed.
        Reviewed = "reviewed", 1,
        /// It stays as it is.
        Confirmed = "confirmed", 1,
        /// Somebody wants other terms.
        ChangeProposed = "change_proposed", 1,
        /// Other terms hold.
        Changed = "changed", 2, { 1 => Changed1 },
        /// The terms stay as they are.
        ChangeDropped = "change_dropped", 1,
        /// Its targets do not hold for a while.
        Suspended = "suspended", 1,
        /// Its targets hold again.
        Reinstated = "reinstated", 1,
        /// Its term is over.
        Expired = "expired", 1,
        /// It was ended early.
        Terminated = "terminated", 1,
        /// Another agreement took its place.
        Superseded = "superseded", 1,
        /// An OLA or contract is over.
        Ended = "ended", 1,
    }
}

impl Event {
    /// The terms that hold from here on, if the event brings any, and whether they are agreed.
    pub(crate) const fn terms_in_force(&self) -> Option<(&Terms, bool)> {
        if let Self::Defaulted(Defaulted { terms }) = self {
            return Some((terms, false));
        }
        if let Self::Agreed(Agreed { terms, .. }) | Self::Changed(Changed { terms, .. }) = self {
            return Some((terms, true));
        }
        None
    }

    /// Whether no terms hold from here on.
    pub(crate) const fn ends(&self) -> bool {
        matches!(
            self,
            Self::Expired(_) | Self::Terminated(_) | Self::Superseded(_) | Self::Ended(_)
        )
    }
}

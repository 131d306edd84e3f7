//! What may be asked of an agreement.

use super::Terms;
use super::event::{Cause, Measured, Occasion, Period, Signature};
use crate::attest::Attestation;
use crate::limits::{Label, List, Percent, Text};
use crate::personal::Personal;
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Let defaults hold for whatever no agreement covers. Only the founding does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptDefaults {
    /// The defaults.
    #[serde(default)]
    pub terms: Terms,
}

/// Make a first draft. Fields that are left out have their defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it is to say.
    pub terms: Terms,
    /// That the services are in the catalogue and their requirements agreed.
    pub requirements: Attestation,
}

/// Put it before the other party. Targets, workload and exceptions are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What it says now, if that has changed since the draft.
    #[serde(default)]
    pub terms: Option<Terms>,
}

/// Want something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// What, and why.
    pub reason: Text,
}

/// Agree it: both parties have signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    /// One for each party.
    pub signatures: List<Signature>,
}

/// Let it not come to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
}

/// Record that a measurement period is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndPeriod {}

/// Record what was reached, and the breach if that is too little.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Of what.
    pub target: Measured,
    /// In which period.
    pub period: Period,
    /// What was reached.
    pub reached: Percent,
    /// Where the figure comes from.
    pub source: Label,
}

/// Record that a target was missed in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBreach {
    /// Which.
    pub target: Measured,
    /// In which.
    pub period: Period,
}

/// Examine where the last three periods or more lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnalyseTrend {
    /// Of what.
    pub target: Measured,
    /// What follows from it.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Say why a target was missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyCause {
    /// Which.
    pub target: Measured,
    /// In which period.
    pub period: Period,
    /// Where the cause lies.
    pub cause: Cause,
    /// What it is.
    pub statement: Text,
}

/// Review it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {
    /// Why.
    #[serde(default)]
    pub occasion: Occasion,
}

/// Record that an SLA was reviewed with the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewWithCustomer {
    /// Who was there for the customer; at least one.
    pub present: List<Personal<Label>>,
    /// Results and trends, as they were tabled.
    pub results: Text,
    /// What is to become better, if that was asked.
    #[serde(default)]
    pub improvement: Option<Text>,
}

/// Record that an OLA or contract was reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The causes found for what was missed.
    pub causes: Text,
    /// What is to become better.
    pub improvements: Text,
}

/// Let it stay as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {}

/// Want other terms. Names the change request, or what is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeChange {
    /// The change request.
    #[serde(default)]
    pub change: Option<Key>,
    /// What is needed.
    #[serde(default)]
    pub need: Option<Text>,
}

/// Let other terms hold from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptChange {
    /// What it is to say.
    pub terms: Terms,
    /// That the change is approved.
    pub change: Attestation,
    /// One for each party.
    pub signatures: List<Signature>,
    /// The revision of the catalogue that follows it, or that none is needed.
    pub catalogue: Attestation,
}

/// Keep the terms as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropChange {
    /// That the change was rejected or withdrawn.
    pub change: Attestation,
}

/// Let the targets of an SLA not hold for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// The agreed exception that applies.
    pub exception: Label,
    /// What happened.
    pub reason: Text,
}

/// Let the targets hold again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reinstate {}

/// Record that its term is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expire {}

/// End an SLA early.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terminate {
    /// That the change is approved.
    pub change: Attestation,
    /// Why.
    pub reason: Text,
}

/// Let another agreement take its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supersede {
    /// Which; in force, and of the same kind.
    pub successor: Key,
}

/// End an OLA or contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// What takes its place, or that nothing rests on it any more.
    pub replacement: Attestation,
}

engine::commands! {
    /// What may be asked of an agreement.
    pub enum Command {
        /// Let defaults hold for whatever no agreement covers.
        AdoptDefaults = "adopt_defaults",
        /// Make a first draft.
        Draft = "draft",
        /// Put it before the other party.
        Offer = "offer",
        /// Want something else.
        Counter = "counter",
        /// Agree it: both parties have signed.
        Agree = "agree",
        /// Let it not come to be.
        Reject = "reject",
        /// Record that a measurement period is over.
        EndPeriod = "end_period",
        /// Record what was reached, and the breach if that is too little.
        Measure = "measure",
        /// Record that a target was missed in a period.
        RecordBreach = "record_breach",
        /// Examine where the last three periods or more lead.
        AnalyseTrend = "analyse_trend",
        /// Say why a target was missed.
        IdentifyCause = "identify_cause",
        /// Review it.
        StartReview = "start_review",
        /// Record that an SLA was reviewed with the customer.
        ReviewWithCustomer = "review_with_customer",
        /// Record that an OLA or contract was reviewed.
        Review = "review",
        /// Let it stay as it is.
        Confirm = "confirm",
        /// Want other terms.
        ProposeChange = "propose_change",
        /// Let other terms hold from here on.
        AdoptChange = "adopt_change",
        /// Keep the terms as they are.
        DropChange = "drop_change",
        /// Let the targets of an SLA not hold for a while.
        Suspend = "suspend",
        /// Let the targets hold again.
        Reinstate = "reinstate",
        /// Record that its term is over.
        Expire = "expire",
        /// End an SLA early.
        Terminate = "terminate",
        /// Let another agreement take its place.
        Supersede = "supersede",
        /// End an OLA or contract.
        End = "end",
    }
}

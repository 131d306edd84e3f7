//! What may be asked of an indicator.

use super::figure::Figure;
use super::month::Month;
use super::terms::{Definition, Policy, Survey};
use crate::attest::Attestation;
use crate::limits::{Label, Percent, Text};
use engine::{Key, Position};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say what an indicator is. Again, as long as nobody has approved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Define {
    /// What it is.
    pub definition: Definition,
}

/// Have it measured by this version from now on. Not for who has written at it since something was
/// approved, nor for who answers for it, nor for who acts for one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// Which version.
    pub version: u64,
    /// That quality, security and service took part.
    pub quorum: Attestation,
}

/// Say what another version of it is to be: another target, owner, other services. It holds once it is
/// approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retarget {
    /// What it is to be.
    pub definition: Definition,
    /// Why.
    pub reason: Text,
}

/// Record the figure of a month that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Which month, in UTC.
    pub month: Month,
    /// By which version of the definition; one that was in force in that month.
    pub version: u64,
    /// What was reached; nothing where there was nothing to measure.
    #[serde(default)]
    pub value: Option<Figure>,
    /// The share of those counted that were within the target; of fixes of vulnerabilities only.
    #[serde(default)]
    pub within: Option<Percent>,
    /// Up to which position of the log it was computed.
    pub position: Position,
    /// How many were counted.
    pub included: u64,
    /// How many were looked at and not counted.
    pub excluded: u64,
    /// What people were asked; of satisfaction only.
    #[serde(default)]
    pub survey: Option<Survey>,
    /// Why what is on record of that month and version is to be replaced, where it is.
    #[serde(default)]
    pub correction: Option<Text>,
}

/// Note that the figure of a month is due, and nobody has recorded it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteMeasurementDue {}

/// Say why a target was missed and what is done about it, or how the indicator itself goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Why it is as it is.
    pub cause: Text,
    /// What is done about it.
    pub action: Text,
}

/// Note that nobody has reviewed a missed target in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteReviewOverdue {}

/// Do not measure it for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Why.
    pub reason: Text,
}

/// Measure it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// Why.
    pub reason: Text,
}

/// Measure it no more. A replacement or a reason is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Retire {
    /// The indicator that takes its place; one that is approved.
    pub replacement: Option<Key>,
    /// Why.
    pub reason: Option<Text>,
}

/// Set the figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// Which.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

engine::commands! {
    /// What may be asked of an indicator.
    pub enum Command {
        /// Say what an indicator is. Again, as long as nobody has approved it.
        Define = "define",
        /// Have it measured by this version from now on.
        Approve = "approve",
        /// Say what another version of it is to be.
        Retarget = "retarget",
        /// Record the figure of a month that is over.
        Record = "measure",
        /// Note that the figure of a month is due, and nobody has recorded it.
        NoteMeasurementDue = "note_measurement_due",
        /// Say why a target was missed and what is done about it, or how the indicator itself goes.
        Review = "review",
        /// Note that nobody has reviewed a missed target in time.
        NoteReviewOverdue = "note_review_overdue",
        /// Do not measure it for a time.
        Pause = "pause",
        /// Measure it again.
        Resume = "resume",
        /// Measure it no more. A replacement or a reason is needed.
        Retire = "retire",
        /// Set the figures.
        SetPolicy = "set_policy",
    }
}

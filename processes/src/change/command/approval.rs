//! Commands: those who decide.

use super::super::terms::{Choice, Submission};
use crate::attest::Attestation;
use crate::digest::Digest;
use engine::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Put it before the board. All seven assessments and a back-out plan are needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitForApproval {
    /// What goes with it.
    #[serde(default)]
    pub submission: Submission,
}

/// Put a major change before the board, with its design or its plan of removal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptDesign {
    /// More than the records of the services say: that the design, or the plan of removal, is accepted.
    #[serde(default = "Attestation::on_record")]
    pub accepted: Attestation,
    /// What goes with it.
    #[serde(default)]
    pub submission: Submission,
}

/// Vote on what was shown. The last vote that it takes decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// What was shown.
    pub shown: Digest,
    /// How.
    pub choice: Choice,
    /// Whose seat, for a deputy of several.
    #[serde(default)]
    pub seat: Option<Actor>,
}

/// Approve it by its change model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Preapprove {}

/// Vote for carrying out an emergency at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoriseEmergency {
    /// What was shown.
    pub shown: Digest,
    /// That it is an emergency by the agreed definition.
    pub matches: Attestation,
    /// Whose seat, for a deputy of several.
    #[serde(default)]
    pub seat: Option<Actor>,
}

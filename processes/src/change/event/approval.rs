//! Events: those who decide.

use super::super::terms::{Board, ByModel, Choice, Designed, Hand, Submission, Tally};
use crate::attest::Attestation;
use crate::digest::Digest;
use crate::limits::{List, Text};
use engine::{Actor, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is before the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubmittedForApproval {
    /// What is shown.
    pub shown: Digest,
    /// Who decides.
    pub board: Board,
    /// What goes with it.
    pub submission: Submission,
}

/// It is before the board, with its design or its plan of removal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignAccepted {
    /// That the design, or the plan of removal, is accepted.
    pub accepted: Attestation,
    /// What is shown.
    pub shown: Digest,
    /// Who decides.
    pub board: Board,
    /// What goes with it.
    pub submission: Submission,
    /// What is designed, or planned to be removed, as it was accepted.
    pub designs: List<Designed>,
    /// Whose votes are void.
    pub voided: List<Actor>,
}

/// As it was before it said which design.
#[derive(Serialize, Deserialize)]
pub(crate) struct DesignAccepted1 {
    accepted: Attestation,
    shown: Digest,
    board: Board,
    submission: Submission,
}

impl From<DesignAccepted1> for DesignAccepted {
    fn from(old: DesignAccepted1) -> Self {
        let DesignAccepted1 { accepted, shown, board, submission } = old;
        let (designs, voided) = (List::empty(), List::empty());
        Self { accepted, shown, board, submission, designs, voided }
    }
}

/// Somebody has voted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Voted {
    /// On what.
    pub shown: Digest,
    /// Whose seat.
    pub seat: Actor,
    /// Who, and for whom.
    pub by: Hand,
    /// How.
    pub choice: Choice,
}

/// A member of the emergency board wants it carried out at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyVoted {
    /// On what.
    pub shown: Digest,
    /// Whose seat.
    pub seat: Actor,
    /// Who, and for whom.
    pub by: Hand,
    /// That it is an emergency by the agreed definition.
    pub matches: Attestation,
}

/// The board has approved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approved {
    /// What.
    pub shown: Digest,
    /// How it voted.
    pub tally: Tally,
    /// Whose votes are counted.
    pub members: List<Actor>,
}

/// The board wants it reworked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnedForRework {
    /// Why.
    pub reason: Text,
    /// How it voted.
    pub tally: Tally,
}

/// It is approved by its change model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Preapproved {
    /// Which.
    pub by: ByModel,
    /// How long its steps take at most.
    pub takes: Span,
    /// How long backing out takes at most.
    pub backout_takes: Span,
    /// Whether the change builds something.
    pub needs_build: bool,
}

/// The emergency board lets it be carried out at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyAuthorised {
    /// What.
    pub shown: Digest,
    /// How it voted.
    pub tally: Tally,
    /// Whose votes are counted.
    pub members: List<Actor>,
    /// By when it is to be assessed.
    pub retrospective_due: Timestamp,
}

//! What may have happened to a window: the durable contract.

use super::{Activity, Ground, Terms};
use crate::attest::Attestation;
use crate::change::Hand;
use crate::limits::{Label, Text};
use engine::{Actor, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody wants a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Declared {
    /// What it is to say.
    pub terms: Terms,
}

/// It holds in its times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approved {
    /// That the customer was consulted.
    pub consulted: Attestation,
    /// That quality, security and service took part.
    pub quorum: Option<Attestation>,
}

/// It did not come to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
}

/// Its terms are others from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revised {
    /// What it says.
    pub terms: Terms,
    /// Why.
    pub reason: Text,
    /// That the customer was consulted.
    pub consulted: Option<Attestation>,
}

/// Its time has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Started {}

/// A member of a board wants something to be done although it blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExceptionVoted {
    /// What.
    pub activity: Activity,
    /// What the exception would rest on.
    pub ground: Ground,
    /// That it is so.
    pub basis: Attestation,
    /// Why it cannot wait.
    pub reason: Text,
    /// Of which board: its role.
    pub board: Label,
    /// Whose seat.
    pub seat: Actor,
    /// Who, and for whom.
    pub by: Hand,
}

/// Something may be done although it blocks, by the votes of a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExceptionGranted {
    /// What.
    pub activity: Activity,
    /// What the exception rests on.
    pub ground: Ground,
    /// That it is so.
    pub basis: Attestation,
    /// Why it cannot wait.
    pub reason: Text,
}

/// Something was refused because of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActivityRefused {
    /// What.
    pub activity: Activity,
    /// When it was to begin.
    pub from: Timestamp,
    /// When it was to be over, exclusive.
    pub to: Timestamp,
}

/// It was examined whether it is still needed as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// What was found.
    pub finding: Text,
}

/// It ends later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Extended {
    /// Until when, exclusive.
    pub to: Timestamp,
    /// Why.
    pub reason: Text,
    /// That the customer was consulted.
    pub consulted: Attestation,
}

/// Its time is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ended {}

/// It was lifted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revoked {
    /// Why.
    pub reason: Text,
}

engine::events! {
    /// What may have happened to a window.
    pub enum Event {
        /// Somebody wants a window.
        Declared = "declared", 1,
        /// It holds in its times.
        Approved = "approved", 1,
        /// It did not come to be.
        Rejected = "rejected", 1,
        /// Its terms are others from here on.
        Revised = "revised", 1,
        /// Its time has come.
        Started = "started", 1,
        /// A member of a board wants something to be done although it blocks.
        ExceptionVoted = "exception_voted", 1,
        /// Something may be done although it blocks.
        ExceptionGranted = "exception_granted", 1,
        /// Something was refused because of it.
        ActivityRefused = "activity_refused", 1,
        /// It was examined whether it is still needed.
        Reviewed = "reviewed", 1,
        /// It ends later.
        Extended = "extended", 1,
        /// Its time is over.
        Ended = "ended", 1,
        /// It was lifted.
        Revoked = "revoked", 1,
    }
}

//! What may have happened to a role: the durable contract.

use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the role is for was laid down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Defined {
    /// What it is for.
    pub purpose: Text,
    /// What whoever holds it may do.
    pub authorities: List<Text>,
    /// What whoever holds it must do.
    pub responsibilities: List<Text>,
    /// The roles that whoever holds it may not hold.
    pub excludes: List<Label>,
    /// How long nobody may hold it before that is noted.
    pub vacancy_limit: Span,
}

/// Somebody was asked to take the role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offered {
    /// Who.
    pub person: Actor,
    /// That he is competent, or what is planned so that he becomes it.
    pub competence: Attestation,
}

/// He took it: from here on he holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Who.
    pub person: Actor,
}

/// He did not want it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Declined {
    /// Who.
    pub person: Actor,
    /// Why, if he says so.
    pub reason: Option<Text>,
}

/// A deputy holds it for a holder for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Delegated {
    /// The holder.
    pub from: Actor,
    /// The deputy.
    pub to: Actor,
    /// From when on, if not at once.
    pub since: Option<Timestamp>,
    /// Until when, exclusive.
    pub until: Timestamp,
    /// That the deputy is competent.
    pub competence: Attestation,
}

/// [`Delegated`] as it was when each began at once.
#[derive(Deserialize)]
#[serde(rename = "Delegated")]
struct Delegated1 {
    from: Actor,
    to: Actor,
    until: Timestamp,
    competence: Attestation,
}

impl From<Delegated1> for Delegated {
    fn from(Delegated1 { from, to, until, competence }: Delegated1) -> Self {
        Self { from, to, since: None, until, competence }
    }
}

/// Authority and responsibility were made known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Communicated {
    /// To whom.
    pub to: List<Label>,
    /// How.
    pub how: Text,
}

/// Top management was told of performance and improvements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedToTopManagement {
    /// How the system performs.
    pub performance: Text,
    /// What can be improved.
    pub improvements: Text,
}

/// An examination began whether the role is held well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {}

/// It is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Confirmed {
    /// What was found.
    pub finding: Option<Text>,
}

/// Somebody holds what excludes each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConflictDetected {
    /// Who.
    pub person: Actor,
    /// The rule that is broken.
    pub rule: Label,
}

/// It was taken from somebody: a holder with his deputies, or a deputy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revoked {
    /// From whom.
    pub person: Actor,
    /// Why.
    pub reason: Text,
}

/// Nobody has held it for too long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VacancyOverdue {
    /// Since when.
    pub since: Timestamp,
    /// When it should have been held again.
    pub due: Timestamp,
}

/// It is no longer needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// Why.
    pub reason: Option<Text>,
}

engine::events! {
    /// What may have happened to a role.
    pub enum Event {
        /// What it is for was laid down.
        Defined = "defined", 1,
        /// Somebody was asked to take it.
        Offered = "offered", 1,
        /// He took it.
        Assigned = "assigned", 1,
        /// He did not want it.
        Declined = "declined", 1,
        /// A deputy holds it for a holder.
        Delegated = "delegated", 2, { 1 => Delegated1 },
        /// It was made known.
        Communicated = "communicated", 1,
        /// Top management was told.
        ReportedToTopManagement = "reported_to_top_management", 1,
        /// An examination began.
        ReviewStarted = "review_started", 1,
        /// It is held well.
        Confirmed = "confirmed", 1,
        /// Somebody holds what excludes each other.
        ConflictDetected = "conflict_detected", 1,
        /// It was taken from somebody.
        Revoked = "revoked", 1,
        /// Nobody has held it for too long.
        VacancyOverdue = "vacancy_overdue", 1,
        /// It is no longer needed.
        Retired = "retired", 1,
    }
}

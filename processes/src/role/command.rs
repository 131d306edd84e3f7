//! What may be asked of a role, and why it may refuse.

use super::PEOPLE_MAX;
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Span, Timestamp, named};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a role may be vacant unless its definition says otherwise: 14 days, an assumption.
pub const VACANCY_LIMIT: Span = Span::from_days(14);

const fn vacancy_limit() -> Span {
    VACANCY_LIMIT
}

/// Lay down what it is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Define {
    /// What it is for.
    pub purpose: Text,
    /// What whoever holds it may do; at least one.
    pub authorities: List<Text>,
    /// What whoever holds it must do; at least one.
    pub responsibilities: List<Text>,
    /// The roles that whoever holds it may not hold: separation of duties.
    #[serde(default)]
    pub excludes: List<Label>,
    /// How long nobody may hold it before that is noted.
    #[serde(default = "vacancy_limit")]
    pub vacancy_limit: Span,
}

/// Ask somebody to take it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Whom.
    pub person: Actor,
    /// That he is competent, or what is planned so that he becomes it.
    pub competence: Attestation,
}

/// Take it. Only whom it was offered to can.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {}

/// Do not take it. Only whom it was offered to can.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Let a deputy hold it for a time. Only a holder can; a deputy cannot delegate further. Another time
/// for the same deputy replaces the one before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// The deputy.
    pub to: Actor,
    /// From when on, if not at once.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Until when, exclusive.
    pub until: Timestamp,
    /// That the deputy is competent.
    pub competence: Attestation,
}

/// Make authority and responsibility known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Communicate {
    /// To whom; at least one.
    pub to: List<Label>,
    /// How.
    pub how: Text,
}

/// Tell top management how the system performs (4.1.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportToTopManagement {
    /// How it performs.
    pub performance: Text,
    /// What can be improved.
    pub improvements: Text,
}

/// Examine whether it is held well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {}

/// It is held well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// What was found.
    #[serde(default)]
    pub finding: Option<Text>,
}

/// Record that somebody holds what excludes each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordConflict {
    /// Who.
    pub person: Actor,
    /// The rule that is broken.
    pub rule: Label,
}

/// Take it from a holder, and so from his deputies, or from a deputy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// From whom.
    pub person: Actor,
    /// Why.
    pub reason: Text,
}

/// Record that nobody has held it for too long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordVacancy {}

/// Give it up, for no process needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

engine::commands! {
    /// What may be asked of a role.
    pub enum Command {
        /// Lay down what it is for.
        Define = "define",
        /// Ask somebody to take it.
        Offer = "offer",
        /// Take it.
        Accept = "accept",
        /// Do not take it.
        Decline = "decline",
        /// Let a deputy hold it until a date.
        Delegate = "delegate",
        /// Make it known.
        Communicate = "communicate",
        /// Tell top management how the system performs.
        ReportToTopManagement = "report_to_top_management",
        /// Examine whether it is held well.
        StartReview = "start_review",
        /// It is.
        Confirm = "confirm",
        /// Record that somebody holds what excludes each other.
        RecordConflict = "record_conflict",
        /// Take it from somebody.
        Revoke = "revoke",
        /// Record that nobody has held it for too long.
        RecordVacancy = "record_vacancy",
        /// Give it up.
        Retire = "retire",
    }
}

/// Why a role may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// `user`, `employee` and `system` are not given to anybody.
    #[error(
        "{role} is not a role that one is given: everybody has user and employee, and the engine alone is system"
    )]
    HeldByNature {
        /// The role.
        role: String,
    },
    /// Nobody said what the role is for.
    #[error("{role} is not defined and not in the dictionary; define it first, or name one of: {}", known.join(", "))]
    NotInDictionary {
        /// The role.
        role: String,
        /// The roles of the dictionary.
        known: Vec<&'static str>,
    },
    /// A role is authority and responsibility.
    #[error("a role has at least one authority and one responsibility; list what is missing")]
    NothingListed,
    /// A limit is longer than nothing.
    #[error("the vacancy limit is longer than nothing, such as P14D")]
    NoVacancyLimit,
    /// The engine is nobody to give a role to.
    #[error("{person} is the engine itself, and holds no role; name a person")]
    NotAPerson {
        /// Who was named.
        person: Actor,
    },
    /// Only top management may.
    #[error("only who holds top_management himself may offer {role} to {person}")]
    NotTopManagement {
        /// The role.
        role: String,
        /// Whom it was to be offered to.
        person: Actor,
    },
    /// Separation of duties.
    #[error(
        "{person} holds {holds}, which excludes this role; revoke that first, or choose somebody else"
    )]
    ConflictingRole {
        /// Who.
        person: Actor,
        /// What he holds.
        holds: String,
    },
    /// ... across what he may use.
    #[error(
        "{person} has the right {right}, which nobody has together with this role; have that withdrawn first, or choose somebody else"
    )]
    ConflictingRight {
        /// Who.
        person: Actor,
        /// What he has.
        right: Label,
    },
    /// The actor has no offer.
    #[error("{person} has no offer of this role; it is offered to {}", people(offered_to))]
    NotOffered {
        /// Who asked.
        person: Actor,
        /// Who has one.
        offered_to: Vec<Actor>,
    },
    /// The person does not hold it.
    #[error("{person} does not hold this role; it is held by {}", people(holders))]
    NotHolder {
        /// Who.
        person: Actor,
        /// Who holds it.
        holders: Vec<Actor>,
    },
    /// The deputy holds it himself.
    #[error("{person} holds this role and needs no delegation")]
    AlreadyHolder {
        /// Who.
        person: Actor,
    },
    /// A delegation ends in the future, and after it has begun.
    #[error("a delegation ends after now and after it has begun; it was to end at {until}")]
    EndPassed {
        /// The end that was asked for.
        until: Timestamp,
    },
    /// To whom is missing.
    #[error("say to whom it is made known; at least one")]
    NobodyTold,
    /// The last one cannot go.
    #[error(
        "{person} is the last of top management; somebody else must accept it first, or nobody could ever appoint again"
    )]
    LastOfTopManagement {
        /// Who.
        person: Actor,
    },
    /// The vacancy has not lasted long enough.
    #[error("{}", not_due(*due))]
    NotOverdue {
        /// When it will have, if the role is vacant.
        due: Option<Timestamp>,
    },
    /// A process needs it.
    #[error("{} may be done by this role; it cannot be retired as long as a process needs it", needed_by.join(", "))]
    Needed {
        /// The commands that name it.
        needed_by: Vec<String>,
    },
    /// More people than a role can have.
    #[error("a role has at most {PEOPLE_MAX} holders, offers and delegations each")]
    TooManyPeople,
}

named! { Rejection {
    HeldByNature = "held_by_nature",
    NotInDictionary = "not_in_dictionary",
    NothingListed = "nothing_listed",
    NoVacancyLimit = "no_vacancy_limit",
    NotAPerson = "not_a_person",
    NotTopManagement = "not_top_management",
    ConflictingRole = "conflicting_role",
    ConflictingRight = "conflicting_right",
    NotOffered = "not_offered",
    NotHolder = "not_holder",
    AlreadyHolder = "already_holder",
    EndPassed = "end_passed",
    NobodyTold = "nobody_told",
    LastOfTopManagement = "last_of_top_management",
    NotOverdue = "not_overdue",
    Needed = "needed",
    TooManyPeople = "too_many_people",
} }

fn people(people: &[Actor]) -> String {
    let names: Vec<_> = people.iter().map(ToString::to_string).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn not_due(due: Option<Timestamp>) -> String {
    match due {
        Some(due) => format!("the vacancy is overdue from {due} on"),
        None => "the role is not vacant, or its vacancy is recorded".to_owned(),
    }
}

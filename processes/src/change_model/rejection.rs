//! Why a change model may refuse.

use super::Aspect;
use super::state::FAILURES_MAX;
use engine::{Actor, Key, Role, Timestamp, named};

/// Why a change model may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// Nothing is done.
    #[error("it has no steps; a change by it does at least one thing")]
    NoSteps,
    /// A length of time that makes no sense.
    #[error("{what} takes no time; say how long it takes at most")]
    NoTime {
        /// What.
        what: &'static str,
    },
    /// It may be used for nothing.
    #[error("it names no service and no item; name at least one, or say everything")]
    NothingNamed,
    /// It is valid no more.
    #[error("it is valid until {until}, which is over; give it a later date")]
    Over {
        /// Until when.
        until: Timestamp,
    },
    /// Something else was looked at.
    #[error("it is at version {current} and not {named}; look at what it says now")]
    OtherVersion {
        /// The version named.
        named: u64,
        /// The version it is at.
        current: u64,
    },
    /// Who assesses depends on the aspect.
    #[error("the aspect {} is assessed by {}", aspect.name(), roles.join(" or "))]
    NotAssessor {
        /// Which.
        aspect: Aspect,
        /// The roles that would do.
        roles: &'static [Role],
    },
    /// An assessment is missing.
    #[error("it is not assessed as to {}", names(aspects))]
    NotAssessed {
        /// In which respects.
        aspects: Vec<Aspect>,
    },
    /// An assessment speaks against it.
    #[error("it is found unacceptable as to {}; revise it, or assess it anew", names(aspects))]
    Unacceptable {
        /// In which respects.
        aspects: Vec<Aspect>,
    },
    /// Nobody takes part in the decision.
    #[error("a decision names who took part; at least one")]
    NobodyTookPart,
    /// Nobody approves his own work.
    #[error("{author} has written it and cannot approve it; somebody else decides")]
    ApproverIsAuthor {
        /// Who.
        author: Actor,
    },
    /// Nor by a deputy.
    #[error(
        "{approver} and {author}, who has written it, act for one another; somebody else decides"
    )]
    ActsForAuthor {
        /// Who wants to approve.
        approver: Actor,
        /// Who has written it.
        author: Actor,
    },
    /// No failure of it.
    #[error("{change} is no change that was made by it and failed")]
    NotFailedByIt {
        /// What was named.
        change: Key,
    },
    /// A failure that nobody has looked into.
    #[error("the changes {} failed by it and are not investigated", list(changes))]
    NotInvestigated {
        /// Which.
        changes: Vec<Key>,
    },
    /// There are enough failures.
    #[error("{FAILURES_MAX} changes failed by it since it was last confirmed; retire it")]
    TooManyFailures,
    /// Neither a successor nor a reason.
    #[error("name the model that takes its place, or say why it is retired")]
    NoReason,
    /// Nothing takes its place.
    #[error("{successor} is no other change model that changes may name now")]
    NoSuccessor {
        /// What was named.
        successor: Key,
    },
    /// It is still valid.
    #[error("{}", not_over(*until))]
    NotOver {
        /// Until when, if that is limited.
        until: Option<Timestamp>,
    },
}

named! { Rejection {
    NoSteps = "no_steps",
    NoTime = "no_time",
    NothingNamed = "nothing_named",
    Over = "over",
    OtherVersion = "other_version",
    NotAssessor = "not_assessor",
    NotAssessed = "not_assessed",
    Unacceptable = "unacceptable",
    NobodyTookPart = "nobody_took_part",
    ApproverIsAuthor = "approver_is_author",
    ActsForAuthor = "acts_for_author",
    NotFailedByIt = "not_failed_by_it",
    NotInvestigated = "not_investigated",
    TooManyFailures = "too_many_failures",
    NoReason = "no_reason",
    NoSuccessor = "no_successor",
    NotOver = "not_over",
} }

fn names(aspects: &[Aspect]) -> String {
    aspects.iter().map(|aspect| aspect.name()).collect::<Vec<_>>().join(", ")
}

fn list(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn not_over(until: Option<Timestamp>) -> String {
    match until {
        Some(until) => format!("it is valid until {until}; retire it to end it before"),
        None => "its validity has no end; retire it instead".to_owned(),
    }
}

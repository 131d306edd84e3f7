//! Why a nonconformity may refuse, and what would be right.

use super::terms::{Finding, Limit};
use crate::limits::LIST_MAX;
use engine::{Actor, Key, Span, Timestamp, named};

/// Why a nonconformity refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// There is one already.
    #[error(
        "nonconformity {nonconformity} is open for the same; record there that it was found again"
    )]
    AlreadyOpen {
        /// Which.
        nonconformity: Key,
    },
    /// It is said elsewhere.
    #[error("a finding of an audit is recorded at the audit, which raises it")]
    FindingOfAudit,
    /// It goes against nothing.
    #[error("say what it goes against: a clause, a rule of your own, or what was agreed")]
    NothingReferenced,
    /// Beyond a bound.
    #[error("it would go against more than {LIST_MAX}; raise another one")]
    TooManyCriteria,
    /// A limit that is over before it begins.
    #[error("{at} is over; name a later time")]
    Over {
        /// Which.
        at: Timestamp,
    },
    /// What was not yet.
    #[error("{at} is to come; say when it was so")]
    ToCome {
        /// Which.
        at: Timestamp,
    },
    /// Not his to say.
    #[error("{actor} may not assess it; raise it without an assessment")]
    MayNotAssess {
        /// Who.
        actor: Actor,
    },
    /// Somebody else's work.
    #[error("{owner} is no process owner now; name somebody who is")]
    NotProcessOwner {
        /// Who.
        owner: Actor,
    },
    /// A judge in his own cause.
    #[error("{actor} {did}, or acts for {other}, who did; have somebody else do it")]
    NotApart {
        /// Who.
        actor: Actor,
        /// For whom, or himself.
        other: Actor,
        /// What he did.
        did: &'static str,
    },
    /// Not an audit's.
    #[error("a rule ends only what an audit has found and taken back; reject it yourself")]
    NoFinding,
    /// Action before cause.
    #[error("nobody knows what makes it so; determine its cause first")]
    CauseMissing,
    /// No more time than before.
    #[error("it is due {due}; name a later time")]
    NotLater {
        /// When it is due.
        due: Timestamp,
    },
    /// No time at all, or for ever.
    #[error("{span} is out of bounds for {what}; it takes from {min} to {max}")]
    OutOfBounds {
        /// For what.
        what: &'static str,
        /// What was said.
        span: Span,
        /// The shortest.
        min: Span,
        /// The longest.
        max: Span,
    },
    /// It may still be found again.
    #[error("it is watched until {until}; say then whether the action was effective")]
    StillWatched {
        /// Until when.
        until: Timestamp,
    },
    /// Too early.
    #[error("the time of watching is over {}", when(*until))]
    NotYet {
        /// When.
        until: Option<Timestamp>,
    },
    /// It was there again.
    #[error("it was found again at {at}, after the action; that was not effective")]
    FoundAgain {
        /// When.
        at: Timestamp,
    },
    /// Nothing is late.
    #[error("{} {}", what(*limit), when(*due))]
    NotLate {
        /// With what.
        limit: Limit,
        /// When it is due.
        due: Option<Timestamp>,
    },
    /// It does not know of it.
    #[error("{security_incident} is not what this traces back; have it name this first")]
    NotTracedBack {
        /// What was named.
        security_incident: Key,
    },
    /// Nothing leaked.
    #[error("no data of customers leaked, so no security incident is linked to it")]
    NothingLeaked,
    /// Half of the story.
    #[error("data of customers leaked; say which security incident that is first")]
    SecurityIncidentMissing,
    /// The audit does not know yet.
    #[error(
        "audit {} is to verify and report that its finding {} is mended first",
        finding.audit,
        finding.number
    )]
    ResultNotReported {
        /// Which finding.
        finding: Finding,
    },
    /// Its own parent.
    #[error("a nonconformity cannot be merged into itself")]
    OwnParent,
    /// Nothing to be merged into.
    #[error("nonconformity {parent} is not open; merge it into one that is")]
    ParentNotOpen {
        /// Which.
        parent: Key,
    },
    /// It would not be traced back any more.
    #[error("data of customers leaked here and not by {parent}; merge it into one of a leak")]
    ParentWithoutLeak {
        /// Which.
        parent: Key,
    },
    /// It would be done with nothing done.
    #[error(
        "what was to be done about {parent} is done; record that this was found again, or see to this one"
    )]
    ParentDone {
        /// Which.
        parent: Key,
    },
    /// Auditors say so.
    #[error("it is finding {} of audit {}; only who audits withdraws that (withdraw_finding)", finding.number, finding.audit)]
    FindingStands {
        /// Which.
        finding: Finding,
    },
    /// It is what it is about.
    #[error(
        "data of customers leaked, and security incident {security_incident} is open; that ends first"
    )]
    SecurityIncidentOpen {
        /// Which.
        security_incident: Key,
    },
    /// There are figures already.
    #[error("{key} holds the policy; set it there")]
    PolicyElsewhere {
        /// Which stream.
        key: Key,
    },
}

named!(Rejection {
    AlreadyOpen = "already_open",
    FindingOfAudit = "finding_of_audit",
    NothingReferenced = "nothing_referenced",
    TooManyCriteria = "too_many_criteria",
    Over = "over",
    ToCome = "to_come",
    MayNotAssess = "may_not_assess",
    NotProcessOwner = "not_process_owner",
    NotApart = "not_apart",
    NoFinding = "no_finding",
    CauseMissing = "cause_missing",
    NotLater = "not_later",
    OutOfBounds = "out_of_bounds",
    StillWatched = "still_watched",
    NotYet = "not_yet",
    FoundAgain = "found_again",
    NotLate = "not_late",
    NotTracedBack = "not_traced_back",
    NothingLeaked = "nothing_leaked",
    SecurityIncidentMissing = "security_incident_missing",
    ResultNotReported = "result_not_reported",
    OwnParent = "own_parent",
    ParentNotOpen = "parent_not_open",
    ParentWithoutLeak = "parent_without_leak",
    ParentDone = "parent_done",
    FindingStands = "finding_stands",
    SecurityIncidentOpen = "security_incident_open",
    PolicyElsewhere = "policy_elsewhere",
});

fn when(due: Option<Timestamp>) -> String {
    due.map_or_else(|| "at no time now known".to_owned(), |due| format!("at {due}"))
}

const fn what(limit: Limit) -> &'static str {
    match limit {
        Limit::Assessment => "its assessment falls due",
        Limit::Action => "its action falls due",
        Limit::CertificationBody => "the time that the certification body gave ends",
        Limit::Check => "the check of its action falls due",
    }
}

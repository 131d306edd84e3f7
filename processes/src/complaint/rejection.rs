//! Why a complaint may refuse, and what would be right.

use super::RECORDS_MAX;
use super::terms::Rule;
use crate::limits::Label;
use crate::nonconformity::Record;
use engine::{Actor, Key, Span, Timestamp, named};

/// Why a complaint refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// About nothing.
    #[error("say which service it is about, or whom of the provider's people")]
    SubjectMissing,
    /// What was not yet.
    #[error("{at} is to come; say when that was which it is about")]
    ToCome {
        /// When.
        at: Timestamp,
    },
    /// A limit that is over before it begins.
    #[error("{at} is over; name a later time")]
    Over {
        /// When.
        at: Timestamp,
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
    /// By which words?
    #[error(
        "the customer has agreed no definition of a complaint, so it is one; have it agreed with the terms first"
    )]
    DefinitionNotAgreed,
    /// Nothing can be broken.
    #[error("it names no service, so it cannot be logged as an incident; say what else it is")]
    ServiceMissing,
    /// Nothing named.
    #[error("say what it has to do with: an incident, a change or a security incident")]
    NothingNamed,
    /// Nothing that happens.
    #[error("a complaint is correlated with {}, not with {process}", list(known))]
    OtherProcess {
        /// Of which process.
        process: Label,
        /// Of which it may be.
        known: &'static [&'static str],
    },
    /// Not his to know.
    #[error("only who may see it can say that it has to do with a {process}: {}", list(roles))]
    MayNotSee {
        /// Of which process.
        process: Label,
        /// Who may.
        roles: &'static [&'static str],
    },
    /// No such thing.
    #[error("nothing is on record of {} {}", record.process, record.key)]
    NotOnRecord {
        /// Of what.
        record: Record,
    },
    /// Beyond a bound.
    #[error("it would have to do with more than {RECORDS_MAX}; name the most important ones")]
    TooMany,
    /// Not tried.
    #[error("nobody deals with it yet; it can be taken higher once it is investigated, or is late")]
    NormalWayNotTried,
    /// For no reason.
    #[error("say why the normal way has failed")]
    ReasonMissing,
    /// Nothing is late.
    #[error("{} {}", what(*rule), when(*due))]
    NotLate {
        /// With what.
        rule: Rule,
        /// When it is due.
        due: Option<Timestamp>,
    },
    /// No action, and no word why.
    #[error("no action is agreed; agree one, or say why none is needed (no_action_reason)")]
    ActionNotAgreed,
    /// Action, and none.
    #[error("an action is agreed, so leave out why none is needed (no_action_reason)")]
    ActionIsAgreed,
    /// Too early to say that this is all.
    #[error(
        "nobody higher has decided on it, and the customer may object until {until}; have him accept, or wait"
    )]
    MayStillObject {
        /// Until when.
        until: Timestamp,
    },
    /// Its own parent.
    #[error("a complaint cannot be merged into itself")]
    OwnParent,
    /// Nothing to be merged into.
    #[error("complaint {parent} is not open; merge it into one that is")]
    ParentNotOpen {
        /// Which.
        parent: Key,
    },
    /// Each customer has an answer of his own.
    #[error("complaint {parent} is of customer {customer}; each customer has his own answer")]
    OtherCustomers {
        /// Which.
        parent: Key,
        /// Whose that is.
        customer: Key,
    },
    /// He might answer himself.
    #[error("this one is about {person}, and {parent} is not; merge that one into this")]
    ParentAboutOthers {
        /// Which.
        parent: Key,
        /// Whom.
        person: Actor,
    },
    /// There are figures already.
    #[error("{key} holds the policy; set it there")]
    PolicyElsewhere {
        /// Which stream.
        key: Key,
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
}

named!(Rejection {
    SubjectMissing = "subject_missing",
    ToCome = "to_come",
    Over = "over",
    NotApart = "not_apart",
    DefinitionNotAgreed = "definition_not_agreed",
    ServiceMissing = "service_missing",
    NothingNamed = "nothing_named",
    OtherProcess = "other_process",
    MayNotSee = "may_not_see",
    NotOnRecord = "not_on_record",
    TooMany = "too_many",
    NormalWayNotTried = "normal_way_not_tried",
    ReasonMissing = "reason_missing",
    NotLate = "not_late",
    ActionNotAgreed = "action_not_agreed",
    ActionIsAgreed = "action_is_agreed",
    MayStillObject = "may_still_object",
    OwnParent = "own_parent",
    OtherCustomers = "other_customers",
    ParentAboutOthers = "parent_about_others",
    ParentNotOpen = "parent_not_open",
    PolicyElsewhere = "policy_elsewhere",
    OutOfBounds = "out_of_bounds",
});

fn when(due: Option<Timestamp>) -> String {
    due.map_or_else(|| "at no time now known".to_owned(), |due| format!("at {due}"))
}

const fn what(rule: Rule) -> &'static str {
    match rule {
        Rule::NormalWayFailed => "the normal way fails",
        Rule::AcknowledgementOverdue => "its acknowledgement falls due",
        Rule::AnswerOverdue => "its answer falls due",
    }
}

fn list(names: &[&str]) -> String {
    names.join(", ")
}

//! Why a service request may refuse, and what would be right.

use super::terms::Rule;
use crate::limits::Label;
use engine::{Actor, Key, Span, Timestamp, named};

/// Why a service request, or an item that may be requested, refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// Nobody asks.
    #[error("say who asks for it (requester)")]
    RequesterMissing,
    /// Not his to ask.
    #[error(
        "only the service desk asks in the name of {requester}; ask yourself, for him (for_whom)"
    )]
    OtherRequester {
        /// In whose name.
        requester: Actor,
    },
    /// Nothing of the catalogue.
    #[error("say which item of the catalogue it is, or convert or reject it")]
    ItemMissing,
    /// Not in the catalogue.
    #[error("nothing called {item} may be asked for; name an item that is offered, or none")]
    ItemNotOffered {
        /// What was named.
        item: Key,
    },
    /// He says himself whose he is.
    #[error("{item} is for some customers only: the service desk says whose he is (validate)")]
    CustomerNotConfirmed {
        /// Which.
        item: Key,
    },
    /// Not for this customer.
    #[error("{item} is for {} only", list(customers))]
    CustomerNotEntitled {
        /// What.
        item: Key,
        /// For whom it is.
        customers: Vec<Key>,
    },
    /// Not for him.
    #[error("{requester} may not ask for {item}; it is for who holds {}", list(roles))]
    RequesterNotEntitled {
        /// Who.
        requester: Actor,
        /// What.
        item: Key,
        /// Which roles may.
        roles: Vec<Label>,
    },
    /// Not in his role.
    #[error("{right} is for who holds {}, and {person} does not", list(roles))]
    RoleMissing {
        /// Who.
        person: Actor,
        /// What he was to get.
        right: Label,
        /// Which roles may have it.
        roles: Vec<Label>,
    },
    /// Two that nobody has together.
    #[error("nobody has {right} together with {other}, which {person} has or has asked for")]
    Conflicting {
        /// Who.
        person: Actor,
        /// What he was to get.
        right: Label,
        /// What he has.
        other: Label,
    },
    /// Nothing to give.
    #[error("{person} has {right} already")]
    RightHeld {
        /// Who.
        person: Actor,
        /// What.
        right: Label,
    },
    /// Nothing to take.
    #[error("{person} does not have {right}")]
    RightNotHeld {
        /// Who.
        person: Actor,
        /// What.
        right: Label,
    },
    /// Nobody to ask.
    #[error("nobody but those whom it is for holds {role}; have somebody take that role")]
    NoApprover {
        /// Which.
        role: &'static str,
    },
    /// Not his to approve.
    #[error("it is for {role} to approve it")]
    OtherApprover {
        /// Which.
        role: &'static str,
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
    /// Not his to take back.
    #[error("only {requester} and {for_whom} can do that; the service desk may cancel it")]
    NotRequester {
        /// Who asks.
        requester: Actor,
        /// For whom.
        for_whom: Actor,
    },
    /// Nothing to answer.
    #[error("nobody has asked anything; leave out that it is an answer")]
    NoQuestion,
    /// Assigned to nobody.
    #[error("name a group or a person")]
    NobodyNamed,
    /// Someone else has it.
    #[error("it is assigned to {assignee}; have it reassigned, or let {assignee} begin")]
    NotTheAssignee {
        /// Who has it.
        assignee: Actor,
    },
    /// The agreement does not know the reason.
    #[error("the agreement allows no hold for {reason}; it allows {}", list(allowed))]
    HoldReasonNotAllowed {
        /// The reason.
        reason: Label,
        /// The reasons that are allowed.
        allowed: Vec<Label>,
    },
    /// All is there, or is it?
    #[error("list the parts that are not there yet, or say that it is fulfilled")]
    NoPartsListed,
    /// Not all is there.
    #[error("these parts are not there yet: {}; deliver them, and name them (parts)", list(open))]
    PartsOpen {
        /// Which.
        open: Vec<Label>,
    },
    /// Too late.
    #[error("it could be reopened until {until}; ask for it anew")]
    ReopenWindowOver {
        /// Until when.
        until: Timestamp,
    },
    /// Who asked may still object.
    #[error("say who confirms that it is there, or wait until {until}")]
    ConfirmationPending {
        /// Until when.
        until: Timestamp,
    },
    /// Nothing can be broken.
    #[error("it names no service, so it cannot be logged as an incident; validate it first")]
    ServiceMissing,
    /// Without addressee or reason.
    #[error("say to whom it escalates and why")]
    EscalationIncomplete,
    /// The rule does not apply.
    #[error("the escalation rule {0:?} does not apply now; use judgement and say why")]
    EscalationRuleNotMatched(Rule),
    /// Too early.
    #[error("the next progress notice is due {}", when(*due))]
    NoticeNotDue {
        /// When.
        due: Option<Timestamp>,
    },
    /// Too early.
    #[error("its time is mostly used {}", when(*from))]
    TargetNotAtRisk {
        /// From when on.
        from: Option<Timestamp>,
    },
    /// The clock reads otherwise.
    #[error("the target is not missed: it is due {}", when(*due))]
    TargetNotMissed {
        /// When.
        due: Option<Timestamp>,
    },
    /// Beyond a bound.
    #[error("there would be more than {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// No part of anything.
    #[error("the catalogue does not offer the service {service}; have it agreed there first")]
    ServiceNotOffered {
        /// Which.
        service: Key,
    },
    /// Nothing to approve.
    #[error("nothing is written that is not approved")]
    NothingDrafted,
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

fn when(due: Option<Timestamp>) -> String {
    due.map_or_else(|| "at no time now known".to_owned(), |due| format!("at {due}"))
}

fn list<T: ToString>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { "nobody and nothing".to_owned() } else { names.join(", ") }
}

named!(Rejection {
    RequesterMissing = "requester_missing",
    OtherRequester = "other_requester",
    ItemMissing = "item_missing",
    ItemNotOffered = "item_not_offered",
    CustomerNotConfirmed = "customer_not_confirmed",
    CustomerNotEntitled = "customer_not_entitled",
    RequesterNotEntitled = "requester_not_entitled",
    RoleMissing = "role_missing",
    Conflicting = "conflicting",
    RightHeld = "right_held",
    RightNotHeld = "right_not_held",
    NoApprover = "no_approver",
    OtherApprover = "other_approver",
    NotApart = "not_apart",
    NotRequester = "not_requester",
    NoQuestion = "no_question",
    NobodyNamed = "nobody_named",
    NotTheAssignee = "not_the_assignee",
    HoldReasonNotAllowed = "hold_reason_not_allowed",
    NoPartsListed = "no_parts_listed",
    PartsOpen = "parts_open",
    ReopenWindowOver = "reopen_window_over",
    ConfirmationPending = "confirmation_pending",
    ServiceMissing = "service_missing",
    EscalationIncomplete = "escalation_incomplete",
    EscalationRuleNotMatched = "escalation_rule_not_matched",
    NoticeNotDue = "notice_not_due",
    TargetNotAtRisk = "target_not_at_risk",
    TargetNotMissed = "target_not_missed",
    TooMany = "too_many",
    ServiceNotOffered = "service_not_offered",
    NothingDrafted = "nothing_drafted",
    OutOfBounds = "out_of_bounds",
});

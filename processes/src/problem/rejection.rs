//! Why a problem may refuse, and what would be right.

use super::LINKS_MAX;
use engine::{Actor, Key, Span, Timestamp, named};

/// Why a problem refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// There is one already.
    #[error("problem {problem} is open for the same; link the incidents to that")]
    AlreadyOpen {
        /// Which.
        problem: Key,
    },
    /// There is no record of it.
    #[error("no incident {incident} is open or was counted lately; say why it is one (exists)")]
    UnknownIncident {
        /// Which.
        incident: Key,
    },
    /// Nothing to unlink.
    #[error("{incident} is not linked")]
    NotLinked {
        /// Which.
        incident: Key,
    },
    /// Beyond a bound.
    #[error("there would be more than {LINKS_MAX} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// It concerns nothing.
    #[error("name the services concerned; at least one")]
    NoService,
    /// Not sorted.
    #[error("say its category; it was identified without one")]
    CategoryMissing,
    /// Somebody else's work.
    #[error("{analyst} is no problem analyst now; name somebody who is")]
    NotAnalyst {
        /// Who.
        analyst: Actor,
    },
    /// Nothing in it.
    #[error("say something: a note, or a further item")]
    NothingSaid,
    /// Without a reason.
    #[error("say why others are called in")]
    EscalationReasonMissing,
    /// The rule does not apply.
    #[error("that rule calls for it {}", when(*due))]
    EscalationNotDue {
        /// When it does.
        due: Option<Timestamp>,
    },
    /// A date that is over.
    #[error("{at} is over; name a later time")]
    Over {
        /// Which.
        at: Timestamp,
    },
    /// Too early.
    #[error("its time is over {}", when(*until))]
    NotYet {
        /// When.
        until: Option<Timestamp>,
    },
    /// Nothing is known of it.
    #[error("neither its cause nor a way round is known; record one first")]
    NeitherCauseNorWorkaround,
    /// Nothing to withdraw.
    #[error("no cause is found that could be withdrawn")]
    NoCause,
    /// A judge of his own work.
    #[error(
        "{actor} found the cause or would harden access because of it; have somebody else withdraw it"
    )]
    NotApart {
        /// Who.
        actor: Actor,
    },
    /// Nothing to harden.
    #[error("no cause of it is configuration or access; hardening is for these")]
    NothingToHarden,
    /// Nothing is planned.
    #[error("no hardening is planned; plan it first")]
    HardeningNotPlanned,
    /// The cause would stay.
    #[error(
        "a cause of it is configuration or access: have hardening planned and confirmed, or that cause withdrawn, first"
    )]
    NotHardened,
    /// No change.
    #[error("say which change has to mend it, or what has to change")]
    ChangeOrNeedMissing,
    /// Another change.
    #[error("it waits for {}", waits(change.as_ref()))]
    OtherChange {
        /// For which.
        change: Option<Key>,
    },
    /// Neither a change nor a reason.
    #[error("say that the change was successful, or why nothing had to change")]
    ChangeOrReasonMissing,
    /// It waits for a change.
    #[error("it waits for a change; say that this was successful, or note that it failed")]
    ChangeNotDone,
    /// A change that nobody requested.
    #[error("there is no change {change} on record; request it, or say what has to change (need)")]
    UnknownChange {
        /// Which.
        change: Key,
    },
    /// It has mended nothing.
    #[error("{change} was closed at {closed_at}, before this was there; name one that mends it")]
    ChangeOverBefore {
        /// Which.
        change: Key,
        /// When it was closed.
        closed_at: Timestamp,
    },
    /// It is about something else.
    #[error(
        "{change} is about {}, and this is not; put what is concerned on record here (update), or \
         name another one",
        list(items)
    )]
    ChangeElsewhere {
        /// Which.
        change: Key,
        /// What that is about.
        items: Vec<Key>,
    },
    /// What it is to bring about is not there.
    #[error(
        "change {change} is not carried out, or not successfully; wait for it, or note that it failed"
    )]
    ChangeNotSuccessful {
        /// Which.
        change: Key,
    },
    /// It may still come.
    #[error(
        "change {change} is neither refused, nor given up, nor backed out, nor closed with less than \
         was expected; it may still mend it"
    )]
    ChangeNotFailed {
        /// Which.
        change: Key,
    },
    /// No period at all.
    #[error("{period} is no time to observe; it takes from {min} to {max}")]
    NoPeriod {
        /// What was said.
        period: Span,
        /// The shortest.
        min: Span,
        /// The longest.
        max: Span,
    },
    /// It is still observed.
    #[error("its effect is observed until {until}; judge it then")]
    StillObserved {
        /// Until when.
        until: Timestamp,
    },
    /// Nobody has judged.
    #[error("nobody has judged whether the solution holds; review its effectiveness first")]
    NotReviewed,
    /// It does not hold.
    #[error("the solution was found not to hold; reopen it")]
    NotEffective,
    /// Nothing shows that it is there again.
    #[error("name an incident that happened after the solution")]
    NoRecurrence,
    /// The service desk does not know it.
    #[error("it is no known error that the service desk sees; record it as one first")]
    NotPublished,
    /// Its own parent.
    #[error("a problem cannot be merged into itself")]
    OwnParent,
    /// Nothing to be merged into.
    #[error("problem {parent} is not open; merge it into one that is")]
    ParentNotOpen {
        /// Which.
        parent: Key,
    },
    /// There are figures already.
    #[error("{key} holds the policy; set it there")]
    PolicyElsewhere {
        /// Which stream.
        key: Key,
    },
    /// A figure that makes no sense.
    #[error("{what} is out of bounds; {bounds}")]
    PolicyFigure {
        /// Which.
        what: &'static str,
        /// What would do.
        bounds: &'static str,
    },
}

named!(Rejection {
    AlreadyOpen = "already_open",
    UnknownIncident = "unknown_incident",
    NotLinked = "not_linked",
    TooMany = "too_many",
    NoService = "no_service",
    CategoryMissing = "category_missing",
    NotAnalyst = "not_analyst",
    NothingSaid = "nothing_said",
    EscalationReasonMissing = "escalation_reason_missing",
    EscalationNotDue = "escalation_not_due",
    Over = "over",
    NotYet = "not_yet",
    NeitherCauseNorWorkaround = "neither_cause_nor_workaround",
    NoCause = "no_cause",
    NotApart = "not_apart",
    NothingToHarden = "nothing_to_harden",
    HardeningNotPlanned = "hardening_not_planned",
    NotHardened = "not_hardened",
    ChangeOrNeedMissing = "change_or_need_missing",
    OtherChange = "other_change",
    ChangeOrReasonMissing = "change_or_reason_missing",
    ChangeNotDone = "change_not_done",
    UnknownChange = "unknown_change",
    ChangeOverBefore = "change_over_before",
    ChangeElsewhere = "change_elsewhere",
    ChangeNotSuccessful = "change_not_successful",
    ChangeNotFailed = "change_not_failed",
    NoPeriod = "no_period",
    StillObserved = "still_observed",
    NotReviewed = "not_reviewed",
    NotEffective = "not_effective",
    NoRecurrence = "no_recurrence",
    NotPublished = "not_published",
    OwnParent = "own_parent",
    ParentNotOpen = "parent_not_open",
    PolicyElsewhere = "policy_elsewhere",
    PolicyFigure = "policy_figure",
});

fn when(due: Option<Timestamp>) -> String {
    due.map_or_else(|| "at no time now known".to_owned(), |due| format!("at {due}"))
}

fn waits(change: Option<&Key>) -> String {
    change
        .map_or_else(|| "a change that is not named yet".to_owned(), |key| format!("change {key}"))
}

fn list(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

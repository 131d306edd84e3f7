//! Why an agreement may refuse.

use super::event::{Measured, Period};
use super::{Kind, Priority};
use crate::limits::Percent;
use engine::{Key, Role, Span, Timestamp, named};

/// Why an agreement may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The command is for another kind.
    #[error("an agreement of kind {} takes {instead} instead", kind.name())]
    OtherKind {
        /// The kind it is.
        kind: Kind,
        /// What it takes.
        instead: &'static str,
    },
    /// The roles of a party depend on the kind.
    #[error("for an agreement of kind {} this needs {}", kind.name(), roles.join(" or "))]
    NotAParty {
        /// The kind it is.
        kind: Kind,
        /// The roles that would do.
        roles: &'static [Role],
    },
    /// Only the founding lets defaults hold.
    #[error("defaults are recorded when the log is made; draft an agreement instead")]
    NotFounding,
    /// A section is empty.
    #[error("the terms lack {}", missing.join(", "))]
    Incomplete {
        /// Which.
        missing: Vec<&'static str>,
    },
    /// No such calendar to count by.
    #[error("there is no calendar {calendar} to count by; there are: {}", list(known))]
    UnknownCalendar {
        /// What was named.
        calendar: Key,
        /// What there is.
        known: Vec<Key>,
    },
    /// A length of time that makes no sense.
    #[error("{field} is too short; it is at least {least}")]
    TooShort {
        /// Which.
        field: &'static str,
        /// The shortest there may be.
        least: Span,
    },
    /// Given back for what was kept.
    #[error(
        "{target:?} is kept where {at_least} is reached; give something back for less than that"
    )]
    CreditForKept {
        /// Which target.
        target: Measured,
        /// What is to be reached of it.
        at_least: Percent,
    },
    /// Nobody reckons that.
    #[error(
        "what was reached of {target:?} is not reckoned; something may be given back for availability, response and resolution"
    )]
    CreditNotReckoned {
        /// Which target.
        target: Measured,
    },
    /// Less given back where less was reached.
    #[error(
        "for less than {below} of {target:?} more is given back than where still less is reached"
    )]
    CreditShrinks {
        /// Which target.
        target: Measured,
        /// The tier that gives more.
        below: Percent,
    },
    /// Two entries of one name.
    #[error("{name} is listed twice; every name is there once")]
    ListedTwice {
        /// Which.
        name: String,
    },
    /// The term is over before it begins, or already.
    #[error("the term ends at {end}, which is not after its start or over already")]
    TermOver {
        /// Its end.
        end: Timestamp,
    },
    /// The kind of an agreement stays.
    #[error("it is an agreement of kind {}; draft another one for another kind", kind.name())]
    KindChanged {
        /// The kind it is.
        kind: Kind,
    },
    /// A signature is missing.
    #[error("both parties sign once each: provider and other")]
    NotSignedByBoth,
    /// What the targets rest on is not there.
    #[error("{agreement} is no OLA or contract in force; agree it first, or do not rest on it")]
    SupportNotInForce {
        /// Which.
        agreement: Key,
    },
    /// What the targets rest on promises less.
    #[error("{agreement} promises less for {priority:?} than this agreement; strengthen it first")]
    SupportWeaker {
        /// Which.
        agreement: Key,
        /// For which priority.
        priority: Priority,
    },
    /// What the targets rest on counts fewer hours.
    #[error(
        "{agreement} counts the hours of calendar {calendar}, which is not always open when {own} \
         is; have it count those of this agreement first, or more"
    )]
    SupportLessOpen {
        /// Which.
        agreement: Key,
        /// The calendar that it goes by ...
        calendar: Key,
        /// ... and the one that this one goes by.
        own: Key,
    },
    /// The period is not over.
    #[error("{}", period_not_over(*ends))]
    PeriodNotOver {
        /// When it is, if periods are counted.
        ends: Option<Timestamp>,
    },
    /// A period of no length, or one to come.
    #[error("the period from {} to {} is empty or not over yet", period.from, period.to)]
    NoSuchPeriod {
        /// Which.
        period: Period,
    },
    /// Older than what is kept.
    #[error("figures before {oldest} are closed; measure a later period")]
    PeriodClosed {
        /// The start of the oldest period that is kept.
        oldest: Timestamp,
    },
    /// It has no such target.
    #[error(
        "it has no target {target:?}; it has response and resolution per priority{}",
        and(known)
    )]
    UnknownTarget {
        /// What was named.
        target: Measured,
        /// Its service targets.
        known: Vec<String>,
    },
    /// Nothing was measured.
    #[error("nothing was measured for {target:?} in the period from {}; measure it first", period.from)]
    NotMeasured {
        /// Of what.
        target: Measured,
        /// In which period.
        period: Period,
    },
    /// The target was kept, or did not hold.
    #[error("{target:?} was kept, suspended or not agreed in the period from {}", period.from)]
    NotBreached {
        /// Which.
        target: Measured,
        /// In which period.
        period: Period,
    },
    /// Two points make no trend.
    #[error("a trend needs three periods; {have} are measured")]
    TooFewPeriods {
        /// How many there are.
        have: usize,
    },
    /// Somebody of the customer is there.
    #[error("a review with the customer names who was there for the customer")]
    CustomerAbsent,
    /// The review has not happened.
    #[error("it was not reviewed since the review began; record the review first")]
    NotReviewed,
    /// A breach without a cause.
    #[error("{} breaches have no cause yet; identify each first, beginning with {:?}", uncaused.len(), uncaused.first())]
    CausesMissing {
        /// Which.
        uncaused: Vec<(Measured, Period)>,
    },
    /// Neither a change nor a need.
    #[error("name the change request, or say what is needed")]
    NoChangeNamed,
    /// No such exception is agreed.
    #[error("{exception} is no agreed exception; there are: {}", known.join(", "))]
    UnknownException {
        /// What was named.
        exception: String,
        /// What is agreed.
        known: Vec<String>,
    },
    /// The term is not over.
    #[error("{}", not_over(*end))]
    TermNotOver {
        /// Its end, if it has one.
        end: Option<Timestamp>,
    },
    /// Nothing takes its place.
    #[error("{successor} is no other agreement in force of the same kind")]
    NoSuccessor {
        /// What was named.
        successor: Key,
    },
}

named! { Rejection {
    OtherKind = "other_kind",
    NotAParty = "not_a_party",
    NotFounding = "not_founding",
    Incomplete = "incomplete",
    UnknownCalendar = "unknown_calendar",
    TooShort = "too_short",
    CreditForKept = "credit_for_kept",
    CreditNotReckoned = "credit_not_reckoned",
    CreditShrinks = "credit_shrinks",
    ListedTwice = "listed_twice",
    TermOver = "term_over",
    KindChanged = "kind_changed",
    NotSignedByBoth = "not_signed_by_both",
    SupportNotInForce = "support_not_in_force",
    SupportWeaker = "support_weaker",
    SupportLessOpen = "support_less_open",
    PeriodNotOver = "period_not_over",
    NoSuchPeriod = "no_such_period",
    PeriodClosed = "period_closed",
    UnknownTarget = "unknown_target",
    NotMeasured = "not_measured",
    NotBreached = "not_breached",
    TooFewPeriods = "too_few_periods",
    CustomerAbsent = "customer_absent",
    NotReviewed = "not_reviewed",
    CausesMissing = "causes_missing",
    NoChangeNamed = "no_change_named",
    UnknownException = "unknown_exception",
    TermNotOver = "term_not_over",
    NoSuccessor = "no_successor",
} }

fn list(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn and(names: &[String]) -> String {
    names.iter().fold(String::new(), |all, name| format!("{all}, {name}"))
}

fn period_not_over(ends: Option<Timestamp>) -> String {
    match ends {
        Some(ends) => format!("the measurement period ends at {ends}"),
        None => "no period is counted before it is agreed".to_owned(),
    }
}

fn not_over(end: Option<Timestamp>) -> String {
    match end {
        Some(end) => format!("its term ends at {end}"),
        None => "its term has no end; terminate or end it instead".to_owned(),
    }
}

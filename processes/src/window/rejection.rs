//! Why a window may refuse.

use super::state::EXCEPTIONS_MAX;
use super::{Activity, Kind};
use crate::clock::{HORIZON, HoursError};
use engine::{Actor, Role, Span, Timestamp, named};

/// Why a window may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The hours make no sense.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// It ends before it begins.
    #[error("it ends at {to}, which is not after its begin at {from}")]
    NoPeriod {
        /// Its begin.
        from: Timestamp,
        /// Its end.
        to: Timestamp,
    },
    /// Its time is over already.
    #[error("its time is over since {to}; give it a later end")]
    Over {
        /// Its end.
        to: Timestamp,
    },
    /// Without end and without hours it would always hold.
    #[error("a window without hours has an end; say until when, or at which hours it recurs")]
    Endless,
    /// Nothing of it is to come.
    #[error(
        "none of its hours is still to come, in its period or within {} years",
        HORIZON.as_nanos() / Span::from_days(366).as_nanos()
    )]
    NeverOccurs,
    /// A scope of nothing.
    #[error("it names no service and no item; name at least one, or say everything")]
    NothingNamed,
    /// A maintenance window of no item.
    #[error("a maintenance window names the configuration items that it is for, and nothing else")]
    NoItemNamed,
    /// Who decides depends on the kind.
    #[error("on a window of kind {} decides {}", kind.name(), roles.join(" or "))]
    NotDeciding {
        /// The kind it is, or is to be.
        kind: Kind,
        /// The roles that would do.
        roles: &'static [Role],
    },
    /// A committee that lacks a discipline decides nothing.
    #[error("a window that blocks needs the word that quality, security and service took part")]
    QuorumMissing,
    /// The customer must have been asked.
    #[error("what is approved already is revised after the customer was consulted; say so")]
    CustomerNotConsulted,
    /// Where nothing is blocked there is no exception.
    #[error("a window of kind {} blocks nothing, so nothing needs an exception", kind.name())]
    NotBlocking {
        /// The kind it is.
        kind: Kind,
    },
    /// There are enough exceptions.
    #[error(
        "it has {EXCEPTIONS_MAX} exceptions already and blocks hardly anything; revise or revoke it"
    )]
    TooManyExceptions,
    /// It is not in the way.
    #[error("it does not block {} {} from {from} to {to}", activity.process, activity.key)]
    NotInTheWay {
        /// What was refused.
        activity: Activity,
        /// Its begin.
        from: Timestamp,
        /// Its end.
        to: Timestamp,
    },
    /// A new end that is not later.
    #[error("{}", not_later(*to))]
    NotLater {
        /// Its end, if it has one.
        to: Option<Timestamp>,
    },
    /// Its time has not come.
    #[error("it begins at {from}")]
    NotBegun {
        /// Its begin.
        from: Timestamp,
    },
    /// No emergency.
    #[error(
        "{} {} is no emergency change that is authorised, nor does it carry one out; have one \
         authorised, or the customer's consent",
        activity.process, activity.key
    )]
    NoEmergency {
        /// What was named.
        activity: Activity,
    },
    /// Who wants a change opens no time for it.
    #[error("{actor} cannot: {other} has requested or written what is to be done; others decide")]
    NotIndependent {
        /// Who wants to.
        actor: Actor,
        /// He, or for whom he acts.
        other: Actor,
    },
    /// Its time is not over.
    #[error("{}", not_over(*to))]
    NotOver {
        /// Its end, if it has one.
        to: Option<Timestamp>,
    },
}

named! { Rejection {
    Hours = "hours_make_no_sense",
    NoPeriod = "no_period",
    Over = "over",
    Endless = "endless",
    NeverOccurs = "never_occurs",
    NothingNamed = "nothing_named",
    NoItemNamed = "no_item_named",
    NotDeciding = "not_deciding",
    QuorumMissing = "quorum_missing",
    CustomerNotConsulted = "customer_not_consulted",
    NotBlocking = "not_blocking",
    TooManyExceptions = "too_many_exceptions",
    NotInTheWay = "not_in_the_way",
    NoEmergency = "no_emergency",
    NotIndependent = "not_independent",
    NotLater = "not_later",
    NotBegun = "not_begun",
    NotOver = "not_over",
} }

fn not_later(to: Option<Timestamp>) -> String {
    match to {
        Some(to) => format!("it ends at {to} already; extend it to a later time, or revise it"),
        None => "it has no end that could be later; revise it instead".to_owned(),
    }
}

fn not_over(to: Option<Timestamp>) -> String {
    match to {
        Some(to) => format!("it ends at {to}; revoke it to lift it before"),
        None => "it has no end; revoke it instead".to_owned(),
    }
}

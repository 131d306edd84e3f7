//! Why a risk may refuse, and what would be right.

use super::terms::{Rating, Record, Score};
use engine::{Actor, Key, Timestamp, named};
use std::collections::BTreeSet;

/// Why a risk may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// Not on record.
    #[error(
        "there is no {} {} on record; say it as stated, with what shows it",
        record.process,
        record.key
    )]
    UnknownSource {
        /// What was named.
        record: Record,
    },
    /// There is one already.
    #[error("risk {risk} is open from the same source; have that one assessed anew")]
    AlreadyOpen {
        /// Which.
        risk: Key,
    },
    /// No such item.
    #[error("there is no configuration item {item} on record")]
    UnknownItem {
        /// What was named.
        item: Key,
    },
    /// Nobody who may.
    #[error("{person} is no risk owner now; name somebody who is")]
    NotRiskOwner {
        /// Who.
        person: Actor,
    },
    /// Nobody answers for it.
    #[error("nobody answers for it; name its owner")]
    NoOwner,
    /// Nobody knows how grave it is.
    #[error("it is not assessed; assess it first")]
    NotAssessed,
    /// A score that cannot be.
    #[error("the {what} score is more likely or worse than the {than} one; correct one of both")]
    Above {
        /// Which.
        what: &'static str,
        /// Than which.
        than: &'static str,
    },
    /// Others are about the same.
    #[error(
        "{} of other dimensions are open about the same; look at them together and name them",
        list(risks)
    )]
    NotJoint {
        /// Which.
        risks: BTreeSet<Key>,
    },
    /// No other open risk.
    #[error("{risk} is no other risk that is open")]
    NotOpen {
        /// What was named.
        risk: Key,
    },
    /// Somebody else's risk.
    #[error("{owner} answers for it; he or his deputy decides")]
    NotOwner {
        /// Who does.
        owner: Actor,
    },
    /// Nobody accepts by his own score.
    #[error("{actor} has said how grave it is; the risk manager, who is another, says so first")]
    ScoredHimself {
        /// Who has.
        actor: Actor,
    },
    /// More than may be borne.
    #[error(
        "it is {}, and no more than {} is borne; treat it, or have the matrix say otherwise",
        rating.name(),
        appetite.name()
    )]
    BeyondAppetite {
        /// What it comes to.
        rating: Rating,
        /// What may be.
        appetite: Rating,
    },
    /// A time that is over.
    #[error("{at} is not to come; name a later time")]
    Over {
        /// Which.
        at: Timestamp,
    },
    /// Too long.
    #[error("{until} is too late; it may be accepted until {latest}, and then again")]
    TooLong {
        /// Until when.
        until: Timestamp,
        /// The latest.
        latest: Timestamp,
    },
    /// Nothing that does it.
    #[error("name the controls that do it; at least one")]
    NoControl,
    /// No such change.
    #[error("there is no change {change} that may help: it is unknown, or turned down")]
    UnknownChange {
        /// What was named.
        change: Key,
    },
    /// Items were to change.
    #[error("items were to change for it; name the change that has altered them")]
    ChangeMissing,
    /// Not there.
    #[error("what change {change} is to bring about is not in place; carry it out first")]
    ChangeNotInPlace {
        /// Which.
        change: Key,
    },
    /// Too early.
    #[error("that is due {}", due.map_or_else(|| "never".to_owned(), |due| due.to_string()))]
    NotDue {
        /// When it is.
        due: Option<Timestamp>,
    },
    /// A scale that falls.
    #[error(
        "{} is less likely or less bad than {}, and comes to more; correct one of both",
        place(*lower),
        place(*higher)
    )]
    NotRising {
        /// The one that comes to more.
        lower: Score,
        /// The one that comes to less.
        higher: Score,
    },
    /// A figure out of bounds.
    #[error("{what} is out of bounds: {bounds}")]
    Figure {
        /// Which.
        what: &'static str,
        /// From what to what.
        bounds: &'static str,
    },
    /// Another stream holds it.
    #[error("{key} holds the matrix; set it there")]
    MatrixElsewhere {
        /// Which.
        key: Key,
    },
}

named! { Rejection {
    UnknownSource = "unknown_source",
    AlreadyOpen = "already_open",
    UnknownItem = "unknown_item",
    NotRiskOwner = "not_risk_owner",
    NoOwner = "no_owner",
    NotAssessed = "not_assessed",
    Above = "above",
    NotJoint = "not_joint",
    NotOpen = "not_open",
    NotOwner = "not_owner",
    ScoredHimself = "scored_himself",
    BeyondAppetite = "beyond_appetite",
    Over = "over",
    TooLong = "too_long",
    NoControl = "no_control",
    UnknownChange = "unknown_change",
    ChangeMissing = "change_missing",
    ChangeNotInPlace = "change_not_in_place",
    NotDue = "not_due",
    NotRising = "not_rising",
    Figure = "figure",
    MatrixElsewhere = "matrix_elsewhere",
} }

fn list(risks: &BTreeSet<Key>) -> String {
    risks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn place(score: Score) -> String {
    format!("{} by {}", score.likelihood.weight(), score.consequence.weight())
}

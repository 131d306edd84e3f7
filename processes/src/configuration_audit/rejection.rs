//! Why an audit may refuse.

use super::DEFICIENCIES_MAX;
use engine::{Actor, Key, Timestamp, named};
use std::fmt::Display;

/// Why an audit may refuse.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// No such type.
    #[error("there is no published type {item_type}")]
    UnknownType {
        /// What was named.
        item_type: Key,
    },
    /// No such item.
    #[error("there is no configuration item {item} on record")]
    UnknownItem {
        /// What was named.
        item: Key,
    },
    /// Nobody examines his own work.
    #[error(
        "{keeper} keeps records of items, so another audits them, who does not act for {keeper} either"
    )]
    AuditorKeepsRecords {
        /// Who does.
        keeper: Actor,
    },
    /// Nothing in it.
    #[error("name at least one")]
    NothingNamed,
    /// On record or not?
    #[error("{item} is {}", if *on_record { "on record, so it is not unknown" } else { "not on record, so it is unknown" })]
    OnRecord {
        /// Which.
        item: Key,
        /// Whether it is.
        on_record: bool,
    },
    /// Too many.
    #[error("there are {DEFICIENCIES_MAX} deficiencies already; report these, and audit again")]
    TooManyDeficiencies,
    /// Not all was looked at.
    #[error(
        "{checked} of {items} items in scope were looked at; look at the others, or say how the sample was chosen"
    )]
    NotCovered {
        /// How many were.
        checked: u64,
        /// How many there are.
        items: u64,
    },
    /// There are none.
    #[error("there is no deficiency; report that it is clean")]
    NoDeficiency,
    /// There are some.
    #[error("there are {count} deficiencies; see to them")]
    Deficient {
        /// How many.
        count: usize,
    },
    /// Nothing is done about some.
    #[error("say what is done about each: {} are missing", join(.0))]
    ActionsMissing(Vec<u64>),
    /// No such deficiency.
    #[error("there is no deficiency {0}")]
    NoSuchDeficiency(u64),
    /// Not done.
    #[error("these items are not as their records say: {}", join(.0))]
    StillDiscrepant(Vec<Key>),
    /// A date that is over.
    #[error("{at} is not to come; set a later date")]
    NotToCome {
        /// The date named.
        at: Timestamp,
    },
    /// Too early.
    #[error("the next round is due {}", due.map_or_else(|| "never".to_owned(), |due| due.to_string()))]
    NotDue {
        /// When it is.
        due: Option<Timestamp>,
    },
}

named! { Rejection {
    UnknownType = "unknown_type",
    UnknownItem = "unknown_item",
    AuditorKeepsRecords = "auditor_keeps_records",
    NothingNamed = "nothing_named",
    OnRecord = "on_record",
    TooManyDeficiencies = "too_many_deficiencies",
    NotCovered = "not_covered",
    NoDeficiency = "no_deficiency",
    Deficient = "deficient",
    ActionsMissing = "actions_missing",
    NoSuchDeficiency = "no_such_deficiency",
    StillDiscrepant = "still_discrepant",
    NotToCome = "not_to_come",
    NotDue = "not_due",
} }

fn join<T: Display>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    names.join(", ")
}

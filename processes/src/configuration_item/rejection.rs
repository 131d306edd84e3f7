//! Why a configuration item may refuse, and what would be right.

use super::value::{End, Kind};
use crate::clock::HoursError;
use crate::limits::Label;
use engine::{Actor, Key, Timestamp, named};

/// Why a configuration item, or a type of items, refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// One's own work.
    #[error("{author} wrote the definition; have somebody else approve it")]
    ApproverIsAuthor {
        /// Who wrote it.
        author: Actor,
    },
    /// The same relation means two things.
    #[error(
        "relation {relation} carries impact otherwise in the published type {other}; give it another \
         name, or review that type too"
    )]
    ImpactDiffers {
        /// The relation type.
        relation: Label,
        /// The type that says otherwise.
        other: Key,
    },
    /// Beyond a bound.
    #[error("there would be more than {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// Idle at once.
    #[error("say after how long an unused item is idle (idle_after): longer than nothing")]
    NeverUsed,
    /// Items of the type live.
    #[error("{items} items of the type live; retire them, or leave the type")]
    TypeInUse {
        /// How many.
        items: u64,
    },
    /// No such type.
    #[error("there is no published type {item_type}; published are: {}", list(.published))]
    TypeNotPublished {
        /// The type.
        item_type: Key,
        /// What there is.
        published: Vec<Key>,
    },
    /// Not all that the type asks for.
    #[error("the type also asks for: {}", list(.missing))]
    AttributesMissing {
        /// Which.
        missing: Vec<Label>,
    },
    /// Not of the type.
    #[error("the type has no attribute {attribute}; it has: {}", list(.known))]
    UnknownAttribute {
        /// Which.
        attribute: Label,
        /// What it has.
        known: Vec<Label>,
    },
    /// Another kind of value.
    #[error("{attribute} is {kind}")]
    WrongKind {
        /// Which.
        attribute: Label,
        /// What it is.
        kind: Kind,
    },
    /// Neither relations nor a reason.
    #[error(
        "name what it is related to (relations), or say why it is related to nothing (no_relations)"
    )]
    RelationsMissing,
    /// Not of the type.
    #[error("the type has no relation {relation}; it has: {}", list(.known))]
    UnknownRelation {
        /// Which.
        relation: Label,
        /// What it has.
        known: Vec<Label>,
    },
    /// Not to that.
    #[error("{relation} cannot lead to {to}; see what the type allows")]
    WrongEnd {
        /// Which.
        relation: Label,
        /// Where to.
        to: End,
    },
    /// Nothing there.
    #[error("there is no {to}, or it is over; identify and register it first")]
    EndUnknown {
        /// Where to.
        to: End,
    },
    /// Neither on record nor by anybody's word.
    #[error("nothing is on record of {to}; say that it exists (exists)")]
    EndNotAttested {
        /// Where to.
        to: End,
    },
    /// To itself.
    #[error("an item cannot be related to itself, nor be the same as itself")]
    Itself,
    /// No such relation.
    #[error("it has no relation {relation} to {to}")]
    NotRelated {
        /// Which.
        relation: Label,
        /// Where to.
        to: End,
    },
    /// Not the next version.
    #[error("version {version} is not the next; that is {next}: read it again")]
    VersionNotNext {
        /// What was asked for.
        version: u64,
        /// What would be right.
        next: u64,
    },
    /// No covering change.
    #[error("its type is under change control; name the change that covers this (cover)")]
    ChangeMissing,
    /// Not by this change.
    #[error(
        "{change} does not cover this now: it is not carried out, is not about this item, or its \
         CMDB update is confirmed"
    )]
    NotCovered {
        /// Which.
        change: Key,
    },
    /// Nothing new happens under it.
    #[error("{change} is backed out: what it did is put back under it, and nothing ends")]
    BackedOut {
        /// Which.
        change: Key,
    },
    /// It is there.
    #[error("it is there: neither quarantined nor missing, nor retired")]
    NotAway,
    /// What a change has made of it is not recorded yet.
    #[error(
        "{change} has altered it, and that is not on record; update it under that change first"
    )]
    ToBeRecorded {
        /// Which.
        change: Key,
    },
    /// Not by a way round its activation.
    #[error(
        "it never went into service, and no change covers that now: begin the change that does, or \
         retire it"
    )]
    NeverActivated,
    /// Not by this change either.
    #[error(
        "{change} does not change this type: it is not approved, is over, or is neither about an \
         item of it nor raised from it"
    )]
    TypeNotCovered {
        /// Which.
        change: Key,
    },
    /// No such finding.
    #[error(
        "audit {audit} has not found {what} at this item, or not so; name one that has, or the change \
         that covers it"
    )]
    NotFoundByAudit {
        /// Which.
        audit: Label,
        /// What, such as `location`.
        what: String,
    },
    /// The same as another kind of thing.
    #[error("{into} is of another type, and so not the same as this; name one of the same type")]
    OtherType {
        /// Which.
        into: Key,
    },
    /// Someone else's.
    #[error("{owner} owns it; let {owner} do that, or have the owner updated")]
    NotTheOwner {
        /// Who owns it.
        owner: Actor,
    },
    /// The hours make no sense.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// Too early.
    #[error("it is idle from {from} on, if it is not used by then")]
    NotIdleYet {
        /// From when on.
        from: Timestamp,
    },
    /// Too early.
    #[error("its owner may answer until {until}, or has answered")]
    AnswerNotOverdue {
        /// Until when.
        until: Timestamp,
    },
    /// Others would fail.
    #[error("these depend on it: {}; unrelate or retire them first", list(.dependants))]
    StillNeeded {
        /// Some of them.
        dependants: Vec<End>,
    },
    /// Not moved.
    #[error("{relations} relations of it are left; move them to the item that stays")]
    RelationsLeft {
        /// How many.
        relations: usize,
    },
}

fn list<T: ToString>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

named!(Rejection {
    ApproverIsAuthor = "approver_is_author",
    ImpactDiffers = "impact_differs",
    TooMany = "too_many",
    NeverUsed = "never_used",
    TypeInUse = "type_in_use",
    TypeNotPublished = "type_not_published",
    AttributesMissing = "attributes_missing",
    UnknownAttribute = "unknown_attribute",
    WrongKind = "wrong_kind",
    RelationsMissing = "relations_missing",
    UnknownRelation = "unknown_relation",
    WrongEnd = "wrong_end",
    EndUnknown = "end_unknown",
    EndNotAttested = "end_not_attested",
    Itself = "itself",
    NotRelated = "not_related",
    VersionNotNext = "version_not_next",
    ChangeMissing = "change_missing",
    NotCovered = "not_covered",
    NotAway = "not_away",
    BackedOut = "backed_out",
    ToBeRecorded = "to_be_recorded",
    NeverActivated = "never_activated",
    TypeNotCovered = "type_not_covered",
    NotFoundByAudit = "not_found_by_audit",
    OtherType = "other_type",
    NotTheOwner = "not_the_owner",
    Hours = "hours_make_no_sense",
    NotIdleYet = "not_idle_yet",
    AnswerNotOverdue = "answer_not_overdue",
    StillNeeded = "still_needed",
    RelationsLeft = "relations_left",
});

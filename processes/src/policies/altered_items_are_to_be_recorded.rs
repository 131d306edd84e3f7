use super::{Ask, Condition};
use crate::change;
use crate::facts::Changes;
use crate::roles::CONFIGURATION_MANAGER;
use engine::{NewFact, Span};

/// Whenever a change is carried out that has made items other, the configuration manager is asked to
/// put that on record (9.2.23): what is so now only who was there can say. Within a day: an
/// assumption.
pub const ALTERED_ITEMS_ARE_TO_BE_RECORDED: Ask = Ask {
    name: "altered-items-are-to-be-recorded",
    whenever: (change::NAME, "implemented"),
    only_if: Some(Condition {
        says: "items have become other, and are not updated under it",
        fact: NewFact::of::<Changes>,
        holds: |change, facts| {
            let claim = facts.get::<Changes>().get(change);
            claim.is_some_and(|claim| !claim.cmdb_updated && !claim.not_updated().is_empty())
        },
    }),
    role: CONFIGURATION_MANAGER,
    ask: "put on record what this change has made of its items, under this change",
    command: ("configuration_item", "update"),
    within: Span::from_days(1),
    done_by: &["cmdb_updated"],
    moot_by: &["failed", "replanned", "closed"],
};

/// ... and so it is when it was backed out: what was updated under it is to be put back. It is the
/// same task, so what ends that is said once.
pub const BACKED_OUT_ITEMS_ARE_TO_BE_RECORDED: Ask = Ask {
    name: "backed-out-items-are-to-be-recorded",
    whenever: (change::NAME, "backed_out"),
    done_by: &[],
    moot_by: &[],
    ..ALTERED_ITEMS_ARE_TO_BE_RECORDED
};

/// ... and when what it has done is undone after it was closed. Nothing can be recorded under it any
/// more, so an audit finds what is so, or another change says it.
pub const UNDONE_ITEMS_ARE_TO_BE_AUDITED: Ask = Ask {
    name: "undone-items-are-to-be-audited",
    whenever: (change::NAME, "outcome_corrected"),
    only_if: None,
    ask: "what this change has done is undone: audit its items, and correct what is on record of them",
    command: ("configuration_audit", "record_deficiencies"),
    done_by: &[],
    moot_by: &[],
    ..ALTERED_ITEMS_ARE_TO_BE_RECORDED
};

/// ... and when it was remedied.
pub const REMEDIED_ITEMS_ARE_TO_BE_RECORDED: Ask = Ask {
    name: "remedied-items-are-to-be-recorded",
    whenever: (change::NAME, "remedied"),
    ..BACKED_OUT_ITEMS_ARE_TO_BE_RECORDED
};

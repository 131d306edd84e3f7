use super::{Ask, Condition};
use crate::facts::Problems;
use crate::problem;
use crate::roles::CHANGE_REQUESTER;
use engine::{NewFact, Span};

/// Whenever a problem needs a change that nobody has named, one is to be requested (8.2.4). Within a
/// day: an assumption.
pub const NEEDED_CHANGE_IS_TO_BE_REQUESTED: Ask = Ask {
    name: "needed-change-is-to-be-requested",
    whenever: (problem::NAME, "change_raised"),
    only_if: Some(Condition {
        says: "no change is named",
        fact: NewFact::of::<Problems>,
        holds: |problem, facts| facts.get::<Problems>().change_of(problem).is_none(),
    }),
    role: CHANGE_REQUESTER,
    ask: "request the change that this problem needs, and name it there",
    command: ("change", "request"),
    within: Span::from_days(1),
    done_by: &["change_named"],
    moot_by: &["change_unsuccessful", "resolved"],
};

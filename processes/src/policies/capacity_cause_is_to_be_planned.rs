use super::{Ask, Condition};
use crate::facts::Problems;
use crate::problem::{self, CauseKind};
use crate::roles::CAPACITY_MANAGER;
use engine::{NewFact, Span};

/// Whenever the cause of a problem is capacity, the capacity manager is asked to propose a change of
/// the capacity plan. Within a week: an assumption.
pub const CAPACITY_CAUSE_IS_TO_BE_PLANNED: Ask = Ask {
    name: "capacity-cause-is-to-be-planned",
    whenever: (problem::NAME, "root_cause_found"),
    only_if: Some(Condition {
        says: "the cause is capacity",
        fact: NewFact::of::<Problems>,
        holds: |problem, facts| {
            facts.get::<Problems>().cause_of(problem) == Some(CauseKind::Capacity)
        },
    }),
    role: CAPACITY_MANAGER,
    ask: "propose a change of the capacity plan: capacity is the cause of this problem",
    command: ("capacity_plan", "propose_change"),
    within: Span::from_days(7),
    done_by: &[],
    moot_by: &[
        "closed",
        "closed_without_cause",
        "accepted_unresolved",
        "cancelled",
        "merged",
        "cause_withdrawn",
    ],
};

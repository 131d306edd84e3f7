//! What the changes of a release must be like.

use super::Rejection;
use super::terms::ReleasePlan;
use crate::change::Slot;
use crate::facts::{Changes, Claim, Stage};
use engine::Context;

/// Refuses the first change of which something is not so.
fn each(
    plan: &ReleasePlan,
    context: &Context<'_>,
    holds: impl Fn(Option<&Claim>) -> bool,
    refuse: fn(engine::Key) -> Rejection,
) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    match plan.changes.iter().find(|change| !holds(changes.get(change))) {
        Some(change) => Err(refuse(change.clone())),
        None => Ok(()),
    }
}

/// Each is open.
pub(super) fn open(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    each(plan, context, |claim| claim.is_some(), |change| Rejection::ChangeNotOpen { change })
}

/// Each has a time that holds the slot.
pub(super) fn scheduled(
    plan: &ReleasePlan,
    slot: Slot,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let holds = |claim: Option<&Claim>| {
        let claimed = claim.and_then(Claim::claims);
        claimed.is_some_and(|claimed| claimed.from <= slot.from && slot.to <= claimed.to)
    };
    each(plan, context, holds, |change| Rejection::OutsideChange { change })
}

/// Each is being carried out.
pub(super) fn implementing(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    let holds =
        |claim: Option<&Claim>| claim.is_some_and(|claim| claim.stage == Stage::Implementing);
    each(plan, context, holds, |change| Rejection::ChangeNotImplementing { change })
}

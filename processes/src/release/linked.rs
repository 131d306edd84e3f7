//! What the changes of a release must be like.

use super::Rejection;
use super::terms::ReleasePlan;
use crate::change::{Class, Slot};
use crate::facts::{Achieved, Changes, Claim, Course, Stage};
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

/// Each is approved.
pub(super) fn approved(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let is_approved = |course: &Course| course.is_approved();
    every(plan, context, is_approved, |change| Rejection::ChangeNotApproved { change })
}

/// Each is an emergency, and authorised as one.
pub(super) fn emergencies(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let is_authorised =
        |course: &Course| course.is_approved() && course.class == Some(Class::Emergency);
    every(plan, context, is_authorised, |change| Rejection::ChangeNotEmergency { change })
}

/// Each was planned anew since it failed.
pub(super) fn replanned(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let is_planned = |course: &Course| course.result == Achieved::Nothing;
    every(plan, context, is_planned, |change| Rejection::ChangeNotReplanned { change })
}

/// Refuses the first change of whose course something is not so.
fn every(
    plan: &ReleasePlan,
    context: &Context<'_>,
    holds: impl Fn(&Course) -> bool,
    refuse: fn(engine::Key) -> Rejection,
) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    let is_so = |change: &&engine::Key| changes.course(change).is_some_and(&holds);
    match plan.changes.iter().find(|change| !is_so(change)) {
        Some(change) => Err(refuse(change.clone())),
        None => Ok(()),
    }
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

//! What the changes of a release must be like.

use super::Rejection;
use super::terms::ReleasePlan;
use crate::change::{Class, Slot};
use crate::facts::{Achieved, Changes, Claim, Course, Stage};
use engine::{Context, Key};

/// Refuses the first change of which something is not so.
fn each(
    plan: &ReleasePlan,
    context: &Context<'_>,
    holds: impl Fn(Option<&Claim>) -> bool,
    refuse: fn(Key) -> Rejection,
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

/// What is to be there then is within the time of each that has one.
pub(super) fn date_fits(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let date = plan.date;
    if date <= context.recorded_now {
        return Err(Rejection::Over { at: date });
    }
    let changes = context.facts.get::<Changes>();
    for change in &plan.changes {
        let slot = changes.get(change).and_then(|claim| claim.slot);
        if let Some(Slot { from, to }) = slot.filter(|slot| date < slot.from || slot.to < date) {
            return Err(Rejection::DateOutsideChange { date, change: change.clone(), from, to });
        }
    }
    Ok(())
}

/// Its items are all of its changes, for nothing becomes other that no change is about.
pub(super) fn covered(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    let is_of = |item: &Key, change: &Key| {
        changes.get(change).is_some_and(|claim| claim.items.contains(item))
    };
    let is_covered = |item: &Key| plan.changes.iter().any(|change| is_of(item, change));
    let items = plan.configuration_items.iter().filter(|item| !is_covered(item));
    let items: Vec<_> = items.cloned().collect();
    if items.is_empty() { Ok(()) } else { Err(Rejection::NotOfItsChanges { items }) }
}

/// Each is approved.
pub(super) fn approved(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let is_approved = |course: &Course| course.is_approved();
    every(plan, context, is_approved, |change| Rejection::ChangeNotApproved { change })?;
    covered(plan, context)
}

/// Each is an emergency, and authorised as one.
pub(super) fn emergencies(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let is_authorised =
        |course: &Course| course.is_approved() && course.class == Some(Class::Emergency);
    every(plan, context, is_authorised, |change| Rejection::ChangeNotEmergency { change })?;
    covered(plan, context)
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
    refuse: fn(Key) -> Rejection,
) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    let is_so = |change: &&Key| changes.course(change).is_some_and(&holds);
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

/// Each is being carried out, has failed, or is there still: none is backed out or over.
pub(super) fn remedied(plan: &ReleasePlan, context: &Context<'_>) -> Result<(), Rejection> {
    open(plan, context)?;
    let changes = context.facts.get::<Changes>();
    let is_there = |change: &Key| changes.course(change).is_some_and(Course::is_in_place);
    let is_under_way = |change: &Key| match changes.get(change).map(|claim| claim.stage) {
        Some(Stage::Implementing | Stage::Failed) => true,
        Some(Stage::Done) => is_there(change),
        Some(Stage::Planned | Stage::Scheduled | Stage::Held) | None => false,
    };
    match plan.changes.iter().find(|change| !is_under_way(change)) {
        Some(change) => Err(Rejection::ChangeNotImplementing { change: change.clone() }),
        None => Ok(()),
    }
}

//! What the record of a change must say where it is named: nobody names a change that is not on
//! record.

use super::Rejection;
use crate::change::{Class, ServiceEffect};
use crate::facts::{Changes, Claim, Course};
use engine::{Context, Key};

/// There is, or was, such a change. What a rule names it has from the record of another process.
pub(super) fn on_record(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    match change {
        Some(change) if !context.caller.door.is_internal() && !changes.is_known(change) => {
            Err(Rejection::UnknownChange { change: change.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// It names this service, if it names any.
pub(super) fn about_it(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    match change {
        Some(change) if changes.is_about_others(change, context.key) => {
            Err(Rejection::ChangeOfAnother { change: change.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// It is open, about this service, and classified as a major change.
pub(super) fn major<'a>(change: &Key, context: &Context<'a>) -> Result<&'a Claim, Rejection> {
    let changes: &'a Changes = context.facts.get();
    let Some(claim) = changes.get(change) else {
        return Err(Rejection::ChangeNotOpen { change: change.clone() });
    };
    if !claim.services.contains(context.key) {
        return Err(Rejection::ChangeOfAnother { change: change.clone() });
    }
    let is_major = |course: &Course| course.class == Some(Class::Major);
    says(Some(change), context, is_major, |change| Rejection::ChangeNotMajor { change })?;
    Ok(claim)
}

/// ... and removes the service, or transfers it.
pub(super) fn removal(change: &Key, context: &Context<'_>) -> Result<(), Rejection> {
    if major(change, context)?.service_effect.takes_away() {
        return Ok(());
    }
    Err(Rejection::ChangeRemovesNothing { change: change.clone() })
}

/// It goes on, or is done.
pub(super) fn goes_on(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    let goes_on = |course: &Course| !course.came_to_nothing();
    says(change, context, goes_on, |change| Rejection::ChangeTurnedDown { change })
}

/// It is approved.
pub(super) fn approved(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    says(change, context, Course::is_approved, |change| Rejection::ChangeNotApproved { change })
}

/// It is approved, and what was approved is a major change that takes this service away.
pub(super) fn removal_approved(
    change: Option<&Key>,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    approved(change, context)?;
    let takes_away = |course: &Course| course.takes_away(context.key);
    says(change, context, takes_away, |change| Rejection::ChangeRemovesNothing { change })
}

/// What was approved is that, of a removal and a transfer.
pub(super) fn takes_away_as(
    effect: ServiceEffect,
    change: Option<&Key>,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let is_it = |course: &Course| course.effect == effect;
    says(change, context, is_it, |change| Rejection::ChangeOfOtherEffect { change })
}

/// It is begun, and not over.
pub(super) fn being_carried_out(
    change: Option<&Key>,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    let is_begun = |_: &Course| change.is_some_and(|change| changes.is_being_carried_out(change));
    says(change, context, is_begun, |change| Rejection::ChangeNotCarriedOut { change })
}

/// It is carried out at that moment, or was, and what it is to bring about is there.
pub(super) fn carried_out(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    let changes = context.facts.get::<Changes>();
    let goes_on = || change.is_some_and(|change| changes.is_being_carried_out(change));
    let is_begun =
        |course: &Course| (course.is_in_place() && !course.came_to_nothing()) || goes_on();
    says(change, context, is_begun, |change| Rejection::ChangeNotCarriedOut { change })
}

/// It was refused, given up, or failed.
pub(super) fn turned_down(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    let refuse = |change| Rejection::ChangeNotTurnedDown { change };
    says(change, context, Course::came_to_nothing, refuse)
}

/// It was reviewed.
pub(super) fn reviewed(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    says(change, context, Course::is_reviewed, |change| Rejection::ChangeNotReviewed { change })
}

fn says(
    change: Option<&Key>,
    context: &Context<'_>,
    holds: impl Fn(&Course) -> bool,
    refuse: fn(Key) -> Rejection,
) -> Result<(), Rejection> {
    let Some(change) = change else { return Ok(()) };
    // Before changes had to be on record, others were named: of these somebody's word stands.
    match context.facts.get::<Changes>().course(change) {
        Some(course) if !holds(course) => Err(refuse(change.clone())),
        Some(_) | None => Ok(()),
    }
}

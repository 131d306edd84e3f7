//! What the record of a change must say where it is named. Of a change that is kept elsewhere there
//! is none, and somebody's word stands.

use super::Rejection;
use crate::change::Class;
use crate::facts::{Changes, Course};
use engine::{Context, Key};

/// It is classified as a major change.
pub(super) fn major(change: &Key, context: &Context<'_>) -> Result<(), Rejection> {
    let is_major = |course: &Course| course.class == Some(Class::Major);
    says(Some(change), context, is_major, |change| Rejection::ChangeNotMajor { change })
}

/// It is approved.
pub(super) fn approved(change: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    says(change, context, Course::is_approved, |change| Rejection::ChangeNotApproved { change })
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
    match context.facts.get::<Changes>().course(change) {
        Some(course) if !holds(course) => Err(refuse(change.clone())),
        Some(_) | None => Ok(()),
    }
}

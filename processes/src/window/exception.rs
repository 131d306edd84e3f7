//! What may be done although a window blocks: voted on by a board, for what is known at that moment.
//!
//! An exception stands as long as what it was granted for does: see
//! [`Windows`](crate::facts::Windows).

use super::state::{EXCEPTIONS_MAX, Window};
use super::{
    Activity, Event, ExceptionGranted, ExceptionVoted, GRANTING, GrantException, Ground, Rejection,
    Terms,
};
use crate::change::{self, Class, Hand, Quorum, hand_of};
use crate::facts::{ChangeHands, Changes, Releases, Roles, Windows};
use crate::limits::label;
use crate::release;
use engine::{Actor, Context, Key, Role};
use std::collections::BTreeSet;

impl Window {
    pub(super) fn grant(
        &self,
        terms: &Terms,
        grant: GrantException,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let GrantException { activity, ground, basis, reason } = grant;
        if !terms.kind.blocks() {
            return Err(Rejection::NotBlocking { kind: terms.kind });
        }
        let windows = context.facts.get::<Windows>();
        if windows.excepts(context.key, &activity) {
            return Ok(vec![]);
        }
        if ground == Ground::EmergencyAuthorised && !is_authorised(&activity, context) {
            return Err(Rejection::NoEmergency { activity });
        }
        if self.exceptions.len() >= EXCEPTIONS_MAX {
            return Err(Rejection::TooManyExceptions);
        }
        let (board, seat, by) = seat(context);
        let requesters = requesters(&activity, context);
        if let Some(other) = by.actors().chain([&seat]).find(|actor| requesters.contains(*actor)) {
            let (actor, other) = (by.actor.clone(), other.clone());
            return Err(Rejection::NotIndependent { actor, other });
        }
        // As on an emergency: a majority of those who are members at that moment, each once.
        let members: BTreeSet<&Actor> = context.facts.get::<Roles>().members(board).collect();
        let counted = members.iter().filter(|member| !requesters.contains(**member));
        let counted: BTreeSet<&Actor> = counted.copied().collect();
        let others = windows.votes(context.key, &activity, ground, board);
        let others = others.filter(|vote| vote.seat != seat && vote.by != by.actor);
        let for_it: BTreeSet<&Actor> = others.map(|vote| &vote.seat).chain([&seat]).collect();
        let agreed = u32::try_from(for_it.intersection(&counted).count()).unwrap_or(u32::MAX);
        let needed = Quorum::Majority.needed(u32::try_from(counted.len()).unwrap_or(u32::MAX));
        let granted = (agreed >= needed).then(|| {
            let (activity, basis, reason) = (activity.clone(), basis.clone(), reason.clone());
            ExceptionGranted { activity, ground, basis, reason }.into()
        });
        let board = label(board);
        let voted = ExceptionVoted { activity, ground, basis, reason, board, seat, by };
        Ok(std::iter::once(voted.into()).chain(granted).collect())
    }
}

/// On which board he sits, whose seat it is, and for whom he acts. The lifecycle lets nobody else.
fn seat(context: &Context<'_>) -> (Role, Actor, Hand) {
    let (roles, actor, at) =
        (context.facts.get::<Roles>(), &context.caller.actor, context.recorded_now);
    let himself = GRANTING.iter().find(|role| roles.holds_himself(actor, role));
    let board = himself.or_else(|| GRANTING.iter().find(|role| roles.holds(actor, role, at)));
    let board = board.copied().unwrap_or(crate::roles::EMERGENCY_CHANGE_BOARD);
    let hand = hand_of(actor, &[board], roles, at);
    let seat = hand.on_behalf.first().map_or(actor, |behalf| &behalf.of).clone();
    (board, seat, hand)
}

/// The changes that are carried out with it.
fn changes<'a>(activity: &'a Activity, context: &Context<'a>) -> Vec<&'a Key> {
    match &*activity.process {
        change::NAME => vec![&activity.key],
        release::NAME => {
            let releases: &'a Releases = context.facts.get();
            let known = releases.get(&activity.key);
            known.map(|release| release.changes.iter().collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Who wants what is to be done.
fn requesters(activity: &Activity, context: &Context<'_>) -> BTreeSet<Actor> {
    let hands = context.facts.get::<ChangeHands>();
    let known = changes(activity, context).into_iter().filter_map(|change| hands.get(change));
    known.flat_map(|hands| &hands.requesters).cloned().collect()
}

/// Whether it is an emergency change that is authorised, or a release that carries one out.
fn is_authorised(activity: &Activity, context: &Context<'_>) -> bool {
    let courses = context.facts.get::<Changes>();
    let is_emergency = |change: &Key| {
        let course = courses.course(change);
        course.is_some_and(|it| it.class == Some(Class::Emergency) && it.is_approved())
    };
    changes(activity, context).into_iter().any(is_emergency)
}

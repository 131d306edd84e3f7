//! Who may not do what about a release, because of what he has done before, here or at its changes:
//! whoever deploys it carries them out, and nobody requests, approves, carries out and reviews the
//! same, nor by a deputy, nor as one.

use super::table::{APPROVING, DEPLOYING};
use super::{Rejection, Release};
use crate::change::{Hand, hand};
use crate::facts::{ChangeHands, Roles};
use engine::{Actor, Context, Key, Role};
use std::collections::BTreeSet;

/// Who of `others`, who did what they did in one of the roles `theirs`, is whoever acts in `roles`
/// now, or is only his deputy there, or has him as no more than that.
pub(super) fn tied<'a>(
    others: &'a BTreeSet<Actor>,
    theirs: &[Role],
    roles: &[Role],
    context: &Context<'_>,
) -> Option<&'a Actor> {
    let actor = &context.caller.actor;
    let (held, at) = (context.facts.get::<Roles>(), context.recorded_now);
    let acts_only_for = |deputy: &Actor, holder: &Actor, listed: &[Role]| {
        !listed.iter().any(|role| held.holds_himself(deputy, role))
            && listed.iter().any(|role| held.acts_for(deputy, holder, role, at))
    };
    let is_tied = |other: &&Actor| {
        *other == actor || acts_only_for(actor, other, roles) || acts_only_for(other, actor, theirs)
    };
    others.iter().find(is_tied)
}

/// Refuses whoever is tied to somebody who `did` this already.
pub(super) fn apart(
    context: &Context<'_>,
    tied: Option<&Actor>,
    did: &'static str,
    what: &Key,
) -> Result<(), Rejection> {
    let Some(other) = tied else { return Ok(()) };
    let (actor, other, what) = (context.caller.actor.clone(), other.clone(), what.clone());
    Err(Rejection::NotIndependent { actor, other, did, what })
}

/// Whose hand it is of some.
fn among<'a>(hand: &'a Hand, others: &BTreeSet<Actor>) -> Option<&'a Actor> {
    hand.actors().find(|actor| others.contains(*actor))
}

impl Release {
    /// Refuses who has built it, and who acts in `roles` only for one who has, or whose deputy has.
    pub(super) fn not_by_builder(
        &self,
        roles: &[Role],
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let actor = &context.caller.actor;
        match tied(&self.builders, DEPLOYING, roles, context).cloned() {
            None => Ok(()),
            Some(builder) if builder == *actor => Err(Rejection::Builder { builder }),
            Some(builder) => Err(Rejection::ActsForBuilder { actor: actor.clone(), builder }),
        }
    }

    /// Refuses to let who has requested one of its changes approve it.
    pub(super) fn not_by_requester(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (hand, known) = (hand(context, APPROVING), context.facts.get::<ChangeHands>());
        for change in &self.plan()?.changes {
            let Some(hands) = known.get(change) else { continue };
            apart(context, among(&hand, &hands.requesters), "has requested", change)?;
        }
        Ok(())
    }

    /// Refuses to let who has requested, approved or reviewed one of its changes, or has approved it,
    /// bring it into use.
    pub(super) fn deploys(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (hand, known) = (hand(context, DEPLOYING), context.facts.get::<ChangeHands>());
        for change in &self.plan()?.changes {
            let Some(hands) = known.get(change) else { continue };
            apart(context, among(&hand, &hands.requesters), "has requested", change)?;
            apart(context, among(&hand, &hands.approvers), "has approved", change)?;
            apart(context, among(&hand, &hands.reviewers), "has reviewed", change)?;
        }
        let approver = tied(&self.approvers, APPROVING, DEPLOYING, context);
        apart(context, approver, "has approved", context.key)
    }
}

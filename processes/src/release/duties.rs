//! Who may not do what about a release, because of what he has done before, here or at its changes:
//! whoever deploys it carries them out, and nobody requests, approves, carries out and reviews the
//! same, nor by a deputy, nor as one.

use super::table::{APPROVING, DEPLOYING, MANAGER};
use super::{Rejection, Release};
use crate::change::{Hand, hand};
use crate::facts::{ChangeHands, Principals};
use engine::{Actor, Context, Key, Role};
use std::collections::BTreeSet;

/// What builds a release, what approves it, and what brings some of it into use or out of it.
pub(crate) const BUILT: &[&str] = &["build_started", "emergency_authorised"];
pub(crate) const APPROVED: &[&str] = &["approved"];
pub(crate) const DEPLOYED: &[&str] = &[
    "canary_started",
    "canary_widened",
    "deployment_started",
    "step_retried",
    "deployed",
    "remedied",
    "rollback_started",
    "rollback_failed",
    "rolled_back",
];

/// Who of `others`, who did this here, is whoever acts in `roles` now, or he for whom that one acts, or
/// did it for him.
fn tied<'a>(
    others: &'a BTreeSet<Actor>,
    did: &[&str],
    roles: &[Role],
    context: &Context<'_>,
) -> Option<&'a Actor> {
    let (hand, known) = (hand(context, roles), context.facts.get::<Principals>());
    let here = (super::NAME, context.key);
    others.iter().find(|other| known.is_work_of(&hand, other, here, did, context.recorded_now))
}

/// Refuses whoever is tied to somebody who `did` this already.
fn apart(
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
        match tied(&self.builders, BUILT, roles, context).cloned() {
            None => Ok(()),
            Some(builder) if builder == *actor => Err(Rejection::Builder { builder }),
            Some(builder) => Err(Rejection::ActsForBuilder { actor: actor.clone(), builder }),
        }
    }

    /// Refuses to let who has brought some of it into use, or out of it, review it.
    pub(super) fn not_by_deployer(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let deployer = tied(&self.deployers, DEPLOYED, MANAGER, context);
        apart(context, deployer, "has deployed", context.key)
    }

    /// Refuses to let who has requested one of its changes, or carried out an attempt at one, approve it.
    pub(super) fn not_by_requester(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (hand, known) = (hand(context, APPROVING), context.facts.get::<ChangeHands>());
        for change in &self.plan()?.changes {
            let Some(hands) = known.get(change) else { continue };
            apart(context, among(&hand, &hands.requesters), "has requested", change)?;
            apart(context, among(&hand, &hands.deployers), "has carried out", change)?;
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
        let approver = tied(&self.approvers, APPROVED, DEPLOYING, context);
        apart(context, approver, "has approved", context.key)
    }
}

//! Who may not do what, because of what he has done before: nobody requests, approves, carries out
//! and reviews the same change, nor by a deputy, nor as one.

use super::terms::{Class, Hand, OnBehalf};
use super::{Change, Rejection};
use crate::authority;
use crate::facts::{ChangeHands, Hands, Roles};
use crate::limits::label;
use crate::roles::EVERYBODY;
use engine::{Actor, Context, DecodeError, RecordRef, Role, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody does about a change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Duty {
    /// To want it, or to write what it says.
    Request,
    /// To decide on it.
    Approve,
    /// To build it.
    Build,
    /// To carry it out.
    Implement,
    /// To say what it brought about.
    Review,
    /// To say afterwards that an emergency was right.
    LookBack,
}

impl Duty {
    /// That he has.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Request => "has requested or written it",
            Self::Approve => "has approved it",
            Self::Build => "has built it",
            Self::Implement => "has carried it out",
            Self::Review => "has reviewed it",
            Self::LookBack => "has assessed it afterwards",
        }
    }
}

/// Who has done what about a change, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Duties {
    /// Who wanted it, and who wrote at it.
    pub requesters: BTreeSet<Actor>,
    /// Who decided on it.
    pub approvers: BTreeSet<Actor>,
    /// Who built it.
    pub builders: BTreeSet<Actor>,
    /// Who carries it out.
    pub implementers: BTreeSet<Actor>,
    /// Who reviewed it.
    pub reviewers: BTreeSet<Actor>,
    /// Who assessed it afterwards.
    pub assessors: BTreeSet<Actor>,
}

impl Duties {
    const fn of(&self, duty: Duty) -> &BTreeSet<Actor> {
        match duty {
            Duty::Request => &self.requesters,
            Duty::Approve => &self.approvers,
            Duty::Build => &self.builders,
            Duty::Implement => &self.implementers,
            Duty::Review => &self.reviewers,
            Duty::LookBack => &self.assessors,
        }
    }

    /// Who of those whose hand it is had a duty.
    fn had<'a>(&self, hand: &'a Hand, duty: Duty) -> Option<&'a Actor> {
        hand.actors().find(|actor| self.of(duty).contains(*actor))
    }
}

impl Change {
    /// Refuses a hand that had any of these duties: here, at what has become part of it, or at the
    /// model that it is made by.
    pub(super) fn independent(
        &self,
        hand: &Hand,
        of: &[Duty],
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let elsewhere = context.facts.get::<ChangeHands>().get(context.key);
        for duty in of {
            let here = self.duties.had(hand, *duty);
            let found = here.or_else(|| elsewhere.and_then(|known| known.had(hand, *duty)));
            let Some(other) = found.cloned() else { continue };
            return Err(self.not_independent(hand.actor.clone(), other, *duty));
        }
        Ok(())
    }

    /// Refuses what would be approved by its model at once where who wants it has approved that.
    pub(super) fn not_by_its_approver(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (known, model) = (context.facts.get::<ChangeHands>(), self.model.as_ref());
        let Some(approvers) = model.and_then(|by| known.approvers_of(&by.model)) else {
            return Ok(());
        };
        let merged = known.get(context.key).map(|hands| &hands.requesters);
        let mut requesters = self.duties.requesters.iter().chain(merged.into_iter().flatten());
        match requesters.find(|requester| approvers.contains(*requester)) {
            Some(who) => Err(self.not_independent(who.clone(), who.clone(), Duty::Approve)),
            None => Ok(()),
        }
    }

    fn not_independent(&self, actor: Actor, other: Actor, duty: Duty) -> Rejection {
        match &self.model {
            Some(by) if duty == Duty::Approve && self.class == Some(Class::Standard) => {
                Rejection::ModelApprover { actor, other, model: by.model.clone() }
            }
            Some(_) | None => Rejection::NotIndependent { actor, other, duty },
        }
    }
}

impl Hands {
    /// Who of those whose hand it is had a duty, as far as that may be on record elsewhere.
    fn had<'a>(&self, hand: &'a Hand, duty: Duty) -> Option<&'a Actor> {
        let known = match duty {
            Duty::Request => &self.requesters,
            Duty::Approve => &self.approvers,
            Duty::Implement => &self.deployers,
            Duty::Review => &self.reviewers,
            Duty::Build | Duty::LookBack => return None,
        };
        hand.actors().find(|actor| known.contains(*actor))
    }
}

/// Whose hand it is that does something that `roles` may: where he has none of them himself, also
/// that of those whose deputy he is. The engine acts for nobody.
pub(crate) fn hand(context: &Context<'_>, roles: &[Role]) -> Hand {
    let actor = &context.caller.actor;
    if context.caller.door.is_internal() {
        return own(actor);
    }
    hand_of(actor, roles, context.facts.get(), context.recorded_now)
}

/// Whose hand it is that does what only `owner` may, by `role`: his, or that of a deputy of his.
pub(crate) fn hand_of_owner(owner: &Actor, role: Role, context: &Context<'_>) -> Option<Hand> {
    let by = hand(context, &[role]);
    let is_his = by.actors().any(|actor| actor == owner);
    is_his.then_some(by)
}

/// Whose hand that of `actor` is in something that `roles` may, when `held` says who has them.
pub(crate) fn hand_of(actor: &Actor, roles: &[Role], held: &Roles, at: Timestamp) -> Hand {
    let himself = |role: &Role| EVERYBODY.contains(role) || held.holds_himself(actor, role);
    if roles.iter().any(himself) {
        return own(actor);
    }
    let mut on_behalf = Vec::new();
    for role in roles {
        let delegations = held.delegations_to(actor, role, at);
        on_behalf.extend(delegations.map(|known| OnBehalf {
            of: known.from.clone(),
            role: label(role),
            delegation: known.position,
            until: known.until,
        }));
    }
    Hand { actor: actor.clone(), on_behalf: super::bounded(on_behalf) }
}

/// Whose hand has caused a record, when `held` says who had which role then.
pub(crate) fn hand_behind(record: &RecordRef<'_>, held: &Roles) -> Result<Hand, DecodeError> {
    let actor = Actor::from_escaped(record.metadata.actor)
        .map_err(|error| DecodeError::Malformed(error.to_string()))?;
    let roles = authority::causing(record.process, record.event);
    Ok(hand_of(&actor, roles, held, record.metadata.recorded_at))
}

/// That somebody acts for himself.
pub(super) fn own(actor: &Actor) -> Hand {
    Hand { actor: actor.clone(), on_behalf: crate::limits::List::empty() }
}

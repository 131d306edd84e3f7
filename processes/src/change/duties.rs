//! Who may not do what, because of what he has done before: nobody requests, approves, carries out
//! and reviews the same change, nor by a deputy, nor as one.

use super::Rejection;
use super::terms::{Hand, OnBehalf};
use crate::facts::Roles;
use crate::limits::label;
use crate::roles::EVERYBODY;
use engine::{Actor, Context, Role, Timestamp};
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
}

impl Duties {
    const fn of(&self, duty: Duty) -> &BTreeSet<Actor> {
        match duty {
            Duty::Request => &self.requesters,
            Duty::Approve => &self.approvers,
            Duty::Build => &self.builders,
            Duty::Implement => &self.implementers,
            Duty::Review => &self.reviewers,
        }
    }

    /// Refuses a hand that had any of these duties.
    pub(super) fn independent(&self, hand: &Hand, of: &[Duty]) -> Result<(), Rejection> {
        for duty in of {
            if let Some(other) = hand.actors().find(|actor| self.of(*duty).contains(*actor)) {
                let (actor, other, duty) = (hand.actor.clone(), other.clone(), *duty);
                return Err(Rejection::NotIndependent { actor, other, duty });
            }
        }
        Ok(())
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

/// That somebody acts for himself.
pub(super) fn own(actor: &Actor) -> Hand {
    Hand { actor: actor.clone(), on_behalf: crate::limits::List::empty() }
}

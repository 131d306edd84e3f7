//! Who may ask for what, and who may have which right.

use super::terms::{Access, Grant, Item, ItemVersion, RightChange};
use super::{Rejection, ServiceRequest};
use crate::authority::holds;
use crate::change::Hand;
use crate::facts::{Roles, ServiceRequests};
use crate::limits::Label;
use engine::{Actor, Context, Key};

/// Refuses a hand of which somebody is one that must not.
pub(super) fn apart(
    by: &Hand,
    did: &'static str,
    must_not: impl Fn(&Actor) -> bool,
) -> Result<(), Rejection> {
    let Some(other) = by.actors().find(|actor| must_not(actor)) else { return Ok(()) };
    let (actor, other) = (by.actor.clone(), other.clone());
    Err(Rejection::NotApart { actor, other, did })
}

impl Item {
    /// What it says of a right, if it gives that.
    pub(crate) fn grants(&self, right: &Label) -> Option<&Grant> {
        match &self.access {
            Some(Access::Grant(grant)) if grant.right == *right => Some(grant),
            Some(Access::Grant(_) | Access::Withdraw(_)) | None => None,
        }
    }

    /// Refuses who is not entitled to it.
    pub(super) fn entitles(
        &self,
        item: &Key,
        requester: &Actor,
        customer: Option<&Key>,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let (customers, roles) = (&self.entitled.customers, &self.entitled.roles);
        if !customers.is_empty() && !customer.is_some_and(|it| customers.contains(it)) {
            let (item, customers) = (item.clone(), customers.to_vec());
            return Err(Rejection::CustomerNotEntitled { item, customers });
        }
        if !roles.is_empty() && !holds_one(requester, roles, context) {
            let (requester, item, roles) = (requester.clone(), item.clone(), roles.to_vec());
            return Err(Rejection::RequesterNotEntitled { requester, item, roles });
        }
        Ok(())
    }

    /// Refuses access that the person must not have, or that is not there to be taken.
    pub(super) fn access_for(
        &self,
        person: &Actor,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let known = context.facts.get::<ServiceRequests>();
        let person = || person.clone();
        match &self.access {
            None => Ok(()),
            Some(Access::Withdraw(right)) if known.has(&person(), right) => Ok(()),
            Some(Access::Withdraw(right)) => {
                Err(Rejection::RightNotHeld { person: person(), right: right.clone() })
            }
            Some(Access::Grant(grant)) if known.has(&person(), &grant.right) => {
                Err(Rejection::RightHeld { person: person(), right: grant.right.clone() })
            }
            Some(Access::Grant(grant)) => grant.may_have(&person(), context),
        }
    }

    /// What fulfilling it does to somebody's access.
    pub(super) fn change_of_rights(&self, person: &Actor, by: &ItemVersion) -> Option<RightChange> {
        let (right, granted) = match self.access.as_ref()? {
            Access::Grant(grant) => (grant.right.clone(), true),
            Access::Withdraw(right) => (right.clone(), false),
        };
        Some(RightChange { person: person.clone(), right, granted, by: by.clone() })
    }
}

impl Grant {
    /// Refuses who does not hold a role that may have the right, and who holds, has or has asked
    /// elsewhere for what nobody has together with it.
    pub(super) fn may_have(&self, person: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
        let right = || self.right.clone();
        if !self.for_roles.is_empty() && !holds_one(person, &self.for_roles, context) {
            let (person, roles) = (person.clone(), self.for_roles.to_vec());
            return Err(Rejection::RoleMissing { person, right: right(), roles });
        }
        if let Some(other) = self.conflict(person, context) {
            return Err(Rejection::Conflicting { person: person.clone(), right: right(), other });
        }
        Ok(())
    }

    fn conflict(&self, person: &Actor, context: &Context<'_>) -> Option<Label> {
        let (roles, now) = (context.facts.get::<Roles>(), context.recorded_now);
        if let Some(role) = roles.conflict(person, &self.right, now) {
            return Some(crate::limits::label_or(role, "another role"));
        }
        let known = context.facts.get::<ServiceRequests>();
        // What one item that gives a right keeps apart from it is, whichever gives it.
        let excluded: Vec<_> =
            self.excludes.iter().chain(known.excluded_with(&self.right)).collect();
        let held = excluded.iter().copied().find(|other| roles.holds(person, other, now));
        let apart = |(other, by): &(&Label, &ItemVersion)| {
            **other != self.right
                && (excluded.contains(other) || known.excludes(by, other, &self.right))
        };
        let had = || known.rights(person, Some(context.key)).find(apart).map(|(other, _)| other);
        held.or_else(had).cloned()
    }
}

fn holds_one(person: &Actor, roles: &[Label], context: &Context<'_>) -> bool {
    let (held, now) = (context.facts.get::<Roles>(), context.recorded_now);
    roles.iter().any(|role| holds(held, person, role, now))
}

impl ServiceRequest {
    /// The item that it was validated by, as it was then.
    pub(super) fn its_item<'a>(&self, context: &Context<'a>) -> Option<&'a Item> {
        context.facts.get::<ServiceRequests>().version(self.item.as_ref()?)
    }

    /// Refuses access that must not be given now: what was in order when it was asked for need not be.
    pub(super) fn access_still(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let access = self.its_item(context).and_then(|item| item.access.as_ref());
        match (access, &self.for_whom) {
            (Some(Access::Grant(grant)), Some(person)) => grant.may_have(person, context),
            (Some(Access::Withdraw(_)) | None, _) | (_, None) => Ok(()),
        }
    }
}

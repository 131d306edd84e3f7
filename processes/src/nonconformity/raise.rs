//! How one comes to be, whose it is, and how it ends without anything being done.

use super::table::{ASSESSING, REJECTING};
use super::{
    Assess, Assessed, Communicated, Event, FindAgain, FoundAgain, Merge, Merged, Nonconformity,
    Phase, Policy, PolicySet, Raise, Raised, Reject, Rejected, Rejection, SetPolicy, Source,
};
use crate::authority::holds;
use crate::change::hand;
use crate::facts::{Nonconformities, Roles, SecurityIncidents};
use crate::limits::{LIST_MAX, List};
use crate::roles::PROCESS_OWNER;
use engine::{Actor, Context, Span, Timestamp};
use std::collections::BTreeSet;

/// The figures in force.
pub(super) fn policy(context: &Context<'_>) -> Policy {
    context.facts.get::<Nonconformities>().policy().1
}

impl Nonconformity {
    /// The engine asks twice where the same source shows it twice quickly: what is open already is
    /// not raised again.
    pub(super) fn raise(command: Raise, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let by_rule = context.caller.door.is_internal();
        if command.source.finding().is_some() && !by_rule {
            return Err(Rejection::FindingOfAudit);
        }
        if let Some(known) = context.facts.get::<Nonconformities>().known_from(&command.source) {
            let nonconformity = known.clone();
            return if by_rule {
                Ok(Vec::new())
            } else {
                Err(Rejection::AlreadyOpen { nonconformity })
            };
        }
        if command.criteria.is_empty() {
            return Err(Rejection::NothingReferenced);
        }
        let now = context.recorded_now;
        if let Source::CertificationBody(body) = &command.source {
            to_come(body.fix_by, now)?;
        }
        let raised = Raised {
            summary: command.summary,
            statement: command.statement,
            kind: command.kind,
            source: command.source,
            criteria: command.criteria,
            services: command.services,
            configuration_items: command.configuration_items,
            leaked: command.leaked,
            assess_by: now + policy(context).assess_within,
        };
        let mut events: Vec<Event> = vec![raised.into()];
        if let Some(assessment) = command.assessment {
            let (actor, roles) = (&context.caller.actor, context.facts.get::<Roles>());
            if !ASSESSING.iter().any(|role| holds(roles, actor, role, now)) {
                return Err(Rejection::MayNotAssess { actor: actor.clone() });
            }
            events.extend(Self::assess(assessment, context)?);
        }
        Ok(events)
    }

    pub(super) fn find_again(
        &self,
        command: FindAgain,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let FindAgain { source, criteria, note, at } = command;
        if source.finding().is_some() && !context.caller.door.is_internal() {
            return Err(Rejection::FindingOfAudit);
        }
        let at = at.unwrap_or(context.occurred_at);
        if at > context.recorded_now {
            return Err(Rejection::ToCome { at });
        }
        let new: BTreeSet<_> =
            criteria.iter().filter(|it| !self.criteria.contains(it)).cloned().collect();
        if self.criteria.len() + new.len() > LIST_MAX {
            return Err(Rejection::TooManyCriteria);
        }
        let criteria = List::new(new.into_iter().collect()).unwrap_or_default();
        Ok(vec![FoundAgain { source, criteria, note, at }.into()])
    }

    /// Its owner knows; there is no time between.
    pub(super) fn assess(command: Assess, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let Assess { priority, owner, told } = command;
        let (roles, now) = (context.facts.get::<Roles>(), context.recorded_now);
        if !roles.holds(&owner, PROCESS_OWNER, now) {
            return Err(Rejection::NotProcessOwner { owner });
        }
        let mut to: Vec<Actor> = vec![owner.clone()];
        to.extend(told.iter().filter(|person| **person != owner).take(LIST_MAX - 1).cloned());
        let to = List::new(to).unwrap_or_default();
        Ok(vec![Assessed { priority, owner }.into(), Communicated { to }.into()])
    }

    pub(super) fn reject(
        &self,
        command: Reject,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let finding = self.source.as_ref().and_then(Source::finding);
        match (finding, context.caller.door.is_internal()) {
            (None, true) => return Err(Rejection::NoFinding),
            (Some(finding), false) => {
                return Err(Rejection::FindingStands { finding: finding.clone() });
            }
            _ => {}
        }
        self.leaks_no_more(context)?;
        let by = hand(context, REJECTING);
        if let Some(other) = by.actors().find(|actor| Some(*actor) == self.owner.as_ref()) {
            let (actor, other) = (by.actor.clone(), other.clone());
            return Err(Rejection::NotApart { actor, other, did: "has to see to it" });
        }
        Ok(vec![Rejected { reason: command.reason, by }.into()])
    }

    /// What leaked is traced back as long as its security incident is open, and that is known.
    fn leaks_no_more(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if !self.leaked {
            return Ok(());
        }
        let known = context.facts.get::<SecurityIncidents>();
        match &self.security_incident {
            None => Err(Rejection::SecurityIncidentMissing),
            Some(linked) if known.is_open(linked) => {
                Err(Rejection::SecurityIncidentOpen { security_incident: linked.clone() })
            }
            Some(_) => Ok(()),
        }
    }

    pub(super) fn merge(
        &self,
        command: Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let parent = command.parent;
        if parent == *context.key {
            return Err(Rejection::OwnParent);
        }
        let known = context.facts.get::<Nonconformities>();
        if !known.is_open(&parent) {
            return Err(Rejection::ParentNotOpen { parent });
        }
        // What was done about that was not done about this one, and shows nothing of it.
        if matches!(known.phase(&parent), Some(Phase::Implemented | Phase::Verified)) {
            return Err(Rejection::ParentDone { parent });
        }
        // A leak is traced back until it is linked to its security incident.
        if self.leaked && !known.has_leaked(&parent) {
            return Err(Rejection::ParentWithoutLeak { parent });
        }
        Ok(vec![Merged { parent }.into()])
    }

    pub(super) fn set_policy(
        command: SetPolicy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let SetPolicy { policy, document } = command;
        let held_by = context.facts.get::<Nonconformities>().policy_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::PolicyElsewhere { key: key.clone() });
        }
        let Policy { assess_within, watch, check_within } = policy;
        for (what, span) in
            [("assess_within", assess_within), ("watch", watch), ("check_within", check_within)]
        {
            within_bounds(what, span)?;
        }
        Ok(vec![PolicySet { policy, document }.into()])
    }
}

impl Policy {
    /// The shortest time that a figure may be: what comes sooner is a load and no plan.
    pub const SPAN_MIN: Span = Span::from_hours(1);
    /// The longest.
    pub const SPAN_MAX: Span = Span::from_days(366);
}

pub(super) fn within_bounds(what: &'static str, span: Span) -> Result<(), Rejection> {
    let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
    if (min..=max).contains(&span) {
        return Ok(());
    }
    Err(Rejection::OutOfBounds { what, span, min, max })
}

pub(super) fn to_come(at: Timestamp, now: Timestamp) -> Result<(), Rejection> {
    if at <= now { Err(Rejection::Over { at }) } else { Ok(()) }
}

//! How a risk comes up, and how grave it is.

use super::matrix::in_force;
use super::terms::{Matrix, Rated, Score, Source};
use super::{
    Assess, Assessed, AssignOwner, Escalated, Event, Identified, Identify, OwnerAssigned,
    Prioritised, Rejection, Review, ReviewFellDue, Reviewed, Risk,
};
use crate::authority::RoleAuthority;
use crate::change::hand;
use crate::facts::{ConfigurationItems, OnRecord, Risks};
use crate::limits::label;
use crate::roles::{RISK_MANAGER, RISK_OWNER, TOP_MANAGEMENT};
use engine::{Actor, Authority as _, Context, Key, Timestamp};
use std::collections::BTreeSet;

/// Refuses somebody who is no risk owner.
fn may_own(owner: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
    let (facts, at) = (context.facts, context.recorded_now);
    if RoleAuthority.holds(facts, owner, RISK_OWNER, at) {
        return Ok(());
    }
    Err(Rejection::NotRiskOwner { person: owner.clone() })
}

/// Refuses items of which there is no record.
pub(super) fn known_items(items: &[Key], context: &Context<'_>) -> Result<(), Rejection> {
    let known = context.facts.get::<ConfigurationItems>();
    match items.iter().find(|item| known.phase_of(item).is_none()) {
        Some(item) => Err(Rejection::UnknownItem { item: item.clone() }),
        None => Ok(()),
    }
}

fn assess_by(matrix: &Matrix, context: &Context<'_>) -> Timestamp {
    context.recorded_now + matrix.assessment_limit
}

impl Source {
    /// Refuses what is said to be on record and is not.
    fn check(&self, context: &Context<'_>) -> Result<(), Rejection> {
        match self {
            Self::Record(record)
                if !context.facts.get::<OnRecord>().has(&record.process, &record.key) =>
            {
                Err(Rejection::UnknownSource { record: record.clone() })
            }
            Self::Record(_) | Self::Stated(_) => Ok(()),
        }
    }
}

impl Risk {
    /// What is open from the same source is not opened again.
    pub(super) fn identify(
        command: Identify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by_rule = context.caller.door.is_internal();
        command.source.check(context)?;
        if let Source::Record(record) = &command.source
            && let Some(risk) = context.facts.get::<Risks>().open_from(record)
        {
            let refused = Rejection::AlreadyOpen { risk: risk.clone() };
            return if by_rule { Ok(Vec::new()) } else { Err(refused) };
        }
        if !by_rule {
            known_items(&command.configuration_items, context)?;
        }
        if let Some(owner) = &command.owner {
            may_own(owner, context)?;
        }
        let (_, matrix) = in_force(context);
        let identified = Identified {
            title: command.title,
            description: command.description,
            dimension: command.dimension,
            source: command.source,
            services: command.services,
            configuration_items: command.configuration_items,
            assess_by: assess_by(&matrix, context),
        };
        let owned = command.owner.map(|owner| OwnerAssigned { owner }.into());
        Ok(std::iter::once(identified.into()).chain(owned).collect())
    }

    pub(super) fn assign_owner(
        &self,
        AssignOwner { owner }: AssignOwner,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.owner.as_ref() == Some(&owner) {
            return Ok(Vec::new());
        }
        may_own(&owner, context)?;
        Ok(vec![OwnerAssigned { owner }.into()])
    }

    pub(super) fn assess(
        &self,
        command: Assess,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Assess { inherent, current, target, statement, jointly_with, owner } = command;
        let current = current.unwrap_or(inherent);
        let target = target.unwrap_or(current);
        within("current", current, "inherent", inherent)?;
        within("target", target, "current", current)?;
        match &owner {
            Some(owner) => may_own(owner, context)?,
            None if self.owner.is_none() => return Err(Rejection::NoOwner),
            None => {}
        }
        self.looked_at_together(&jointly_with, context)?;
        let ((version, matrix), now) = (in_force(context), context.recorded_now);
        let assessed = Assessed {
            inherent: matrix.rate(inherent),
            current: matrix.rate(current),
            target: matrix.rate(target),
            matrix: version,
            beyond_appetite: self.is_beyond(current, &matrix),
            statement,
            jointly_with,
            by: hand(context, &[RISK_MANAGER]),
            decide_by: assess_by(&matrix, context),
            reassess_at: matrix.assessment_interval.after(now, 1),
        };
        let another = owner.filter(|owner| self.owner.as_ref() != Some(owner));
        let assigned = another.map(|owner| OwnerAssigned { owner }.into());
        let events = std::iter::once(assessed.into()).chain(assigned);
        Ok(events.chain([prioritised(current, context).into()]).collect())
    }

    /// Whether all open risks of other dimensions about the same were looked at with it.
    fn looked_at_together(&self, named: &[Key], context: &Context<'_>) -> Result<(), Rejection> {
        let known = context.facts.get::<Risks>();
        if let Some(risk) = named.iter().find(|it| *it == context.key || !known.is_open(it)) {
            return Err(Rejection::NotOpen { risk: risk.clone() });
        }
        let about = known.about(&self.configuration_items, &self.services);
        let other = |risk: &&Key| {
            *risk != context.key && known.get(risk).map(|it| it.dimension) != self.dimension
        };
        let missing = |risk: &&Key| other(risk) && !named.contains(risk);
        let risks: BTreeSet<Key> = about.filter(missing).cloned().collect();
        if risks.is_empty() { Ok(()) } else { Err(Rejection::NotJoint { risks }) }
    }

    pub(super) fn is_beyond(&self, score: Score, matrix: &Matrix) -> bool {
        self.dimension.is_some_and(|dimension| matrix.is_beyond(score, dimension))
    }

    /// Its place now, where that is another one.
    pub(super) fn prioritise(&self, context: &Context<'_>) -> Vec<Event> {
        let place = self.current.map(|current| prioritised(current.score, context));
        let other = place.filter(|place| self.rank != Some(place.rank));
        other.map(Into::into).into_iter().collect()
    }

    pub(super) fn note_review_due(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match self.review_at {
            Some(due) if due <= context.recorded_now => Ok(vec![ReviewFellDue {}.into()]),
            due => Err(Rejection::NotDue { due }),
        }
    }

    pub(super) fn review(
        &self,
        Review { current, finding }: Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.within_inherent(current)?;
        let (version, matrix) = in_force(context);
        let reviewed = Reviewed {
            current: matrix.rate(current),
            matrix: version,
            finding,
            by: hand(context, &[RISK_MANAGER]),
            review_at: matrix.review_interval.after(context.recorded_now, 1),
        };
        Ok(vec![reviewed.into(), prioritised(current, context).into()])
    }

    /// With something done about it, it is no graver than with nothing.
    pub(super) fn within_inherent(&self, score: Score) -> Result<(), Rejection> {
        match self.inherent {
            Some(Rated { score: inherent, .. }) => within("current", score, "inherent", inherent),
            None => Ok(()),
        }
    }

    pub(super) fn escalate(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let now = context.recorded_now;
        let due = self.limit.filter(|limit| limit.at <= now);
        let Some(limit) = due else {
            return Err(Rejection::NotDue { due: self.limit.map(|limit| limit.at) });
        };
        let next_due = now + in_force(context).1.assessment_limit;
        Ok(vec![Escalated { rule: limit.rule, to: label(TOP_MANAGEMENT), next_due }.into()])
    }
}

pub(super) fn prioritised(score: Score, context: &Context<'_>) -> Prioritised {
    let known = context.facts.get::<Risks>();
    let (rank, of) = known.rank(context.key, score, context.recorded_now);
    Prioritised { rank, of }
}

fn within(
    what: &'static str,
    score: Score,
    than: &'static str,
    other: Score,
) -> Result<(), Rejection> {
    if score.within(other) { Ok(()) } else { Err(Rejection::Above { what, than }) }
}

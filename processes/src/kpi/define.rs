//! What an indicator is: defined, approved, changed, paused, retired.

use super::figure::Figure;
use super::measure::Measure;
use super::month::Month;
use super::state::Proposal;
use super::table::{DECIDING, WRITING};
use super::terms::{Definition, Due, Policy};
use super::{
    Approve, Approved, Define, Defined, Event, Kpi, Pause, Paused, PolicySet, Rejection, Resume,
    Resumed, Retarget, RetargetProposed, Retire, Retired, SetPolicy, Started, TargetChanged,
    VERSIONS_MAX,
};
use crate::change::{Hand, hand};
use crate::facts::{Indicators, Roles};
use crate::roles::PROCESS_OWNER;
use engine::{Context, Span};
use std::collections::BTreeSet;

/// When the figure of a month is to be there.
pub(super) fn due(month: Month, context: &Context<'_>) -> Due {
    let (_, policy) = context.facts.get::<Indicators>().policy();
    Due { month, at: month.end() + policy.measure_within }
}

/// Refuses a figure that says nothing of what is measured.
pub(super) fn check(measure: Measure, given: Figure) -> Result<(), Rejection> {
    let unit = measure.unit();
    if given.unit() != unit {
        return Err(Rejection::WrongUnit { measure, unit, given });
    }
    if given.is_possible() { Ok(()) } else { Err(Rejection::Negative { given }) }
}

impl Definition {
    /// What is defined, with who answers for it.
    fn checked(self, by: &Hand, context: &Context<'_>) -> Result<Self, Rejection> {
        check(self.measure, self.target)?;
        let himself = || Some(by.actor.clone()).filter(|_| !context.caller.door.is_internal());
        let owner = self.owner.clone().or_else(himself).ok_or(Rejection::OwnerMissing)?;
        if !context.facts.get::<Roles>().holds(&owner, PROCESS_OWNER, context.recorded_now) {
            return Err(Rejection::NotProcessOwner { owner });
        }
        Ok(Self { owner: Some(owner), ..self })
    }
}

impl Kpi {
    pub(super) fn define(
        &self,
        Define { definition }: Define,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = hand(context, WRITING);
        let version = self.next_version()?;
        let default = super::defaults::default_named(context.key);
        if let Some(measure) = default.filter(|measure| *measure != definition.measure) {
            return Err(Rejection::NameOfAnother { name: context.key.clone(), measure });
        }
        let definition = definition.checked(&by, context)?;
        Ok(vec![Defined { version, definition, by }.into()])
    }

    fn next_version(&self) -> Result<u64, Rejection> {
        if self.numbered < VERSIONS_MAX {
            return Ok(self.numbered + 1);
        }
        Err(Rejection::TooMany { what: "versions", most: VERSIONS_MAX })
    }

    /// By somebody on the committee who has not written at it, and does not answer for it, nor did.
    pub(super) fn approve(
        &self,
        Approve { version, quorum }: Approve,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let proposed = self.proposed.as_ref();
        let waits = proposed.filter(|proposed| proposed.version == version);
        let Some(Proposal { definition, .. }) = waits else {
            let proposed = proposed.map(|proposed| proposed.version);
            return Err(Rejection::NotProposed { version, proposed });
        };
        let by = hand(context, DECIDING);
        let known = self.in_force().and_then(|(_, known)| known.owner.as_ref());
        let owners: BTreeSet<_> = definition.owner.iter().chain(known).collect();
        let author = by.actors().find(|actor| self.authors.contains(*actor));
        let owner = by.actors().find(|actor| owners.contains(actor));
        let did = author.map(|author| (author, "has written at it"));
        if let Some((other, did)) = did.or(owner.map(|owner| (owner, "answers for it"))) {
            let (actor, other) = (by.actor.clone(), other.clone());
            return Err(Rejection::NotApart { actor, other, did });
        }
        let in_force = match self.in_force() {
            Some((replaces, _)) => TargetChanged { version, replaces }.into(),
            None => Started { version, next: due(Month::of(context.recorded_now), context) }.into(),
        };
        Ok(vec![Approved { version, quorum, by }.into(), in_force])
    }

    /// What measures something else is another indicator.
    pub(super) fn retarget(
        &self,
        Retarget { definition, reason }: Retarget,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = hand(context, WRITING);
        let known = self.in_force().map(|(_, known)| known);
        let measures = known.map(|known| known.measure);
        if let Some(measure) = measures.filter(|measure| *measure != definition.measure) {
            return Err(Rejection::OtherMeasure { measure, other: definition.measure });
        }
        let version = self.next_version()?;
        // Whoever answers for it still does, unless somebody else is named.
        let owner = definition.owner.or_else(|| known.and_then(|known| known.owner.clone()));
        let definition = Definition { owner, ..definition }.checked(&by, context)?;
        Ok(vec![RetargetProposed { version, definition, reason, by }.into()])
    }

    pub(super) fn pause(&self, Pause { reason }: Pause) -> Result<Vec<Event>, Rejection> {
        if self.pauses >= VERSIONS_MAX {
            return Err(Rejection::TooMany { what: "pauses", most: VERSIONS_MAX });
        }
        Ok(vec![Paused { reason }.into()])
    }

    /// What ended before it was paused is still to be there; what ended since is not asked for.
    pub(super) fn resume(&self, Resume { reason }: Resume, context: &Context<'_>) -> Vec<Event> {
        let now = Month::of(context.recorded_now);
        let ended = |next: &Due| self.paused_at.is_some_and(|at| next.month.end() <= at);
        let next = match self.next {
            Some(next) if ended(&next) => next,
            Some(next) => due(next.month.max(now), context),
            None => due(now, context),
        };
        vec![Resumed { reason, next }.into()]
    }

    pub(super) fn retire(
        Retire { replacement, reason }: Retire,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if replacement.is_none() && reason.is_none() {
            return Err(Rejection::ReasonMissing);
        }
        if let Some(replacement) = &replacement {
            let known = context.facts.get::<Indicators>().get(replacement);
            let is_measured = known.is_some_and(|known| known.at(context.recorded_now).is_some());
            if replacement == context.key || !is_measured {
                return Err(Rejection::NoReplacement { replacement: replacement.clone() });
            }
        }
        Ok(vec![Retired { replacement, reason }.into()])
    }

    pub(super) fn set_policy(
        &self,
        SetPolicy { policy, document }: SetPolicy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let held_by = context.facts.get::<Indicators>().policy_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::PolicyElsewhere { key: key.clone() });
        }
        let Policy { measure_within, review_within } = policy;
        let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
        for (what, span) in [("measure_within", measure_within), ("review_within", review_within)] {
            if !(min..=max).contains(&span) {
                return Err(Rejection::OutOfBounds { what, span, min, max });
            }
        }
        Ok(vec![PolicySet { version: self.policies + 1, policy, document }.into()])
    }
}

impl Policy {
    /// The shortest time that a figure may be: what comes sooner is a load and no plan.
    pub const SPAN_MIN: Span = Span::from_hours(1);
    /// The longest.
    pub const SPAN_MAX: Span = Span::from_days(366);
}

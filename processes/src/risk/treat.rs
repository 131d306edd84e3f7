//! What becomes of a risk: treatment, acceptance, another assessment, the ends.

use super::assess::{known_items, prioritised};
use super::matrix::in_force;
use super::terms::Trigger;
use super::{
    Accept, Accepted, Close, Closed, CompleteTreatment, Event, Merge, Merged, PlanTreatment,
    Reassess, Reassessed, Reject, Rejected, Rejection, Risk, Treated, TreatmentPlanned,
};
use crate::change::{Hand, hand_of_owner};
use crate::facts::{Changes, Course, Risks};
use crate::limits::List;
use crate::roles::RISK_OWNER;
use engine::{Context, Key, Timestamp};

impl From<Close> for Closed {
    fn from(close: Close) -> Self {
        Self { cause_gone: close.cause_gone }
    }
}

impl From<Reject> for Rejected {
    fn from(reject: Reject) -> Self {
        Self { reason: reject.reason }
    }
}

/// Refuses a change that nobody has requested, or that was turned down.
fn may_help(change: &Key, context: &Context<'_>) -> Result<(), Rejection> {
    if context.facts.get::<Changes>().course(change).is_some_and(Course::may_help) {
        return Ok(());
    }
    Err(Rejection::UnknownChange { change: change.clone() })
}

/// Refuses a change of which what it is to bring about is not there.
fn is_in_place(change: &Key, context: &Context<'_>) -> Result<(), Rejection> {
    if context.facts.get::<Changes>().course(change).is_some_and(Course::is_in_place) {
        return Ok(());
    }
    Err(Rejection::ChangeNotInPlace { change: change.clone() })
}

fn is_to_come(at: Timestamp, context: &Context<'_>) -> Result<(), Rejection> {
    if at > context.recorded_now { Ok(()) } else { Err(Rejection::Over { at }) }
}

impl Risk {
    /// The owner's hand; his deputy's is that too.
    fn by_owner(&self, context: &Context<'_>) -> Result<Hand, Rejection> {
        let owner = self.owner.as_ref().ok_or(Rejection::NoOwner)?;
        let by = hand_of_owner(owner, RISK_OWNER, context);
        by.ok_or_else(|| Rejection::NotOwner { owner: owner.clone() })
    }

    pub(super) fn plan_treatment(
        &self,
        PlanTreatment { treatment }: PlanTreatment,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = self.by_owner(context)?;
        is_to_come(treatment.due, context)?;
        if treatment.controls.is_empty() {
            return Err(Rejection::NoControl);
        }
        known_items(&treatment.configuration_items, context)?;
        if let Some(change) = &treatment.change {
            may_help(change, context)?;
        }
        Ok(vec![TreatmentPlanned { treatment, by }.into()])
    }

    pub(super) fn complete_treatment(
        &self,
        command: CompleteTreatment,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let CompleteTreatment { residual, done, change } = command;
        let by = self.by_owner(context)?;
        self.within_inherent(residual)?;
        let treatment = self.treatment.as_ref();
        let planned = treatment.and_then(|it| it.change.clone());
        let change = change.or(planned);
        let items = treatment.map(|it| &it.configuration_items);
        if change.is_none() && items.is_some_and(|items| !items.is_empty()) {
            return Err(Rejection::ChangeMissing);
        }
        if let Some(change) = &change {
            is_in_place(change, context)?;
        }
        let (version, matrix) = in_force(context);
        let target = self.target.map(|target| target.score);
        let treated = Treated {
            residual: matrix.rate(residual),
            matrix: version,
            target_reached: target.is_none_or(|target| residual.within(target)),
            controls: treatment.map_or_else(List::empty, |it| it.controls.clone()),
            change,
            done,
            by,
            review_at: matrix.review_interval.after(context.recorded_now, 1),
        };
        Ok(vec![treated.into(), prioritised(residual, context).into()])
    }

    /// By who answers for it and has not said himself how grave it is; no more than may be borne,
    /// and no longer.
    pub(super) fn accept(
        &self,
        Accept { until, reason }: Accept,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = self.by_owner(context)?;
        if let Some(actor) = by.actors().find(|actor| self.scored_by.contains(*actor)) {
            return Err(Rejection::ScoredHimself { actor: actor.clone() });
        }
        let (version, matrix) = in_force(context);
        let (Some(current), Some(dimension)) = (self.current, self.dimension) else {
            return Err(Rejection::NotAssessed);
        };
        let current = matrix.rate(current.score);
        if matrix.is_beyond(current.score, dimension) {
            let appetite = *matrix.appetite.get(dimension);
            return Err(Rejection::BeyondAppetite { rating: current.rating, appetite });
        }
        is_to_come(until, context)?;
        let latest = matrix.acceptance_max.after(context.recorded_now, 1);
        if until > latest {
            return Err(Rejection::TooLong { until, latest });
        }
        Ok(vec![Accepted { until, current, matrix: version, reason, by }.into()])
    }

    pub(super) fn reassess(
        &self,
        Reassess { trigger }: Reassess,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let now = context.recorded_now;
        let due = match &trigger {
            Trigger::AcceptanceExpired => Some(self.accepted_until),
            Trigger::PlannedInterval => Some(self.reassess_at),
            Trigger::Asked(_) | Trigger::Matrix(_) | Trigger::Trend(_) | Trigger::Event(_) => None,
        };
        if let Some(due) = due
            && due.is_none_or(|due| due > now)
        {
            return Err(Rejection::NotDue { due });
        }
        let assess_by = now + in_force(context).1.assessment_limit;
        Ok(vec![Reassessed { trigger, assess_by }.into()])
    }

    pub(super) fn merge(
        Merge { parent }: Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if parent == *context.key || !context.facts.get::<Risks>().is_open(&parent) {
            return Err(Rejection::NotOpen { risk: parent });
        }
        Ok(vec![Merged { parent }.into()])
    }
}

//! What makes it so, and what is done about that.

use super::raise::{policy, to_come, within_bounds};
use super::table::{EXTENDING, OWNING};
use super::{
    ActionPlanned, ActionStarted, CauseDetermined, CompleteAction, Correct, CorrectionMade,
    CorrectiveActionCompleted, DetermineCause, Event, Extend, Extended, Held, Hold, Kind,
    Nonconformity, Phase, PlanAction, PreventiveActionCompleted, Rejection, Resumed,
};
use crate::change::{Hand, hand, hand_of};
use engine::Context;

impl Nonconformity {
    pub(super) fn correct(command: Correct) -> Vec<Event> {
        vec![CorrectionMade { correction: command.correction }.into()]
    }

    pub(super) fn determine_cause(command: DetermineCause) -> Vec<Event> {
        let DetermineCause { cause, method, systemic, need } = command;
        vec![CauseDetermined { cause, method, systemic, need }.into()]
    }

    pub(super) fn plan_action(
        &self,
        command: PlanAction,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let PlanAction { action, owner, due, watch } = command;
        if !self.cause_known {
            return Err(Rejection::CauseMissing);
        }
        to_come(due, context.recorded_now)?;
        let watch = watch.unwrap_or_else(|| policy(context).watch);
        within_bounds("watch", watch)?;
        let by = hand(context, OWNING);
        let owner = owner.or_else(|| self.owner.clone()).unwrap_or_else(|| by.actor.clone());
        // Who owns it only for somebody else, owns it for that one.
        let owner = hand_of(&owner, OWNING, context.facts.get(), context.recorded_now);
        Ok(vec![ActionPlanned { action, owner, due, watch, by }.into()])
    }

    pub(super) fn start_action(context: &Context<'_>) -> Vec<Event> {
        vec![ActionStarted { by: hand(context, OWNING) }.into()]
    }

    pub(super) fn hold(command: Hold) -> Vec<Event> {
        vec![Held { reason: command.reason }.into()]
    }

    pub(super) fn resume() -> Vec<Event> {
        vec![Resumed {}.into()]
    }

    pub(super) fn complete_action(
        &self,
        command: CompleteAction,
        context: &Context<'_>,
    ) -> Vec<Event> {
        let CompleteAction { outcome, evidence } = command;
        let figures = policy(context);
        let watch = self.action.as_ref().map_or(figures.watch, |action| action.watch);
        let watch_until = context.recorded_now + watch;
        let check_due = watch_until + figures.check_within;
        let by = hand(context, OWNING);
        let begun = ActionStarted { by: by.clone() }.into();
        let begun = (self.phase == Phase::ActionPlanned).then_some(begun);
        let completed = match self.kind {
            Kind::Actual => {
                CorrectiveActionCompleted { outcome, evidence, watch_until, check_due, by }.into()
            }
            Kind::Potential => {
                PreventiveActionCompleted { outcome, evidence, watch_until, check_due, by }.into()
            }
        };
        begun.into_iter().chain([completed]).collect()
    }

    pub(super) fn extend(
        &self,
        command: Extend,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Extend { due, reason } = command;
        let by = hand(context, EXTENDING);
        self.apart(&by)?;
        let before = self.action.as_ref().map_or(context.recorded_now, |action| action.due);
        if due <= before {
            return Err(Rejection::NotLater { due: before });
        }
        to_come(due, context.recorded_now)?;
        Ok(vec![Extended { due, reason, by }.into()])
    }

    /// Refuses whoever has a hand in the action, and who acts only for one who has.
    pub(super) fn apart(&self, by: &Hand) -> Result<(), Rejection> {
        let Some(action) = &self.action else { return Ok(()) };
        let Some(other) = by.actors().find(|actor| action.hands.contains(*actor)) else {
            return Ok(());
        };
        let (actor, other) = (by.actor.clone(), other.clone());
        Err(Rejection::NotApart { actor, other, did: "has a hand in the action" })
    }
}

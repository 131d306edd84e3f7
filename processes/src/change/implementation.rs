//! Carrying a change out, and making good what failed.

use super::state::REVIEW_DELAY;
use super::terms::Class;
use super::{
    BackOut, BackedOut, BackoutFailed, BackoutStarted, Change, CompleteImplementation, Event, Fail,
    FailBackout, FailRemedy, Failed, Implemented, Rejection, Remedied, Remedy, RemedyFailed,
    RemedyStarted, RetryStep, StartRemedy, StepRetried,
};
use crate::facts::Changes;
use crate::limits::{List, text};
use engine::{Context, Key};

impl Change {
    pub(super) fn retry_step(
        &self,
        command: &RetryStep,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if let Some(from) = self.ends_at().filter(|end| *end <= context.recorded_now) {
            return Err(Rejection::NoTimeToBackOut { from });
        }
        let RetryStep { step, reason } = command.clone();
        Ok(vec![StepRetried { step, reason }.into()])
    }

    pub(super) fn complete(
        &self,
        command: &CompleteImplementation,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let implementer = self.carries_out(context)?;
        let CompleteImplementation { checks, open_parts, altered, review_at } = command.clone();
        let items = self.touched().1;
        let altered = altered.unwrap_or_else(|| super::bounded(items.to_vec()));
        let foreign: Vec<Key> =
            altered.iter().filter(|item| !items.contains(item)).cloned().collect();
        if !foreign.is_empty() {
            return Err(Rejection::NotOfTheChange { items: foreign });
        }
        let review_at = review_at.unwrap_or(context.recorded_now + REVIEW_DELAY);
        let raised_from = self.raised_from.clone();
        let event =
            Implemented { implementer, checks, open_parts, altered, review_at, raised_from };
        Ok(vec![event.into()])
    }

    pub(super) fn fail(&self, command: &Fail) -> Vec<Event> {
        let Fail { symptom, service_affected, incident } = command.clone();
        let model = self.model.as_ref().filter(|_| self.class == Some(Class::Standard));
        let model = model.map(|by| by.model.clone());
        vec![Failed { symptom, service_affected, incident, model }.into()]
    }

    pub(super) fn start_backout(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if self.backout.is_none() {
            return Err(Rejection::BackoutNotPlanned);
        }
        Ok(vec![BackoutStarted { implementer: self.carries_out(context)? }.into()])
    }

    pub(super) fn back_out(
        &self,
        command: &BackOut,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let implementer = self.carries_out(context)?;
        let restored = command.restored.clone();
        // Whatever was put on record under it is to be put back.
        let claim = context.facts.get::<Changes>().get(context.key);
        let updated = claim.map(|claim| claim.updated.iter().cloned().collect());
        let altered = super::bounded(updated.unwrap_or_default());
        let raised_from = self.raised_from.clone();
        Ok(vec![BackedOut { implementer, restored, altered, raised_from }.into()])
    }

    pub(super) fn fail_backout(command: &FailBackout) -> Vec<Event> {
        let FailBackout { incident, reason } = command.clone();
        vec![BackoutFailed { incident, reason }.into()]
    }

    pub(super) fn start_remedy(command: &StartRemedy) -> Vec<Event> {
        let StartRemedy { remedy, approved } = command.clone();
        vec![RemedyStarted { remedy, approved }.into()]
    }

    pub(super) fn remedy(
        &self,
        command: &Remedy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let implementer = self.carries_out(context)?;
        let checks = command.checks.clone();
        let items = self.touched().1.to_vec();
        let altered = self.altered.clone().unwrap_or(items);
        let altered: List<Key> = super::bounded(altered);
        let raised_from = self.raised_from.clone();
        Ok(vec![Remedied { implementer, checks, altered, raised_from }.into()])
    }

    pub(super) fn fail_remedy(command: &FailRemedy) -> Vec<Event> {
        vec![RemedyFailed { reason: command.reason.clone() }.into()]
    }
}

impl Fail {
    /// That there is only so much time left as backing out takes.
    #[must_use]
    pub fn window_over() -> Self {
        let symptom = text("its time is over but for backing out, and it is not carried out");
        Self { symptom, service_affected: false, incident: None }
    }
}

//! Carrying a change out, and making good what failed.

use super::state::{REVIEW_DELAY, REVIEW_LIMIT};
use super::terms::{Class, Hand};
use super::{
    BackOut, BackedOut, BackoutFailed, BackoutStarted, Change, CompleteImplementation,
    CorrectOutcome, Event, Fail, FailBackout, FailRemedy, Failed, Implemented, OutcomeCorrected,
    Rejection, Remedied, Remedy, RemedyFailed, RemedyStarted, RetryStep, StartBackout, StartRemedy,
    StepRetried,
};
use crate::facts::{Changes, Releases, RepeatCounters, ServiceWork, Services};
use crate::limits::{List, Text, text};
use engine::{Context, Key};
use std::collections::BTreeSet;

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
        let implementer = Some(self.carries_out(context)?);
        Ok(vec![StepRetried { step, reason, implementer }.into()])
    }

    pub(super) fn complete(
        &self,
        command: &CompleteImplementation,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let CompleteImplementation { checks, open_parts, altered, unaltered, review_at, by } =
            command.clone();
        let implementer = self.carried_out_by(by, context)?;
        Self::is_deployed(context)?;
        self.services_are_gone(context)?;
        let altered = self.altered_by(altered, unaltered.as_ref(), context)?;
        let review_at = review_at.unwrap_or(context.recorded_now + REVIEW_DELAY);
        let latest = context.recorded_now + REVIEW_LIMIT;
        if review_at > latest {
            return Err(Rejection::ReviewTooLate { latest });
        }
        let raised_from = self.raised_from.clone();
        let event = Implemented {
            implementer,
            checks,
            open_parts,
            altered,
            unaltered,
            review_at,
            raised_from,
        };
        Ok(vec![event.into()])
    }

    /// Refuses while a service is there that it takes away: one that is being removed for it, or that
    /// the catalogue offers, such as when that removal was given up.
    fn services_are_gone(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (work, services) =
            (context.facts.get::<ServiceWork>(), context.facts.get::<Services>());
        let gone = work.gone_for(context.key);
        let takes = self.content.iter().filter(|content| content.service_effect.takes_away());
        let named = takes.flat_map(|content| &*content.services);
        let offered = named.filter(|it| services.is_offered(it) && !gone.contains(it)).cloned();
        let left: BTreeSet<Key> =
            work.to_take_away(context.key).into_iter().chain(offered).collect();
        let services = Vec::from_iter(left);
        if services.is_empty() { Ok(()) } else { Err(Rejection::ServicesThere { services }) }
    }

    /// Refuses by hand what a release carries out that has not brought it into use: it says so itself.
    fn is_deployed(context: &Context<'_>) -> Result<(), Rejection> {
        let carrying = context.facts.get::<Releases>().carrying(context.key);
        let waiting = carrying.filter(|(_, known)| known.observed.is_none());
        let releases: Vec<_> = waiting.map(|(key, _)| key.clone()).collect();
        if releases.is_empty() || context.caller.door.is_internal() {
            return Ok(());
        }
        Err(Rejection::ReleaseNotDeployed { releases })
    }

    /// What has become other: what is named of its items, all where nothing is. What that leaves out
    /// needs a reason, and was not updated under it.
    fn altered_by(
        &self,
        named: Option<List<Key>>,
        unaltered: Option<&Text>,
        context: &Context<'_>,
    ) -> Result<List<Key>, Rejection> {
        let items = self.touched().1;
        let Some(altered) = named else { return Ok(super::bounded(items.to_vec())) };
        let foreign: Vec<Key> =
            altered.iter().filter(|item| !items.contains(item)).cloned().collect();
        if !foreign.is_empty() {
            return Err(Rejection::NotOfTheChange { items: foreign });
        }
        let left_out: Vec<Key> =
            items.iter().filter(|item| !altered.contains(item)).cloned().collect();
        let claim = context.facts.get::<Changes>().get(context.key);
        let is_updated =
            |item: &&Key| claim.is_some_and(|claim| claim.ever_updated.contains(*item));
        let updated: Vec<Key> = left_out.iter().filter(is_updated).cloned().collect();
        if !updated.is_empty() {
            return Err(Rejection::UpdatedAsWell { items: updated });
        }
        if !left_out.is_empty() && unaltered.is_none() {
            return Err(Rejection::UnalteredUnsaid { items: left_out });
        }
        Ok(altered)
    }

    pub(super) fn fail(
        &self,
        command: &Fail,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.backed_out {
            return Err(Rejection::BackedOut);
        }
        let Fail { symptom, service_affected, incident } = command.clone();
        self.is_about_it(incident.as_ref(), context)?;
        let model = self.standard_model();
        Ok(vec![Failed { symptom, service_affected, incident, model }.into()])
    }

    /// What was closed turns out to have failed, such as when its release is rolled back late.
    pub(super) fn correct_outcome(
        &self,
        command: &CorrectOutcome,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.backed_out || self.corrected {
            return Ok(Vec::new());
        }
        let CorrectOutcome { symptom, service_affected, incident } = command.clone();
        self.is_about_it(incident.as_ref(), context)?;
        let (services, items) = self.touched();
        let event = OutcomeCorrected {
            symptom,
            service_affected,
            incident,
            model: self.standard_model(),
            services: super::bounded(services.to_vec()),
            configuration_items: super::bounded(items.to_vec()),
            raised_from: self.raised_from.clone(),
        };
        Ok(vec![event.into()])
    }

    /// The model that it was made by, where that decided on it.
    fn standard_model(&self) -> Option<Key> {
        let model = self.model.as_ref().filter(|_| self.class == Some(Class::Standard));
        model.map(|by| by.model.clone())
    }

    /// Refuses an incident of other items and services that was there before it was carried out, and
    /// one that is not on record. A rule names what is logged in the same breath.
    fn is_about_it(&self, named: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
        let Some(incident) = named.filter(|_| !context.caller.door.is_internal()) else {
            return Ok(());
        };
        let incidents = context.facts.get::<RepeatCounters>();
        match incidents.may_come_of(incident, self.touched(), self.begun_at) {
            Some(true) => Ok(()),
            Some(false) => Err(Rejection::IncidentElsewhere { incident: incident.clone() }),
            None => Err(Rejection::IncidentUnknown { incident: incident.clone() }),
        }
    }

    pub(super) fn start_backout(
        &self,
        command: &StartBackout,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.backout.is_none() {
            return Err(Rejection::BackoutNotPlanned);
        }
        let implementer = self.reversed_by(command.by.clone(), context)?;
        Ok(vec![BackoutStarted { implementer }.into()])
    }

    /// Who reverses it. Whoever rolls its release back has done so already, whoever he is.
    fn reversed_by(&self, by: Option<Hand>, context: &Context<'_>) -> Result<Hand, Rejection> {
        by.map_or_else(|| self.carries_out(context), Ok)
    }

    pub(super) fn back_out(
        &self,
        command: &BackOut,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let implementer = self.reversed_by(command.by.clone(), context)?;
        let services = context.facts.get::<ServiceWork>().taken_away(context.key);
        if !services.is_empty() {
            return Err(Rejection::ServicesTakenAway { services });
        }
        let restored = command.restored.clone();
        // Whatever was put on record under it is to be put back.
        let claim = context.facts.get::<Changes>().get(context.key);
        let updated = claim.map(|claim| claim.ever_updated.iter().cloned().collect());
        let altered = super::bounded(updated.unwrap_or_default());
        let raised_from = self.raised_from.clone();
        Ok(vec![BackedOut { implementer, restored, altered, raised_from }.into()])
    }

    pub(super) fn fail_backout(
        command: &FailBackout,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let FailBackout { incident, reason } = command.clone();
        if !context.facts.get::<RepeatCounters>().knows(&incident) {
            return Err(Rejection::IncidentUnknown { incident });
        }
        Ok(vec![BackoutFailed { incident, reason }.into()])
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
        let Remedy { checks, altered, unaltered, by } = command.clone();
        let implementer = self.carried_out_by(by, context)?;
        self.services_are_gone(context)?;
        let altered = self.altered_by(altered, unaltered.as_ref(), context)?;
        let raised_from = self.raised_from.clone();
        Ok(vec![Remedied { implementer, checks, altered, unaltered, raised_from }.into()])
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

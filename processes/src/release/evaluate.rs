//! Failure, observation, analysis, the ends.

use super::deploy::unblocked;
use super::linked;
use super::terms::Outcome;
use super::{
    Analyse, Analysed, AnalysisReviewed, AttributeIncident, Cancel, Cancelled, Closed,
    DeploymentFailed, Event, Fail, FailRemedy, FailRollback, FailureInvestigated, INCIDENTS_MAX,
    IncidentAttributed, Investigate, InvestigateFailure, Investigated, InvestigationStarted,
    ObservationEnded, OutcomePublished, PublishOutcome, Rejection, Release, Remedied, Remedy,
    RemedyFailed, RemedyStarted, Replan, Replanned, Review, RollBack, RollbackFailed,
    RollbackStarted, RolledBack, StartInvestigation, StartRemedy,
};
use crate::change::Slot;
use crate::facts::RepeatCounters;
use crate::limits::Text;
use engine::{Context, Key, Span};

fn some_action(actions: &[Text]) -> Result<(), Rejection> {
    if actions.is_empty() { Err(Rejection::Nothing { what: "action" }) } else { Ok(()) }
}

impl Release {
    pub(super) fn fail(
        &self,
        command: Fail,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Fail { symptom, service_affected, incident } = command;
        // A rule names what is logged in the same breath.
        if let Some(incident) = incident.as_ref().filter(|_| !context.caller.door.is_internal()) {
            self.is_about_it(incident, context)?;
        }
        Ok(vec![DeploymentFailed { symptom, service_affected, incident }.into()])
    }

    /// Refuses an incident of other items and services that was there before it was deployed.
    fn is_about_it(&self, incident: &Key, context: &Context<'_>) -> Result<(), Rejection> {
        let (plan, incidents) = (self.plan()?, context.facts.get::<RepeatCounters>());
        let touched = (&*plan.services, &*plan.configuration_items);
        match incidents.may_come_of(incident, touched, self.begun_at) {
            Some(true) => Ok(()),
            Some(false) => Err(Rejection::IncidentElsewhere { incident: incident.clone() }),
            None => Err(Rejection::IncidentUnknown { incident: incident.clone() }),
        }
    }

    pub(super) fn start_rollback(&self) -> Result<Vec<Event>, Rejection> {
        if self.rollback.is_none() {
            return Err(Rejection::NoRollback);
        }
        Ok(vec![RollbackStarted {}.into()])
    }

    pub(super) fn roll_back(command: RollBack) -> Vec<Event> {
        let published = OutcomePublished { outcome: Outcome::RolledBack, note: None };
        vec![RolledBack { restored: command.restored }.into(), published.into()]
    }

    pub(super) fn fail_rollback(
        command: FailRollback,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let FailRollback { incident, reason } = command;
        if !context.facts.get::<RepeatCounters>().knows(&incident) {
            return Err(Rejection::IncidentUnknown { incident });
        }
        Ok(vec![RollbackFailed { incident, reason }.into()])
    }

    pub(super) fn start_remedy(
        &self,
        command: StartRemedy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.may_remedy(context)?;
        let StartRemedy { remedy, approved } = command;
        Ok(vec![RemedyStarted { remedy, approved }.into()])
    }

    pub(super) fn remedy(
        &self,
        command: Remedy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.deploys(context)?;
        self.may_remedy(context)?;
        let remedied = Remedied { checks: command.checks }.into();
        Ok(self.observed(remedied, Outcome::Partial, context))
    }

    /// Refuses while something blocks, or one of its changes is over. Its time may be.
    fn may_remedy(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (plan, now) = (self.plan()?, context.recorded_now);
        linked::remedied(plan, context)?;
        unblocked(Some(Slot { from: now, to: now + Span::from_nanos(1) }), plan, context)
    }

    pub(super) fn fail_remedy(command: FailRemedy) -> Vec<Event> {
        vec![RemedyFailed { reason: command.reason }.into()]
    }

    pub(super) fn attribute_incident(
        &self,
        command: AttributeIncident,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let incident = command.incident;
        if self.incidents.contains(&incident) {
            return Ok(Vec::new());
        }
        if self.incidents.len() >= INCIDENTS_MAX {
            return Err(Rejection::TooManyIncidents);
        }
        let Some(logged) = context.facts.get::<RepeatCounters>().logged_at(&incident) else {
            return Err(Rejection::IncidentUnknown { incident });
        };
        let observed = self.observation.as_ref();
        if observed.is_none_or(|it| logged < it.since || it.until <= logged) {
            return Err(Rejection::OutsideObservation { incident });
        }
        let count = u32::try_from(self.incidents.len() + 1).unwrap_or(u32::MAX);
        let rule = self.plan.as_ref().map(|plan| plan.observation).unwrap_or_default();
        let above_limit = count > rule.incidents_max;
        Ok(vec![IncidentAttributed { incident, count, above_limit }.into()])
    }

    pub(super) fn end_observation(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.observed_long_enough(context)?;
        let ended = self.observation.as_ref().is_some_and(|observed| observed.ended);
        Ok(if ended { Vec::new() } else { vec![ObservationEnded {}.into()] })
    }

    fn observed_long_enough(&self, context: &Context<'_>) -> Result<(), Rejection> {
        match &self.observation {
            Some(observed) if context.recorded_now < observed.until => {
                Err(Rejection::StillObserved { until: observed.until })
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn investigate_failure(
        &self,
        command: InvestigateFailure,
    ) -> Result<Vec<Event>, Rejection> {
        let InvestigateFailure { cause, actions } = command;
        if !self.remedied || self.failure_investigated {
            return Err(Rejection::NothingToInvestigate);
        }
        some_action(&actions)?;
        Ok(vec![FailureInvestigated { cause, actions }.into()])
    }

    pub(super) fn start_investigation(command: StartInvestigation) -> Vec<Event> {
        vec![InvestigationStarted { investigator: command.investigator }.into()]
    }

    pub(super) fn investigate(command: Investigate) -> Result<Vec<Event>, Rejection> {
        let Investigate { cause, actions } = command;
        some_action(&actions)?;
        Ok(vec![Investigated { cause, actions }.into()])
    }

    pub(super) fn analyse(
        &self,
        command: Analyse,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Analyse { customer_impact, finding } = command;
        self.observed_long_enough(context)?;
        if self.remedied && !self.failure_investigated {
            return Err(Rejection::FailureNotInvestigated);
        }
        let incidents = u32::try_from(self.incidents.len()).unwrap_or(u32::MAX);
        Ok(vec![Analysed { incidents, customer_impact, finding }.into()])
    }

    /// What is told is what is on record.
    pub(super) fn publish_outcome(&self, command: PublishOutcome) -> Result<Vec<Event>, Rejection> {
        let PublishOutcome { outcome, note } = command;
        let is_so = match outcome {
            Outcome::Full => !self.rolled_back && !self.remedied,
            Outcome::Partial => !self.rolled_back,
            Outcome::RolledBack => self.rolled_back,
            Outcome::Failed => true,
        };
        if !is_so {
            return Err(Rejection::OtherOutcome);
        }
        Ok(vec![OutcomePublished { outcome, note }.into()])
    }

    pub(super) fn review(
        &self,
        command: Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.not_by_deployer(context)?;
        let Review { improvements, no_improvement_reason } = command;
        if improvements.is_empty() && no_improvement_reason.is_none() {
            return Err(Rejection::ImprovementsNotConsidered);
        }
        Ok(vec![AnalysisReviewed { improvements, no_improvement_reason }.into()])
    }

    pub(super) fn close(&self) -> Result<Vec<Event>, Rejection> {
        if !self.reviewed {
            return Err(Rejection::NotReviewed);
        }
        if self.outcome.is_none() {
            return Err(Rejection::OutcomeNotPublished);
        }
        Ok(vec![Closed {}.into()])
    }

    pub(super) fn replan(
        &self,
        command: Replan,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Replan { reason, changes_replanned } = command;
        if !self.rolled_back {
            return Err(Rejection::NotRolledBack);
        }
        linked::replanned(self.plan()?, context)?;
        Ok(vec![Replanned { reason, changes_replanned }.into()])
    }

    pub(super) fn cancel(command: Cancel) -> Vec<Event> {
        vec![Cancelled { reason: command.reason }.into()]
    }
}

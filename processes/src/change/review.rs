//! What came of a change: cause, CMDB, review, closure.

use super::duties::{Duty, hand};
use super::table::MANAGING;
use super::terms::{Class, Hand};
use super::{
    ActionsAgreed, AgreeActions, AssessRetrospectively, Change, Close, Closed, CmdbUpdated,
    CompleteInvestigation, Event, Investigated, InvestigationStarted, Phase, Rejection, Replan,
    Replanned, RetrospectivelyAssessed, Review, ReviewStarted, Reviewed, StartInvestigation,
};
use crate::configuration_item::Phase as CiPhase;
use crate::facts::{Changes, Claim, ConfigurationItems, ServiceWork};
use engine::{Context, Key};

impl Change {
    /// What is under review or closed and has brought less than was expected, or failed after all,
    /// with nobody knowing why.
    fn owes_investigation(&self) -> bool {
        self.as_expected == Some(false) && !self.investigated
    }

    fn may_be_investigated(&self) -> Result<(), Rejection> {
        let is_settled = matches!(self.phase, Phase::Reviewing | Phase::Closed);
        if is_settled && !self.owes_investigation() {
            return Err(Rejection::NothingToInvestigate);
        }
        Ok(())
    }

    pub(super) fn start_investigation(
        &self,
        command: &StartInvestigation,
    ) -> Result<Vec<Event>, Rejection> {
        self.may_be_investigated()?;
        Ok(vec![InvestigationStarted { investigator: command.investigator.clone() }.into()])
    }

    pub(super) fn complete_investigation(
        &self,
        command: &CompleteInvestigation,
    ) -> Result<Vec<Event>, Rejection> {
        self.may_be_investigated()?;
        let CompleteInvestigation { cause, systemic, actions, agreed_with } = command.clone();
        if agreed_with.is_empty() {
            return Err(Rejection::NobodyTookPart);
        }
        Ok(vec![Investigated { cause, systemic, actions, agreed_with }.into()])
    }

    pub(super) fn confirm_cmdb_update(
        &self,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.cmdb_updated {
            return Ok(Vec::new());
        }
        let altered = self.altered.clone().unwrap_or_default();
        let claim = context.facts.get::<Changes>().get(context.key);
        let to_restore = claim.map(Claim::to_restore).unwrap_or_default();
        if !to_restore.is_empty() {
            return Err(Rejection::ItemsToRestore { items: to_restore });
        }
        // Of what is at its end, by this change or another, nothing can be written any more.
        let cmdb = context.facts.get::<ConfigurationItems>();
        let is_gone = |item: &Key| cmdb.phase_of(item).is_some_and(CiPhase::is_gone);
        let is_updated = |item: &Key| claim.is_some_and(|claim| claim.updated.contains(item));
        let is_missing = |item: &Key| !is_updated(item) && !is_gone(item);
        let (missing, items): (Vec<_>, Vec<_>) = altered.into_iter().partition(is_missing);
        if !missing.is_empty() {
            return Err(Rejection::ItemsNotUpdated { items: missing });
        }
        Ok(vec![CmdbUpdated { items: super::bounded(items), matches: None }.into()])
    }

    pub(super) fn start_review(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if !self.cmdb_updated {
            return Err(Rejection::CmdbNotUpdated);
        }
        if let Some(at) = self.review_at.filter(|at| context.recorded_now < *at) {
            return Err(Rejection::ReviewNotDue { at });
        }
        Ok(vec![ReviewStarted {}.into()])
    }

    pub(super) fn review(
        &self,
        command: &Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let reviewer = hand(context, MANAGING);
        let others = [Duty::Request, Duty::Approve, Duty::Implement];
        self.independent(&reviewer, &others, context)?;
        let Review { effectiveness, as_expected } = command.clone();
        Ok(vec![Reviewed { reviewer, effectiveness, as_expected }.into()])
    }

    pub(super) fn agree_actions(command: &AgreeActions) -> Result<Vec<Event>, Rejection> {
        let AgreeActions { actions, none_needed, participants } = command.clone();
        if participants.is_empty() {
            return Err(Rejection::NobodyTookPart);
        }
        if actions.is_empty() && none_needed.is_none() {
            return Err(Rejection::NoActions);
        }
        Ok(vec![ActionsAgreed { actions, none_needed, participants }.into()])
    }

    /// Of what was carried out before anybody authorised it, this is the approval.
    pub(super) fn assess_retrospectively(
        &self,
        command: &AssessRetrospectively,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.is_of(&[Class::Emergency])?;
        let hand = hand(context, MANAGING);
        self.looks_back(&hand, context)?;
        if self.is_adopted() {
            self.independent(&hand, &[Duty::Review], context)?;
        }
        self.assessed()?;
        let (statement, assessor) = (command.statement.clone(), Some(hand));
        Ok(vec![RetrospectivelyAssessed { statement, assessor }.into()])
    }

    /// Refuses who requested it or carried it out: he does not judge it afterwards.
    pub(super) fn looks_back(&self, hand: &Hand, context: &Context<'_>) -> Result<(), Rejection> {
        self.independent(hand, &[Duty::Request, Duty::Implement], context)
    }

    fn assessed_afterwards(&self) -> Result<(), Rejection> {
        if self.class == Some(Class::Emergency) && !self.assessed_afterwards {
            return Err(Rejection::NotAssessedAfterwards);
        }
        Ok(())
    }

    pub(super) fn close(
        &self,
        command: &Close,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.as_expected.is_none() {
            return Err(Rejection::NotReviewed);
        }
        if self.owes_investigation() {
            return Err(Rejection::NotInvestigated);
        }
        if !self.actions_agreed {
            return Err(Rejection::ActionsNotAgreed);
        }
        if !self.cmdb_updated {
            return Err(Rejection::CmdbNotUpdated);
        }
        self.assessed_afterwards()?;
        let Close { retest_planned, service_reported } = command.clone();
        let retests = self.content.as_ref().is_some_and(|content| content.retests_continuity);
        if retests && retest_planned.is_none() {
            return Err(Rejection::RetestNotPlanned);
        }
        if self.class == Some(Class::Major) {
            let work = context.facts.get::<ServiceWork>();
            // Where nothing came of it, no service can say so.
            if work.asked_by(context.key).next().is_none() && service_reported.is_none() {
                return Err(Rejection::ServiceNotReported);
            }
            let services = work.open_for(context.key);
            if !services.is_empty() {
                return Err(Rejection::ServicesOpen { services });
            }
        }
        Ok(vec![Closed { retest_planned, service_reported }.into()])
    }

    pub(super) fn replan(&self, command: &Replan) -> Result<Vec<Event>, Rejection> {
        if !self.backed_out {
            return Err(Rejection::NotBackedOut);
        }
        self.assessed_afterwards()?;
        if !self.cmdb_updated {
            return Err(Rejection::CmdbNotUpdated);
        }
        let (reason, voided) = (command.reason.clone(), self.voters());
        Ok(vec![Replanned { reason, voided }.into()])
    }
}

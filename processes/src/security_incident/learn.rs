//! What is learnt from a security incident, and its end.

use super::{
    Close, Closed, Event, Rejection, Report, Reported, Review, Reviewed, SecurityIncident,
};
use crate::agreement::Priority;
use crate::facts::{Leaks, Nonconformities, Risks};
use engine::{Context, Key};

impl SecurityIncident {
    /// Of each risk that it is what it was about, nothing stands that was decided before.
    pub(super) fn review(
        &self,
        command: Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Review { findings, improvements, no_improvement } = command;
        self.is_as_minor_as_said(context)?;
        if improvements.is_empty() && no_improvement.is_none() {
            return Err(Rejection::ImprovementsMissing);
        }
        let risks = context.facts.get::<Risks>();
        let is_old = |risk: &&Key| {
            let decided = risks.get(risk).filter(|open| open.is_decided());
            decided.is_some_and(|open| open.assessed_at.is_none_or(|at| Some(at) <= self.opened_at))
        };
        if let Some(risk) = self.risks.iter().find(is_old) {
            return Err(Rejection::RiskNotReassessed { risk: risk.clone() });
        }
        Ok(vec![Reviewed { findings, improvements, no_improvement }.into()])
    }

    pub(super) fn report(Report { to, message }: Report) -> Result<Vec<Event>, Rejection> {
        if to.is_empty() {
            return Err(Rejection::NobodyTold);
        }
        Ok(vec![Reported { to, message }.into()])
    }

    pub(super) fn close(
        &self,
        Close { lesson }: Close,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.is_as_minor_as_said(context)?;
        if !self.reported {
            return Err(Rejection::NotReported);
        }
        let open = self.duties.iter().filter(|(_, notice)| !notice.given);
        let obligations: Vec<_> = open.map(|(obligation, _)| obligation.clone()).collect();
        if !obligations.is_empty() {
            return Err(Rejection::NoticesOpen { obligations });
        }
        if self.traces.is_empty() && self.is_grave_leak(context) {
            return Err(Rejection::TraceMissing);
        }
        let known = context.facts.get::<Nonconformities>();
        let alone = |trace: &&Key| known.security_incident_of(trace).is_none();
        if let Some(nonconformity) = self.traces.iter().find(alone).cloned() {
            return Err(Rejection::NotLinkedBack { nonconformity });
        }
        Ok(vec![Closed { lesson }.into()])
    }

    /// What was resolved at once, and is known by now to have leaked data, is contained after all.
    fn is_as_minor_as_said(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if self.minor && self.has_leaked(context) {
            return Err(Rejection::LeakedAfterAll);
        }
        Ok(())
    }

    /// Whether data of customers leaked, by what is said here or by an incident.
    pub(super) fn has_leaked(&self, context: &Context<'_>) -> bool {
        let leaks = context.facts.get::<Leaks>();
        self.leaked || self.incidents.iter().any(|it| leaks.has_leaked(it))
    }

    /// Whether data of customers leaked with priority 1, by what is said here or by an incident.
    fn is_grave_leak(&self, context: &Context<'_>) -> bool {
        let leaks = context.facts.get::<Leaks>();
        let is_p1 = self.grades.is_some_and(|grades| grades.priority == Priority::P1);
        (is_p1 && self.has_leaked(context)) || self.incidents.iter().any(|it| leaks.is_grave(it))
    }
}

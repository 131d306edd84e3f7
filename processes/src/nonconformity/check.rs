//! What is late, whether the action was effective, and the end.

use super::table::VERIFYING;
use super::{
    Close, Closed, Escalate, Escalated, Event, LinkSecurityIncident, Nonconformity, Phase,
    Rejection, SecurityIncidentLinked, Source, VerificationFailed, Verified, Verify, WatchEnded,
};
use crate::change::hand;
use crate::facts::{Audits, Nonconformities, SecurityIncidents};
use crate::limits::label;
use crate::roles::MANAGEMENT_REPRESENTATIVE;
use engine::Context;

impl Nonconformity {
    pub(super) fn end_watch(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let running = self.watch.as_ref().filter(|watch| !watch.ended);
        let until = running.map(|watch| watch.until);
        if until.is_none_or(|until| context.recorded_now < until) {
            return Err(Rejection::NotYet { until });
        }
        Ok(vec![WatchEnded {}.into()])
    }

    /// That it was not, anybody may say who may judge it, also before its time is over.
    pub(super) fn verify(
        &self,
        command: Verify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Verify { effective, finding } = command;
        let by = hand(context, VERIFYING);
        if !effective {
            return Ok(vec![VerificationFailed { reason: finding, by }.into()]);
        }
        if self.phase == Phase::Verified {
            return Ok(Vec::new());
        }
        self.apart(&by)?;
        if let Some(at) = self.watch.as_ref().and_then(|watch| watch.found_again) {
            return Err(Rejection::FoundAgain { at });
        }
        match self.watch.as_ref().map(|watch| watch.until) {
            Some(until) if context.recorded_now < until => Err(Rejection::StillWatched { until }),
            Some(_) | None => Ok(vec![Verified { finding, by }.into()]),
        }
    }

    pub(super) fn escalate(
        &self,
        command: &Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let limit = command.limit;
        if self.escalated.contains(&limit) {
            return Ok(Vec::new());
        }
        match self.due(limit) {
            Some(due) if due <= context.recorded_now => {
                Ok(vec![Escalated { limit, due, to: label(MANAGEMENT_REPRESENTATIVE) }.into()])
            }
            due => Err(Rejection::NotLate { limit, due }),
        }
    }

    pub(super) fn link_security_incident(
        &self,
        command: LinkSecurityIncident,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let security_incident = command.security_incident;
        if !self.leaked {
            return Err(Rejection::NothingLeaked);
        }
        if self.security_incident.as_ref() == Some(&security_incident) {
            return Ok(Vec::new());
        }
        // Nobody learns by this whether there is one that names no leak of his.
        let traced = context.facts.get::<SecurityIncidents>().traced_by(context.key);
        if traced != Some(&security_incident) {
            return Err(Rejection::NotTracedBack { security_incident });
        }
        Ok(vec![SecurityIncidentLinked { security_incident }.into()])
    }

    pub(super) fn close(
        &self,
        command: Close,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let audits = context.facts.get::<Audits>();
        let sources = context.facts.get::<Nonconformities>().sources_of(context.key);
        let mut findings = sources.filter_map(Source::finding);
        if let Some(finding) = findings.find(|finding| audits.owes(finding)).cloned() {
            return Err(Rejection::ResultNotReported { finding });
        }
        if self.leaked && self.security_incident.is_none() {
            return Err(Rejection::SecurityIncidentMissing);
        }
        if let Some(at) = self.watch.as_ref().and_then(|watch| watch.found_again) {
            return Err(Rejection::FoundAgain { at });
        }
        Ok(vec![Closed { lesson: command.lesson }.into()])
    }
}

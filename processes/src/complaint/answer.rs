//! Finding out, doing something about it, taking it higher, and the answer.

use super::receive::{apart, policy, to_come};
use super::table::{ANSWERING, HIGHER};
use super::{
    ActionAgreed, AgreeAction, Close, Closed, Complaint, Escalate, Escalated,
    EscalatedActionAgreed, Event, Ground, InvestigationStarted, Phase, Rejection, Reopen, Reopened,
    Report, Reported, Rule, StartInvestigation, TakeEscalatedAction, Withdraw, Withdrawn,
};
use crate::change::{hand, hand_of};
use crate::limits::label;
use crate::roles::SERVICE_MANAGER;
use engine::Context;

impl Complaint {
    pub(super) fn start_investigation(
        &self,
        command: StartInvestigation,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = self.hand(context)?;
        let investigator = command.investigator.unwrap_or_else(|| by.actor.clone());
        // Who investigates only for somebody else, does it for that one.
        let investigator =
            hand_of(&investigator, ANSWERING, context.facts.get(), context.recorded_now);
        self.not_about(&investigator)?;
        Ok(vec![InvestigationStarted { investigator, by }.into()])
    }

    pub(super) fn agree_action(
        &self,
        command: AgreeAction,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let AgreeAction { action, service_targets, deviation } = command;
        let by = self.hand(context)?;
        Ok(vec![ActionAgreed { action, service_targets, deviation, by }.into()])
    }

    pub(super) fn escalate(
        &self,
        command: Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Escalate { rule, reason } = command;
        let due = match rule {
            Rule::NormalWayFailed => {
                if !matches!(self.phase, Phase::Investigating | Phase::Acting) {
                    return Err(Rejection::NormalWayNotTried);
                }
                if reason.is_none() {
                    return Err(Rejection::ReasonMissing);
                }
                None
            }
            Rule::AcknowledgementOverdue | Rule::AnswerOverdue => {
                if self.escalated.contains(&rule) {
                    return Ok(Vec::new());
                }
                let due = self.due(rule);
                if due.is_none_or(|due| context.recorded_now < due) {
                    return Err(Rejection::NotLate { rule, due });
                }
                due
            }
        };
        Ok(vec![Escalated { rule, due, reason, to: label(SERVICE_MANAGER) }.into()])
    }

    pub(super) fn take_escalated_action(
        &self,
        command: TakeEscalatedAction,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let TakeEscalatedAction { decision, answer_by } = command;
        let by = hand(context, HIGHER);
        self.not_about(&by)?;
        apart(&by, "has dealt with it so far", |actor| self.hands.contains(actor))?;
        to_come(answer_by, context.recorded_now)?;
        Ok(vec![EscalatedActionAgreed { decision, answer_by, by }.into()])
    }

    pub(super) fn report(
        &self,
        command: Report,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Report { outcome, told, no_action_reason } = command;
        let by = self.hand(context)?;
        match (self.phase == Phase::Acting, &no_action_reason) {
            (false, None) => return Err(Rejection::ActionNotAgreed),
            (true, Some(_)) => return Err(Rejection::ActionIsAgreed),
            (true, None) | (false, Some(_)) => {}
        }
        let object_until = context.recorded_now + policy(context).object_within;
        Ok(vec![Reported { outcome, told, no_action_reason, object_until, by }.into()])
    }

    pub(super) fn close(
        &self,
        command: Close,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Close { ground, satisfaction } = command;
        let by = self.hand(context)?;
        let may_object = self.object_until.filter(|until| context.recorded_now < *until);
        if let (Ground::FinalAnswer(_), false, Some(until)) = (&ground, self.decided, may_object) {
            return Err(Rejection::MayStillObject { until });
        }
        Ok(vec![Closed { ground, satisfaction, by }.into()])
    }

    pub(super) fn reopen(command: Reopen, context: &Context<'_>) -> Vec<Event> {
        let answer_by = context.recorded_now + policy(context).answer_within;
        vec![Reopened { reason: command.reason, answer_by }.into()]
    }

    pub(super) fn withdraw(command: Withdraw) -> Vec<Event> {
        vec![Withdrawn { reason: command.reason }.into()]
    }
}

//! How it ends, how it is opened again, and who hears of it meanwhile.

use super::terms::{Becomes, Rule};
use super::{
    Cancel, Cancelled, Close, Closed, Convert, Converted, Escalate, Escalated, Event,
    NotifyProgress, ProgressNotified, Rejection, Reopen, Reopened, ServiceRequest, Withdraw,
    Withdrawn,
};
use crate::clock::Measure;
use crate::facts::Roles;
use crate::incident::{Addressee, Confirmation, Dues};
use crate::limits::label;
use crate::roles::{SERVICE_DESK, SERVICE_MANAGER};
use crate::service_level::{clock, notice};
use engine::{Context, Role, Span, Timestamp};

impl Rule {
    /// The rule that calls others in when a target is missed.
    #[must_use]
    pub const fn of_miss(measure: Measure) -> Self {
        match measure {
            Measure::Response => Self::ResponseMissed,
            Measure::Resolution => Self::FulfilmentMissed,
        }
    }

    /// Whom it calls in, unless somebody says otherwise.
    const fn addressee(self) -> Role {
        match self {
            Self::Judgement | Self::ValidationOverdue | Self::ResponseMissed => SERVICE_DESK,
            Self::ApprovalOverdue | Self::TargetAtRisk | Self::FulfilmentMissed => SERVICE_MANAGER,
        }
    }
}

impl ServiceRequest {
    fn notice_interval(&self) -> Option<Span> {
        self.service_level.as_ref().map(|level| level.promise.notice_interval)
    }

    /// Refuses a person who neither asks for it nor gets it.
    fn only_for_whom(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if context.caller.door.is_internal() || self.is_for(&context.caller.actor) {
            return Ok(());
        }
        let requester = self.requester.clone().ok_or(Rejection::RequesterMissing)?;
        let for_whom = self.for_whom.clone().unwrap_or_else(|| requester.clone());
        Err(Rejection::NotRequester { requester, for_whom })
    }

    pub(super) fn reopen(
        &self,
        command: Reopen,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (roles, actor) = (context.facts.get::<Roles>(), &context.caller.actor);
        if !roles.holds(actor, SERVICE_DESK, context.recorded_now) {
            self.only_for_whom(context)?;
        }
        let until = self.outcome.map_or(Timestamp::MAX, |(_, until)| until);
        if clock(context) > until {
            return Err(Rejection::ReopenWindowOver { until });
        }
        let notice_due = self.notice_interval().map(|interval| clock(context) + interval);
        let (reason, dues) = (command.reason, Dues::default());
        Ok(vec![Reopened { reason, notice_due, dues }.into()])
    }

    pub(super) fn close(
        &self,
        command: Close,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let until = self.outcome.map_or(Timestamp::MIN, |(closes_at, _)| closes_at);
        let confirmed_by = command.confirmed_by;
        let confirmation = match &confirmed_by {
            Some(_) => Confirmation::User,
            None if clock(context) >= until => Confirmation::PeriodElapsed,
            None => return Err(Rejection::ConfirmationPending { until }),
        };
        Ok(vec![Closed { confirmation, confirmed_by }.into()])
    }

    pub(super) fn withdraw(
        &self,
        command: Withdraw,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.only_for_whom(context)?;
        Ok(vec![Withdrawn { reason: command.reason, dues: Dues::default() }.into()])
    }

    pub(super) fn cancel(command: Cancel) -> Vec<Event> {
        vec![Cancelled { reason: command.reason, dues: Dues::default() }.into()]
    }

    pub(super) fn convert(&self, command: Convert) -> Result<Vec<Event>, Rejection> {
        let Convert { becomes, note } = command;
        if becomes == Becomes::Incident && self.service.is_none() {
            return Err(Rejection::ServiceMissing);
        }
        Ok(vec![
            Converted {
                becomes,
                note,
                summary: self.summary.clone().unwrap_or_else(|| label("a service request")),
                requester: self.requester.clone().ok_or(Rejection::RequesterMissing)?,
                service: self.service.clone(),
                customer: self.customer.clone(),
                dues: Dues::default(),
            }
            .into(),
        ])
    }

    pub(super) fn notify_progress(
        &self,
        command: NotifyProgress,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let due = |due| Rejection::NoticeNotDue { due };
        let found = notice(self.notice_due, self.notice_interval(), context).map_err(due)?;
        let (skipped, next_due) = found;
        Ok(vec![ProgressNotified { message: command.message, skipped, next_due }.into()])
    }

    pub(super) fn escalate(
        &self,
        command: Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Escalate { rule, to, reason } = command;
        if rule == Rule::Judgement {
            if to.is_none() || reason.is_none() {
                return Err(Rejection::EscalationIncomplete);
            }
        } else if self.escalated.contains(&rule) {
            return Ok(Vec::new());
        } else if !self.matches(rule, context.recorded_now) {
            return Err(Rejection::EscalationRuleNotMatched(rule));
        }
        let to = to.unwrap_or_else(|| Addressee::Role(label(rule.addressee())));
        Ok(vec![Escalated { rule, to, reason }.into()])
    }

    /// Whether the rule calls for an escalation now.
    fn matches(&self, rule: Rule, now: Timestamp) -> bool {
        let passed = |due: Option<Timestamp>| due.is_some_and(|due| due <= now);
        match rule {
            Rule::Judgement => true,
            Rule::ValidationOverdue => passed(self.validate_by),
            Rule::ApprovalOverdue => passed(self.approver.map(|(_, remind_at)| remind_at)),
            Rule::TargetAtRisk => self.warned_at.is_some(),
            Rule::ResponseMissed => self.missed.response.is_some(),
            Rule::FulfilmentMissed => self.missed.resolution.is_some(),
        }
    }
}

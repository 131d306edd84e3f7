//! Work: respond, hold and go on, escalate, keep the customer informed.

use super::service_level::clock;
use super::value::{Addressee, ChangeOutcome, Details, Dues, Escalation, EscalationRule};
use super::{
    ChangeCompleted, ChangeRaised, Escalate, Escalated, Event, Held, Hold, Incident, MajorPhase,
    NoteChangeDone, NotifyProgress, ProgressNotified, RaiseChange, Rejection, Responded, Resume,
    Resumed, Update, Updated,
};
use crate::clock::Measure;
use crate::facts::Changes;
use crate::limits::label;
use crate::roles::{INCIDENT_MANAGER, SERVICE_MANAGER, TOP_MANAGEMENT};
use crate::service_level::notice;
use engine::{Context, Role};

/// The reason that the agreement gives for waiting for a change.
const AWAITING_CHANGE: &str = "awaiting_change";

impl Incident {
    pub(super) fn respond(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let actor = &context.caller.actor;
        match &self.triage.assignee {
            Some(assignee) if assignee != actor => {
                Err(Rejection::NotTheAssignee { assignee: assignee.clone() })
            }
            Some(_) | None => {
                Ok(vec![Responded { assignee: actor.clone(), dues: Dues::default() }.into()])
            }
        }
    }

    pub(super) fn update(command: &Update) -> Result<Vec<Event>, Rejection> {
        if command.note.is_none() && command.details == Details::default() {
            return Err(Rejection::NothingSaid);
        }
        let (note, details) = (command.note.clone(), command.details.clone());
        Ok(vec![Updated { note, details }.into()])
    }

    pub(super) fn hold(
        &self,
        command: &Hold,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let agreed = self.agreed(context);
        if agreed.terms.pauses(&command.reason).is_none() || &*command.reason == AWAITING_CHANGE {
            let reasons = agreed.terms.holds.iter().map(|rule| rule.reason.clone());
            return Err(Rejection::HoldReasonNotAllowed {
                reason: command.reason.clone(),
                allowed: reasons.filter(|reason| &**reason != AWAITING_CHANGE).collect(),
            });
        }
        let hold = agreed.hold(&command.reason, context);
        Ok(vec![Held { hold, note: command.note.clone(), dues: Dues::default() }.into()])
    }

    pub(super) fn resume(&self, command: &Resume, context: &Context<'_>) -> Vec<Event> {
        let over = self.hold.as_ref().is_some_and(|hold| hold.limit_at <= clock(context));
        let expired = over && context.caller.door.is_internal();
        vec![Resumed { note: command.note.clone(), expired, dues: Dues::default() }.into()]
    }

    pub(super) fn raise_change(
        &self,
        command: &RaiseChange,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if command.change.is_none() && command.need.is_none() {
            return Err(Rejection::ChangeOrNeedMissing);
        }
        if let Some(change) = &command.change {
            self.may_link_change(change, context)?;
        }
        let hold = self.agreed(context).hold(&label(AWAITING_CHANGE), context);
        let (change, need) = (command.change.clone(), command.need.clone());
        Ok(vec![ChangeRaised { change, need, hold, dues: Dues::default() }.into()])
    }

    pub(super) fn note_change_done(
        command: &NoteChangeDone,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (change, outcome) = (command.change.clone(), command.outcome);
        let course = context.facts.get::<Changes>().course(&change);
        let so = course.is_some_and(|course| match outcome {
            ChangeOutcome::Done => course.is_in_place(),
            ChangeOutcome::Rejected | ChangeOutcome::GivenUp => course.came_to_nothing(),
        });
        if !so {
            return Err(Rejection::ChangeNotOver { change });
        }
        Ok(vec![ChangeCompleted { change: Some(change), outcome, dues: Dues::default() }.into()])
    }

    pub(super) fn escalate(
        &self,
        command: &Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let rule = command.rule;
        if rule == EscalationRule::Judgement && (command.to.is_none() || command.reason.is_none()) {
            return Err(Rejection::EscalationIncomplete);
        }
        if rule != EscalationRule::Judgement {
            if self.escalated.contains(&rule) {
                return Ok(Vec::new());
            }
            if !self.matches(rule, context) {
                return Err(Rejection::EscalationRuleNotMatched(rule));
            }
        }
        let (kind, addressee) = by_default(rule);
        let kind = command.kind.unwrap_or(kind);
        let known = match kind {
            Escalation::Functional => self.functional_escalations,
            Escalation::Hierarchical => self.hierarchical_escalations,
        };
        let addressee = || Addressee::Role(label(addressee));
        Ok(vec![
            Escalated {
                rule,
                kind,
                level: known.saturating_add(1),
                to: command.to.clone().unwrap_or_else(addressee),
                reason: command.reason.clone(),
            }
            .into(),
        ])
    }

    /// Whether the rule calls for an escalation now.
    fn matches(&self, rule: EscalationRule, context: &Context<'_>) -> bool {
        let passed =
            |due: Option<engine::Timestamp>| due.is_some_and(|due| due <= context.recorded_now);
        let missed = |measure| {
            self.missed.get(measure).is_some() && rule == EscalationRule::of_miss(measure)
        };
        match rule {
            EscalationRule::Judgement => true,
            EscalationRule::TriageOverdue => passed(self.triage_due),
            EscalationRule::TargetAtRisk => self.warned_at.is_some(),
            EscalationRule::ResponseMissed => missed(Measure::Response),
            EscalationRule::ResolutionMissed => missed(Measure::Resolution),
            EscalationRule::ManagerNotNamed => {
                self.major.phase == MajorPhase::Declared && passed(self.major.manager_due)
            }
        }
    }

    pub(super) fn notify_progress(
        &self,
        command: &NotifyProgress,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !self.has_contact() {
            return Err(Rejection::NoContact);
        }
        let interval = self.service_level.as_ref().map(|level| level.promise.notice_interval);
        let due = |due| Rejection::NoticeNotDue { due };
        let (skipped, next_due) = notice(self.notice_due, interval, context).map_err(due)?;
        Ok(vec![ProgressNotified { message: command.message.clone(), skipped, next_due }.into()])
    }
}

/// Towards whom a rule escalates, unless someone says otherwise.
const fn by_default(rule: EscalationRule) -> (Escalation, Role) {
    match rule {
        EscalationRule::Judgement
        | EscalationRule::TriageOverdue
        | EscalationRule::TargetAtRisk => (Escalation::Functional, INCIDENT_MANAGER),
        EscalationRule::ResponseMissed => (Escalation::Hierarchical, INCIDENT_MANAGER),
        EscalationRule::ResolutionMissed => (Escalation::Hierarchical, SERVICE_MANAGER),
        EscalationRule::ManagerNotNamed => (Escalation::Hierarchical, TOP_MANAGEMENT),
    }
}

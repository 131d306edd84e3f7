//! Another system's history: what it says is so, whatever our table says.

use super::deviation::{needs, would_need};
use super::service_level::{Agreed, clock};
use super::triage::Judged;
use super::value::{Dues, ServiceLevel, Stated};
use super::{
    Adopt, Adopted, AttributesStated, Event, Incident, LateRowStated, Phase, Rejection,
    StateAttributes, StateLateRow,
};
use crate::agreement::Priority;
use crate::limits::label;
use engine::Context;

impl Incident {
    pub(super) fn adopt(
        &self,
        command: &Adopt,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if command.to == Phase::Unlogged {
            return Err(Rejection::AdoptedAsUnlogged);
        }
        let ends = [Phase::Closed, Phase::Cancelled, Phase::Merged, Phase::Converted];
        if ends.contains(&command.to) {
            self.not_major()?;
        }
        let service = command.service.as_ref().or(self.service.as_ref());
        let customer = command.customer.as_ref().or(self.customer.as_ref());
        let agreed = match &self.service_level {
            Some(_) => self.agreed(context),
            None => Agreed::now(service, customer, context),
        };
        let hold = match (command.to, &command.hold_reason) {
            (Phase::OnHold | Phase::AwaitingChange, Some(reason)) => {
                Some(agreed.hold(reason, context))
            }
            (Phase::AwaitingChange, None) => Some(agreed.hold(&label("awaiting_change"), context)),
            (Phase::OnHold, None) => return Err(Rejection::HoldReasonMissing),
            _ => None,
        };
        let (priority, service_level) = self.adopted_level(command, &agreed, context);
        let closes_at = clock(context) + agreed.terms.confirmation_period;
        let needs = needs(self, command);
        let mut events = Vec::new();
        // What is so already is no deviation.
        if self.phase != command.to || !needs.is_empty() {
            let adopted = Adopted {
                from: self.phase,
                to: command.to,
                would_need: would_need(self.phase, command.to, &needs),
                hold,
                opened_at: command.opened_at.filter(|_| self.logged_at.is_none()),
                summary: command.summary.clone(),
                caller: command.caller.clone(),
                service: command.service.clone(),
                customer: command.customer.clone(),
                details: command.details.clone(),
                triage: command.triage.clone(),
                priority,
                service_level,
                closes_at: (command.to == Phase::Resolved).then_some(closes_at),
                dues: Dues::default(),
                reassignments: command.reassignments.filter(|count| *count > 0),
            };
            events.push(adopted.into());
        }
        if let Some(stated) = command.stated.as_ref().filter(|it| **it != Stated::default()) {
            events.push(AttributesStated { stated: stated.clone() }.into());
        }
        Ok(events)
    }

    /// The priority by our matrix, and what that promises, where either changes.
    fn adopted_level(
        &self,
        command: &Adopt,
        agreed: &Agreed<'_>,
        context: &Context<'_>,
    ) -> (Option<Priority>, Option<ServiceLevel>) {
        let triage = command.triage.clone().or(&self.triage);
        let (Some(impact), Some(urgency)) = (triage.impact, triage.urgency) else {
            return (None, None);
        };
        let other = command.triage.priority.as_ref();
        let priority = Judged::by(&agreed.terms, impact, urgency, other).priority;
        let judged_anew = command.triage.impact.is_some() || command.triage.urgency.is_some();
        if self.priority == Some(priority) || (self.priority.is_some() && !judged_anew) {
            return (None, None);
        }
        let level = match &self.service_level {
            Some(known) => ServiceLevel { promise: agreed.promise(priority), ..known.clone() },
            None => agreed.service_level(priority, context),
        };
        (Some(priority), Some(level))
    }

    pub(super) fn state_attributes(command: &StateAttributes) -> Vec<Event> {
        if command.stated == Stated::default() {
            return Vec::new();
        }
        vec![AttributesStated { stated: command.stated.clone() }.into()]
    }

    pub(super) fn state_late_row(command: &StateLateRow) -> Vec<Event> {
        let StateLateRow { at, caller, details, triage, stated } = command.clone();
        vec![LateRowStated { at, caller, details, triage, stated }.into()]
    }
}

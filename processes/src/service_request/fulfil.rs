//! Work: begin, wait, fail, deliver, until it is there.

use super::access::apart;
use super::approval::AWAITING_APPROVAL;
use super::table::FULFILLING;
use super::terms::Access;
use super::{
    Assign, Assigned, DeliverPart, Event, Fail, Failed, Fulfil, Fulfilled, FulfilmentStarted, Held,
    Hold, PartDelivered, Reassign, Reassigned, Rejection, Resume, Resumed, Retried, Retry,
    ServiceRequest,
};
use crate::change::hand;
use crate::incident::Dues;
use crate::limits::Label;
use crate::service_level::clock;
use engine::{Actor, Context};

fn named(group: Option<&Label>, assignee: Option<&Actor>) -> Result<(), Rejection> {
    if group.is_none() && assignee.is_none() { Err(Rejection::NobodyNamed) } else { Ok(()) }
}

impl ServiceRequest {
    pub(super) fn assign(command: Assign) -> Result<Vec<Event>, Rejection> {
        let Assign { group, assignee } = command;
        named(group.as_ref(), assignee.as_ref())?;
        Ok(vec![Assigned { group, assignee, dues: Dues::default() }.into()])
    }

    pub(super) fn reassign(command: Reassign) -> Result<Vec<Event>, Rejection> {
        let Reassign { reason, group, assignee } = command;
        named(group.as_ref(), assignee.as_ref())?;
        Ok(vec![Reassigned { group, assignee, reason, dues: Dues::default() }.into()])
    }

    pub(super) fn start_fulfilment(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let actor = &context.caller.actor;
        match &self.assignee {
            Some(assignee) if assignee != actor => {
                Err(Rejection::NotTheAssignee { assignee: assignee.clone() })
            }
            Some(_) | None => Ok(vec![FulfilmentStarted { assignee: actor.clone() }.into()]),
        }
    }

    pub(super) fn hold(
        &self,
        command: Hold,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Hold { reason, note } = command;
        let agreed = self.agreed(self.service.as_ref(), context);
        if agreed.terms.pauses(&reason).is_none() || &*reason == AWAITING_APPROVAL {
            let reasons = agreed.terms.holds.iter().map(|rule| rule.reason.clone());
            let allowed = reasons.filter(|reason| &**reason != AWAITING_APPROVAL).collect();
            return Err(Rejection::HoldReasonNotAllowed { reason, allowed });
        }
        let hold = agreed.hold(&reason, context);
        Ok(vec![Held { hold, note, dues: Dues::default() }.into()])
    }

    pub(super) fn resume(command: Resume) -> Vec<Event> {
        vec![Resumed { note: command.note, dues: Dues::default() }.into()]
    }

    pub(super) fn fail(command: Fail) -> Vec<Event> {
        vec![Failed { reason: command.reason }.into()]
    }

    pub(super) fn retry(command: Retry) -> Vec<Event> {
        vec![Retried { note: command.note }.into()]
    }

    pub(super) fn deliver_part(command: DeliverPart) -> Result<Vec<Event>, Rejection> {
        let DeliverPart { delivered, open } = command;
        if open.is_empty() {
            return Err(Rejection::NoPartsListed);
        }
        Ok(vec![PartDelivered { delivered, open }.into()])
    }

    pub(super) fn fulfil(
        &self,
        command: Fulfil,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Fulfil { delivered, parts } = command;
        let open = self.open_parts.iter().filter(|part| !parts.contains(part));
        let open: Vec<Label> = open.cloned().collect();
        if !open.is_empty() {
            return Err(Rejection::PartsOpen { open });
        }
        let by = hand(context, FULFILLING);
        let item = self.its_item(context);
        if let Some(Access::Grant(_)) = item.and_then(|item| item.access.as_ref()) {
            apart(&by, "gets this access", |actor| self.for_whom.as_ref() == Some(actor))?;
        }
        self.access_still(context)?;
        let right = item.zip(self.for_whom.as_ref()).zip(self.item.as_ref());
        let right = right.and_then(|((item, person), by)| item.change_of_rights(person, by));
        let terms = self.agreed(self.service.as_ref(), context).terms;
        let now = clock(context);
        Ok(vec![
            Fulfilled {
                delivered,
                parts,
                right,
                by,
                closes_at: now + terms.confirmation_period,
                reopen_until: now + terms.reopen_window,
                dues: Dues::default(),
            }
            .into(),
        ])
    }
}

//! Approval by whom the item names, or with the item; and what he wants to know before.

use super::access::apart;
use super::table::REJECTING;
use super::terms::{Approval, Approver, Item};
use super::{
    ApprovalRequested, Approve, Approved, Assigned, AutoApproved, Event, Reject, Rejected,
    Rejection, Return, ReturnedToRequester, ServiceRequest, Update, Updated,
};
use crate::authority::{holders, holds};
use crate::change::{Hand, hand};
use crate::facts::Roles;
use crate::incident::Dues;
use crate::limits::label;
use crate::service_level::clock;
use engine::{Actor, Context};

/// The reason that the agreement gives for waiting for approval; whether the clocks stand still then
/// is for the agreement to say, and where it says nothing, they run on.
pub const AWAITING_APPROVAL: &str = "awaiting_approval";

impl ServiceRequest {
    pub(super) fn ask_approval(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let item = self.its_item(context).ok_or(Rejection::ItemMissing)?;
        self.ask(item, context)
    }

    /// Asks whom the item names; what is approved with its item goes on.
    pub(super) fn ask(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let approver = match item.approval {
            Approval::By(approver) => approver,
            Approval::Preapproved => {
                let version = self.item.clone().ok_or(Rejection::ItemMissing)?;
                let approved = AutoApproved { item: version }.into();
                return Ok(std::iter::once(approved).chain(assigned(item)).collect());
            }
        };
        let (roles, now) = (context.facts.get::<Roles>(), context.recorded_now);
        let known = holders(roles, approver.role(), now);
        if known.iter().all(|actor| self.has_a_hand(actor)) {
            return Err(Rejection::NoApprover { role: approver.role() });
        }
        let hold = self.agreed(Some(&item.service), context);
        let hold = hold.hold(&label(AWAITING_APPROVAL), context);
        let remind_at = clock(context) + item.approve_within;
        let dues = Dues::default();
        Ok(vec![ApprovalRequested { approver, remind_at, hold, dues }.into()])
    }

    pub(super) fn approve(
        &self,
        command: Approve,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = self.approver(context)?;
        self.access_still(context)?;
        let approved = Approved { note: command.note, by, dues: Dues::default() };
        let steps = self.its_item(context).and_then(assigned);
        Ok(std::iter::once(approved.into()).chain(steps).collect())
    }

    pub(super) fn give_back(
        &self,
        command: Return,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = self.approver(context)?;
        let (question, dues) = (command.question, Dues::default());
        Ok(vec![ReturnedToRequester { question, by, dues }.into()])
    }

    pub(super) fn reject(command: Reject, context: &Context<'_>) -> Vec<Event> {
        let Reject { reason, told } = command;
        let by = hand(context, REJECTING);
        vec![Rejected { reason, told, by, dues: Dues::default() }.into()]
    }

    pub(super) fn update(
        &self,
        command: Update,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Update { note, answers } = command;
        let updated = Updated { note, answers }.into();
        if !answers {
            return Ok(vec![updated]);
        }
        if !self.question {
            return Err(Rejection::NoQuestion);
        }
        let steps = self.ask_approval(context)?;
        Ok(std::iter::once(updated).chain(steps).collect())
    }

    /// Whose hand decides on it: of the role that the item names, and of nobody whom it is for.
    fn approver(&self, context: &Context<'_>) -> Result<Hand, Rejection> {
        let role = self.approver.map_or(Approver::ServiceManager, |(approver, _)| approver).role();
        let (roles, now) = (context.facts.get::<Roles>(), context.recorded_now);
        if !holds(roles, &context.caller.actor, role, now) {
            return Err(Rejection::OtherApprover { role });
        }
        let by = hand(context, &[role]);
        apart(&by, "asks for it, has logged it, or gets it", |actor| self.has_a_hand(actor))?;
        Ok(by)
    }

    /// Whether somebody asks for it, has logged it or gets it.
    fn has_a_hand(&self, actor: &Actor) -> bool {
        self.is_for(actor) || self.logged_by.as_ref() == Some(actor)
    }

    /// Whether somebody asks for it or gets it.
    pub(super) fn is_for(&self, actor: &Actor) -> bool {
        self.requester.as_ref() == Some(actor) || self.for_whom.as_ref() == Some(actor)
    }
}

/// That the group of an item is to fulfil it, if it has one.
fn assigned(item: &Item) -> Option<Event> {
    let group = item.group.clone()?;
    Some(Assigned { group: Some(group), assignee: None, dues: Dues::default() }.into())
}

//! How events make the state so, but for the clocks. No rule lives here.

use super::terms::Rule;
use super::{Event, Graded, ServiceRequest};
use crate::incident::{By, Override};
use crate::service_level::Miss;
use engine::{Actor, Stamp};

impl ServiceRequest {
    #[expect(clippy::too_many_lines, reason = "one arm for each event")]
    pub(super) fn learn(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Logged(event) => {
                self.summary = Some(event.summary.clone());
                self.requester = Some(event.requester.clone());
                self.for_whom = Some(event.for_whom.clone());
                self.logged_by = Actor::from_escaped(stamp.actor).ok();
                self.contact.clone_from(&event.contact);
                self.wanted.clone_from(&event.item);
                self.service.clone_from(&event.service);
                self.customer.clone_from(&event.customer);
                self.origin.clone_from(&event.origin);
                self.logged_at = Some(stamp.occurred_at);
                self.validate_by = Some(event.validate_by);
            }
            Event::Validated(event) => {
                self.item = Some(event.item.clone());
                self.service = Some(event.service.clone());
                self.customer.clone_from(&event.customer);
                self.category = event.category.clone().or_else(|| self.category.take());
                self.requester = Some(event.requester.clone());
                self.for_whom = Some(event.for_whom.clone());
                self.validate_by = None;
            }
            Event::Classified(event) => self.category = Some(event.category.clone()),
            Event::Prioritised(event) => {
                if event.graded_by == By::Sender {
                    let priority = event.priority;
                    let other = |reason| Override { priority, reason };
                    let (impact, urgency) = (event.impact, event.urgency);
                    let priority = event.override_reason.clone().map(other);
                    self.graded = Some(Graded { impact, urgency, priority });
                }
                self.priority = Some(event.priority);
                self.service_level = Some(event.service_level.clone());
                self.notice_due = Some(event.notice_due);
            }
            Event::ApprovalRequested(event) => {
                self.approver = Some((event.approver, event.remind_at));
                self.question = false;
                self.escalated.remove(&Rule::ApprovalOverdue);
                self.hold = Some(event.hold.clone());
            }
            Event::Approved(event) => {
                (self.approver, self.hold) = (None, None);
                self.approved_by = Some(event.by.clone());
            }
            Event::ReturnedToRequester(_) => {
                (self.approver, self.hold) = (None, None);
                self.question = true;
            }
            Event::Assigned(event) => {
                self.group.clone_from(&event.group);
                self.assignee.clone_from(&event.assignee);
            }
            Event::Reassigned(event) => {
                self.hold = None;
                self.group.clone_from(&event.group);
                self.assignee.clone_from(&event.assignee);
            }
            Event::FulfilmentStarted(event) => self.assignee = Some(event.assignee.clone()),
            Event::Held(event) => self.hold = Some(event.hold.clone()),
            Event::PartDelivered(event) => self.open_parts = event.open.iter().cloned().collect(),
            Event::Fulfilled(event) => {
                self.open_parts.clear();
                self.outcome = Some((event.closes_at, event.reopen_until));
            }
            Event::Reopened(event) => {
                self.outcome = None;
                self.reopenings = self.reopenings.saturating_add(1);
                self.notice_due = event.notice_due;
            }
            Event::ProgressNotified(event) => self.notice_due = event.next_due,
            Event::Escalated(event) => {
                self.escalated.insert(event.rule);
            }
            Event::TargetAtRisk(_) => {
                self.escalated.remove(&Rule::TargetAtRisk);
                self.warned_at = Some(stamp.occurred_at);
            }
            Event::TargetMissed(event) => {
                *self.missed.slot(event.measure) = Some(Miss {
                    due: event.due,
                    agreement: event.agreement.clone(),
                    recorded_at: stamp.recorded_at,
                    version: stamp.version,
                });
            }
            Event::BreachSuperseded(event) => {
                *self.missed.slot(event.measure) = None;
                self.escalated.remove(&Rule::of_miss(event.measure));
            }
            Event::ItemDrafted(event) => {
                self.offer.draft = Some((event.item.clone(), event.by.clone()));
            }
            Event::ItemApproved(event) => {
                self.offer.draft = None;
                self.offer.version = event.version;
            }
            Event::ItemWithdrawn(_) => self.offer.draft = None,
            Event::Resumed(_)
            | Event::Withdrawn(_)
            | Event::Cancelled(_)
            | Event::Converted(_)
            | Event::Rejected(_) => self.hold = None,
            Event::AutoApproved(_)
            | Event::Failed(_)
            | Event::Retried(_)
            | Event::Closed(_)
            | Event::Updated(_)
            | Event::Retimed(_) => {}
        }
    }
}

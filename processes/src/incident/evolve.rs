//! How events make the state so. No rule lives here.

use super::value::{Cause, ChangeRelation, Escalation, EscalationRule, Link, learn};
use super::{Adopted, Event, Incident, Logged, Major, MajorPhase, Outcome, Phase};
use engine::{Actor, Stamp};

impl Incident {
    /// Takes an event in, but for the clocks.
    #[expect(clippy::too_many_lines, reason = "one arm for each event")]
    pub(super) fn apply(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Logged(event) => self.on_logged(event, stamp),
            Event::Classified(event) => {
                self.phase = Phase::Classified;
                self.triage.category = Some(event.category.clone());
                self.triage.subcategory.clone_from(&event.subcategory);
                self.triage.business_grade = Some(event.business_grade);
                self.triage.security_grade = Some(event.security_grade);
            }
            Event::Prioritised(event) => {
                self.phase = Phase::Prioritised;
                self.triage.impact = Some(event.impact);
                self.triage.urgency = Some(event.urgency);
                self.priority = Some(event.priority);
                self.triage.priority = None;
                self.triage_due = None;
                self.service_level = Some(event.service_level.clone());
                self.notice_due = Some(event.notice_due);
            }
            Event::Assigned(event) => {
                self.phase = Phase::Assigned;
                self.triage.group.clone_from(&event.group);
                self.triage.assignee.clone_from(&event.assignee);
            }
            Event::Responded(event) => {
                self.phase = Phase::InProgress;
                self.triage.assignee = Some(event.assignee.clone());
            }
            Event::Reassigned(event) => {
                self.phase = Phase::Assigned;
                self.hold = None;
                self.triage.group.clone_from(&event.group);
                self.triage.assignee.clone_from(&event.assignee);
                self.reassignments = self.reassignments.saturating_add(1);
            }
            Event::Updated(event) => self.details.learn(&event.details),
            Event::Reprioritised(event) => {
                self.triage.impact = Some(event.impact);
                self.triage.urgency = Some(event.urgency);
                self.priority = Some(event.priority);
                self.notice_due = Some(event.notice_due);
                if let Some(level) = &mut self.service_level {
                    level.promise = event.promise;
                }
            }
            Event::Escalated(event) => {
                self.escalated.insert(event.rule);
                match event.kind {
                    Escalation::Functional => self.functional_escalations = event.level,
                    Escalation::Hierarchical => self.hierarchical_escalations = event.level,
                }
            }
            Event::ProgressNotified(event) => self.notice_due = event.next_due,
            Event::SecurityFlagged(event) => self.security_flagged = Some(event.grade),
            Event::DataLeaked(_) => self.leaked_at = Some(stamp.occurred_at),
            Event::KnownErrorMatched(event) => {
                self.known_errors.insert(event.known_error.clone());
            }
            Event::WorkaroundApplied(_) => self.worked_around = true,
            Event::CiLinked(event) => {
                self.configuration_items.insert(event.configuration_item.clone());
            }
            Event::ProblemLinked(event) => {
                self.problems.insert(event.problem.clone());
            }
            Event::ChangeLinked(event) => {
                self.changes.insert(event.change.clone(), event.relation);
            }
            Event::Unlinked(event) => self.on_unlinked(&event.link),
            Event::Held(event) => {
                self.phase = Phase::OnHold;
                self.hold = Some(event.hold.clone());
            }
            Event::Resumed(_) | Event::ChangeCompleted(_) => {
                self.phase = Phase::InProgress;
                self.hold = None;
            }
            Event::ChangeRaised(event) => {
                self.phase = Phase::AwaitingChange;
                self.hold = Some(event.hold.clone());
                if let Some(change) = &event.change {
                    self.changes.insert(change.clone(), ChangeRelation::Mends);
                }
            }
            Event::Resolved(event) => {
                self.phase = Phase::Resolved;
                self.hold = None;
                self.outcome = Some(Outcome {
                    code: Some(event.code.clone()),
                    cause: event.cause.clone(),
                    workaround: event.workaround.clone(),
                    by: actor_of(stamp),
                    resolved_at: stamp.occurred_at,
                    closes_at: event.closes_at,
                    reopen_until: event.reopen_until,
                });
            }
            Event::Reopened(event) => {
                self.phase = Phase::InProgress;
                self.outcome = None;
                self.reopenings = event.count;
                self.notice_due = event.notice_due;
            }
            Event::Closed(_) => self.phase = Phase::Closed,
            Event::Cancelled(_) => self.phase = Phase::Cancelled,
            Event::Merged(event) => {
                self.phase = Phase::Merged;
                self.parent = Some(event.parent.clone());
                self.parent_works = false;
            }
            Event::ParentFollowed(event) => self.parent_works = event.works,
            Event::ConvertedToRequest(_) => self.phase = Phase::Converted,
            Event::Reclassified(event) => {
                self.triage.category = Some(event.category.clone());
                self.triage.subcategory.clone_from(&event.subcategory);
                self.triage.business_grade = Some(event.business_grade);
                self.triage.security_grade = Some(event.security_grade);
            }
            Event::Adopted(event) => self.on_adopted(event, stamp),
            Event::AttributesStated(event) => self.stated.learn(&event.stated),
            Event::LateRowStated(event) => {
                // What was stated since is newer.
                let newer = std::mem::replace(&mut self.stated, event.stated.clone());
                self.stated.learn(&newer);
            }
            Event::TargetAtRisk(_) => {
                self.escalated.remove(&EscalationRule::TargetAtRisk);
                self.warned_at = Some(stamp.occurred_at);
            }
            Event::TargetMissed(event) => self.on_missed(event, stamp),
            Event::BreachSuperseded(event) => self.on_superseded(event.measure),
            Event::DeclaredMajor(event) => {
                self.escalated.remove(&EscalationRule::ManagerNotNamed);
                self.major = Major::declared(event, stamp);
            }
            Event::TopManagementNotified(event) => self.major.on_notified(event),
            Event::ManagerAssigned(event) => self.major.on_manager(event),
            Event::ManagerReplaced(event) => self.major.manager = Some(event.manager.clone()),
            Event::RestorationStarted(_) => self.major.phase = MajorPhase::Restoring,
            Event::Restored(event) => self.major.on_restored(event, stamp),
            Event::Relapsed(_) => self.major.on_relapsed(),
            Event::ReviewStarted(_) => self.major.phase = MajorPhase::Reviewing,
            Event::Reviewed(_) => self.major.reviewed = true,
            Event::MajorClosed(_) => self.major.phase = MajorPhase::Closed,
            Event::MajorDowngraded(_) => self.major.on_downgraded(),
            Event::InformationConsulted(_)
            | Event::Retimed(_)
            | Event::UpdateIssued(_)
            | Event::ContinuityRequested(_) => {}
        }
    }

    fn on_logged(&mut self, event: &Logged, stamp: &Stamp<'_>) {
        self.phase = Phase::Logged;
        self.summary = Some(event.summary.clone());
        self.caller.clone_from(&event.caller);
        self.monitor.clone_from(&event.monitor);
        self.service = Some(event.service.clone());
        self.customer.clone_from(&event.customer);
        self.details = event.details.clone();
        self.triage = event.triage.clone();
        self.configuration_items.extend(event.configuration_item.clone());
        self.logged_at = Some(stamp.occurred_at);
        self.triage_due = Some(event.triage_due);
    }

    fn on_unlinked(&mut self, link: &Link) {
        match link {
            Link::ConfigurationItem(key) => {
                self.configuration_items.remove(key);
            }
            Link::Problem(key) => {
                self.problems.remove(key);
            }
            Link::KnownError(key) => {
                self.known_errors.remove(key);
            }
            Link::Change(key) => {
                self.changes.remove(key);
            }
        }
    }

    fn on_adopted(&mut self, event: &Adopted, stamp: &Stamp<'_>) {
        let over = matches!(self.phase, Phase::Resolved | Phase::Closed);
        let at_work = [Phase::InProgress, Phase::OnHold, Phase::AwaitingChange];
        if over && at_work.contains(&event.to) {
            self.reopenings = self.reopenings.saturating_add(1);
        }
        let handed_over = event.reassignments.unwrap_or_default();
        self.reassignments = self.reassignments.saturating_add(handed_over);
        self.phase = event.to;
        self.hold.clone_from(&event.hold);
        learn(&mut self.summary, event.summary.as_ref());
        learn(&mut self.caller, event.caller.as_ref());
        learn(&mut self.service, event.service.as_ref());
        learn(&mut self.customer, event.customer.as_ref());
        self.details.learn(&event.details);
        self.triage = event.triage.clone().or(&self.triage);
        self.logged_at = self.logged_at.or(event.opened_at).or(Some(stamp.occurred_at));
        learn(&mut self.priority, event.priority.as_ref());
        learn(&mut self.service_level, event.service_level.as_ref());
        if self.priority.is_some() {
            self.triage.priority = None;
            self.triage_due = None;
        }
        self.outcome = match (event.closes_at, self.outcome.take()) {
            (Some(closes_at), None) => Some(Outcome {
                code: None,
                cause: Cause::Unknown,
                workaround: None,
                by: actor_of(stamp),
                resolved_at: stamp.occurred_at,
                closes_at,
                reopen_until: closes_at,
            }),
            (Some(_), known) => known,
            (None, known) => known.filter(|_| event.to == Phase::Closed),
        };
    }
}

/// The actor of a stamp.
fn actor_of(stamp: &Stamp<'_>) -> Actor {
    Actor::from_escaped(stamp.actor).unwrap_or_else(|_| Actor::system())
}

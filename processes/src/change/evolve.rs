//! What each event makes of a change.

use super::duties::Duties;
use super::state::{ASSESSMENT_LIMIT, Change, Phase};
use super::state::{
    Assessment, BackoutPlan, Ballot, Checked, RETROSPECTIVE_LIMIT, REVIEW_DELAY, Verdict,
};
use super::terms::{
    Assessor, Board, Choice, Class, Content, Designed, EscalationRule, Hand, Submission,
};
use super::{Assessed, Event};
use crate::change_model::Aspect;
use crate::digest::Digest;
use crate::limits::{Label, Text};
use engine::{Actor, Key, Span, Stamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// All that is decided on.
#[derive(Serialize)]
struct Shown<'a> {
    title: Option<&'a Label>,
    class: Option<Class>,
    content: Option<&'a Content>,
    assessments: &'a BTreeMap<Aspect, Assessment>,
    threats: (Option<Checked>, Option<Checked>),
    backout: Option<(Option<&'a Text>, Span)>,
    board: Option<&'a Board>,
    submission: Option<&'a Submission>,
    /// What is not designed is shown as it ever was.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    designs: &'a [Designed],
}

/// All that an assessment says: not where in the log it has read that.
fn said(assessed: &Assessed) -> Digest {
    let impact = assessed.impact.as_ref().map(|impact| (impact.reached, &impact.services));
    Digest::of(&(&assessed.considered, &assessed.statement, impact))
}

fn add(known: &mut BTreeSet<Actor>, hand: &Hand) {
    known.extend(hand.actors().cloned());
}

/// ... or who recorded it, where nobody said whose hand it was.
fn add_or_recorder(known: &mut BTreeSet<Actor>, hand: Option<&Hand>, stamp: &Stamp<'_>) {
    match hand {
        Some(hand) => add(known, hand),
        None => known.extend(Actor::from_escaped(stamp.actor)),
    }
}

impl Change {
    pub(super) fn take_in(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Requested(_)
            | Event::Classified(_)
            | Event::Reclassified(_)
            | Event::Revised(_)
            | Event::Withdrawn(_)
            | Event::Cancelled(_)
            | Event::Rejected(_)
            | Event::Merged(_)
            | Event::Escalated(_)
            | Event::Adopted(_) => self.take_in_request(event, stamp),
            Event::AssessmentStarted(_)
            | Event::RoutedToDesign(_)
            | Event::Assessed(_)
            | Event::ThreatModelled(_)
            | Event::VulnerabilityScanned(_)
            | Event::InformationRequested(_)
            | Event::InformationProvided(_)
            | Event::BackoutPlanned(_)
            | Event::BackoutTested(_) => self.take_in_assessment(event, stamp),
            Event::SubmittedForApproval(_)
            | Event::DesignAccepted(_)
            | Event::Voted(_)
            | Event::Approved(_)
            | Event::ReturnedForRework(_)
            | Event::Preapproved(_)
            | Event::EmergencyVoted(_)
            | Event::EmergencyAuthorised(_) => self.take_in_decision(event, stamp),
            Event::BuildStarted(_)
            | Event::Built(_)
            | Event::Tested(_)
            | Event::TestFailed(_)
            | Event::TestWaived(_)
            | Event::Scheduled(_)
            | Event::SlotRefused(_)
            | Event::SchedulePublished(_)
            | Event::Rescheduled(_)
            | Event::Held(_)
            | Event::Resumed(_) => self.take_in_plan(event),
            Event::ImplementationStarted(_)
            | Event::StepRetried(_)
            | Event::Implemented(_)
            | Event::Failed(_)
            | Event::BackoutStarted(_)
            | Event::BackedOut(_)
            | Event::BackoutFailed(_)
            | Event::RemedyStarted(_)
            | Event::Remedied(_)
            | Event::RemedyFailed(_) => self.take_in_work(event, stamp),
            Event::InvestigationStarted(_)
            | Event::Investigated(_)
            | Event::CmdbUpdated(_)
            | Event::ReviewStarted(_)
            | Event::Reviewed(_)
            | Event::ActionsAgreed(_)
            | Event::RetrospectivelyAssessed(_)
            | Event::Closed(_)
            | Event::Replanned(_)
            | Event::OutcomeCorrected(_) => self.take_in_review(event, stamp),
        }
        self.show();
    }

    /// Keeps the digest of what is decided on.
    pub(super) fn show(&mut self) {
        let backout = self.backout.as_ref();
        let shown = Shown {
            title: self.title.as_ref(),
            class: self.class,
            content: self.content.as_ref(),
            assessments: &self.assessments,
            threats: (self.threats, self.scan),
            backout: backout.map(|backout| (backout.plan.as_ref(), backout.takes)),
            board: self.board.as_ref(),
            submission: self.submission.as_ref(),
            designs: &self.designs,
        };
        self.shown = Some(Digest::of(&shown));
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "told apart by `take_in`")]
    fn take_in_request(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Requested(event) => {
                self.phase = Phase::Requested;
                self.title = Some(event.title.clone());
                self.content = Some(event.content.clone());
                self.raised_from.clone_from(&event.raised_from);
                self.requester = Some(event.requester.actor.clone());
                add(&mut self.duties.requesters, &event.requester);
            }
            Event::Classified(event) => {
                self.phase = Phase::Classified;
                self.class = Some(event.class);
                self.model.clone_from(&event.model);
            }
            Event::Reclassified(event) => {
                self.begin_anew();
                self.class = Some(event.class);
                self.model.clone_from(&event.model);
            }
            Event::Revised(event) => {
                self.title = Some(event.title.clone());
                self.content = Some(event.content.clone());
                add(&mut self.duties.requesters, &event.author);
                self.votes.retain(|seat, _| !event.voided.contains(seat));
                let is_lessened = self.forget_assessments_of_requesters();
                if event.material {
                    self.votes.clear();
                    self.assessments.clear();
                    (self.threats, self.scan) = (None, None);
                }
                if (event.material || is_lessened) && self.phase == Phase::AwaitingApproval {
                    self.rework(stamp);
                }
            }
            Event::Withdrawn(_) => self.phase = Phase::Withdrawn,
            Event::Cancelled(_) => self.phase = Phase::Cancelled,
            Event::Rejected(_) => self.phase = Phase::Rejected,
            Event::Merged(_) => self.phase = Phase::Merged,
            Event::Escalated(event) if event.rule != EscalationRule::Judgement => {
                self.escalated.insert(event.rule);
            }
            Event::Adopted(event) => {
                self.phase = Phase::Implemented;
                self.class = Some(Class::Emergency);
                self.title = Some(event.title.clone());
                self.content = Some(event.content.clone());
                self.requester = Some(event.recorder.actor.clone());
                self.deviation = Some(event.deviation.clone());
                add(&mut self.duties.requesters, &event.recorder);
                self.duties.implementers.insert(event.implementer.clone());
                self.altered = Some(event.content.configuration_items.to_vec());
                self.cmdb_updated = event.content.configuration_items.is_empty();
                self.review_at = Some(event.review_at);
                self.retrospective_due = Some(stamp.recorded_at + RETROSPECTIVE_LIMIT);
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "told apart by `take_in`")]
    fn take_in_assessment(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::AssessmentStarted(_) | Event::InformationProvided(_) => {
                self.phase = Phase::Assessing;
                self.assessment_due =
                    self.assessment_due.or(Some(stamp.recorded_at + ASSESSMENT_LIMIT));
            }
            Event::RoutedToDesign(_) => self.phase = Phase::UnderServiceDesign,
            Event::Assessed(event) => {
                let (by, says) = (event.assessor.clone(), said(event));
                let assessment = Assessment { finding: event.finding, by, says };
                self.assessments.insert(event.considered.aspect(), assessment);
            }
            Event::ThreatModelled(event) => {
                let says = Digest::of(&(&event.model, &event.statement));
                self.threats = Some(Checked { finding: event.finding, says });
            }
            Event::VulnerabilityScanned(event) => {
                let says = Digest::of(&event.report);
                self.scan = Some(Checked { finding: event.finding, says });
            }
            Event::InformationRequested(_) => self.phase = Phase::AwaitingInformation,
            Event::BackoutPlanned(event) => {
                self.votes.clear();
                let (plan, takes) = (Some(event.plan.clone()), event.takes);
                self.backout = Some(BackoutPlan { plan, takes, tested: None });
            }
            Event::BackoutTested(event) => {
                let backout = self.backout.iter_mut();
                backout.for_each(|backout| backout.tested = Some(event.trial.clone()));
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "told apart by `take_in`")]
    fn take_in_decision(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::SubmittedForApproval(event) => self.put_before(&event.board, &event.submission),
            Event::DesignAccepted(event) => {
                self.votes.retain(|seat, _| !event.voided.contains(seat));
                self.designs.clone_from(&event.designs);
                self.put_before(&event.board, &event.submission);
            }
            Event::Voted(event) => {
                let verdict = match &event.choice {
                    Choice::Approve(_) => Verdict::Approve,
                    Choice::Reject(reason) => Verdict::Reject(reason.clone()),
                    Choice::Return(reason) => Verdict::Rework(reason.clone()),
                };
                let (by, shown) = (event.by.actor.clone(), event.shown);
                self.votes.insert(event.seat.clone(), Ballot { by, shown, verdict });
            }
            Event::EmergencyVoted(event) => {
                let (by, shown, verdict) = (event.by.actor.clone(), event.shown, Verdict::Approve);
                self.votes.insert(event.seat.clone(), Ballot { by, shown, verdict });
            }
            Event::Approved(event) => {
                self.phase = Phase::Approved;
                self.decided_by(&event.members);
            }
            Event::EmergencyAuthorised(event) => {
                self.phase = Phase::EmergencyAuthorised;
                self.decided_by(&event.members);
                self.retrospective_due = Some(event.retrospective_due);
            }
            Event::ReturnedForRework(_) => {
                self.votes.clear();
                self.rework(stamp);
            }
            Event::Preapproved(event) => {
                self.phase = Phase::Approved;
                self.model = Some(event.by.clone());
                self.takes = event.takes;
                let takes = event.backout_takes;
                self.backout = Some(BackoutPlan { plan: None, takes, tested: None });
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "told apart by `take_in`")]
    fn take_in_plan(&mut self, event: &Event) {
        match event {
            Event::BuildStarted(event) => {
                self.phase = Phase::Building;
                add(&mut self.duties.builders, &event.builder);
            }
            Event::Built(event) => {
                self.phase = Phase::Testing;
                add(&mut self.duties.builders, &event.builder);
            }
            Event::Tested(_) | Event::TestWaived(_) => self.phase = Phase::Ready,
            Event::TestFailed(_) => self.phase = Phase::Building,
            Event::Scheduled(event) => {
                self.phase = Phase::Scheduled;
                self.slot = Some(event.slot);
                self.published = false;
            }
            Event::Rescheduled(event) => {
                self.slot = Some(event.slot);
                self.published = false;
                self.escalated.remove(&EscalationRule::WindowMissed);
            }
            Event::SchedulePublished(_) => self.published = true,
            Event::Held(_) => {
                self.held_from = Some(self.phase);
                self.phase = Phase::OnHold;
            }
            Event::Resumed(_) => self.phase = self.held_from.take().unwrap_or(self.phase),
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "told apart by `take_in`")]
    fn take_in_work(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::ImplementationStarted(event) => {
                self.phase = Phase::Implementing;
                self.begun_at = Some(stamp.recorded_at);
                add(&mut self.duties.implementers, &event.implementer);
            }
            Event::StepRetried(event) => {
                let by = event.implementer.as_ref();
                add_or_recorder(&mut self.duties.implementers, by, stamp);
            }
            Event::Implemented(event) => {
                self.phase = Phase::Implemented;
                self.review_at = Some(event.review_at);
                self.carried_out(&event.implementer, &event.altered);
            }
            Event::Failed(event) => {
                self.phase = Phase::Failed;
                self.failed = true;
                // What was reviewed before says nothing of it.
                (self.as_expected, self.actions_agreed) = (None, false);
                self.investigated = false;
                if std::mem::take(&mut self.assessed_afterwards) {
                    self.retrospective_due = Some(stamp.recorded_at + RETROSPECTIVE_LIMIT);
                    self.escalated.remove(&EscalationRule::RetrospectiveOverdue);
                }
                self.incident = event.incident.clone().or(self.incident.take());
            }
            Event::BackoutStarted(event) => {
                self.phase = Phase::BackingOut;
                add(&mut self.duties.implementers, &event.implementer);
            }
            Event::BackedOut(event) => {
                self.phase = Phase::BackedOut;
                self.backed_out = true;
                self.carried_out(&event.implementer, &event.altered);
                self.review_at.get_or_insert(stamp.recorded_at + REVIEW_DELAY);
            }
            Event::BackoutFailed(event) => {
                self.phase = Phase::Failed;
                self.incident = Some(event.incident.clone());
            }
            Event::RemedyStarted(_) => self.phase = Phase::Remedying,
            Event::Remedied(event) => {
                self.phase = Phase::Remedied;
                self.carried_out(&event.implementer, &event.altered);
                self.review_at.get_or_insert(stamp.recorded_at + REVIEW_DELAY);
            }
            Event::RemedyFailed(_) => self.phase = Phase::Failed,
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "told apart by `take_in`")]
    fn take_in_review(&mut self, event: &Event, stamp: &Stamp<'_>) {
        // What is closed stays so, whatever is found out of it.
        let is_open = self.phase != Phase::Closed;
        match event {
            Event::InvestigationStarted(_) if is_open => self.phase = Phase::Investigating,
            Event::Investigated(_) => {
                self.investigated = true;
                if is_open {
                    self.phase = Phase::Reviewing;
                }
            }
            Event::ReviewStarted(_) => self.phase = Phase::Reviewing,
            Event::CmdbUpdated(_) => self.cmdb_updated = true,
            Event::Reviewed(event) => {
                self.as_expected = Some(event.as_expected);
                add(&mut self.duties.reviewers, &event.reviewer);
            }
            Event::ActionsAgreed(_) => self.actions_agreed = true,
            Event::RetrospectivelyAssessed(event) => {
                self.assessed_afterwards = true;
                let by = event.assessor.as_ref();
                add_or_recorder(&mut self.duties.assessors, by, stamp);
                if self.is_adopted() {
                    add_or_recorder(&mut self.duties.approvers, by, stamp);
                }
            }
            Event::Closed(_) => self.phase = Phase::Closed,
            Event::Replanned(_) => self.begin_anew(),
            Event::OutcomeCorrected(event) => {
                (self.failed, self.corrected, self.as_expected) = (true, true, Some(false));
                self.investigated = false;
                self.incident = event.incident.clone().or(self.incident.take());
            }
            _ => {}
        }
    }

    /// Whoever writes at a change does not assess it, nor has he. Whether that was some of it.
    fn forget_assessments_of_requesters(&mut self) -> bool {
        let (requesters, before) = (&self.duties.requesters, self.assessments.len());
        self.assessments.retain(|_, known| match &known.by {
            Assessor::Person(hand) => !hand.actors().any(|actor| requesters.contains(actor)),
            Assessor::Rule(..) => true,
        });
        self.assessments.len() < before
    }

    /// Back to where it is known which way it goes, and nothing else but who has had to do with it. Who
    /// decided on what was never carried out has not.
    fn begin_anew(&mut self) {
        let mut duties = std::mem::take(&mut self.duties);
        if duties.implementers.is_empty() {
            duties = Duties { requesters: duties.requesters, ..Duties::default() };
        }
        let was = std::mem::take(self);
        *self = Self {
            phase: Phase::Classified,
            title: was.title,
            content: was.content,
            raised_from: was.raised_from,
            requester: was.requester,
            duties,
            class: was.class,
            model: was.model,
            failed: was.failed,
            incident: was.incident,
            ..Self::default()
        };
    }

    fn put_before(&mut self, board: &Board, submission: &Submission) {
        self.phase = Phase::AwaitingApproval;
        (self.board, self.submission) = (Some(board.clone()), Some(submission.clone()));
    }

    /// Where it is worked on before it is decided on.
    pub(super) fn workplace(&self) -> Phase {
        if self.class == Some(Class::Major) { Phase::UnderServiceDesign } else { Phase::Assessing }
    }

    fn rework(&mut self, stamp: &Stamp<'_>) {
        self.phase = self.workplace();
        self.assessment_due = Some(stamp.recorded_at + ASSESSMENT_LIMIT);
        self.escalated.remove(&EscalationRule::AssessmentOverdue);
    }

    fn decided_by(&mut self, members: &[Actor]) {
        for seat in members {
            let by = self.votes.get(seat).map(|ballot| ballot.by.clone());
            self.duties.approvers.extend(by.into_iter().chain([seat.clone()]));
        }
    }

    fn carried_out(&mut self, by: &Hand, altered: &[Key]) {
        add(&mut self.duties.implementers, by);
        self.altered = Some(altered.to_vec());
        self.cmdb_updated = altered.is_empty();
    }
}

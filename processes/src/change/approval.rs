//! The decision: by the board on what it was shown, by a model, or by the emergency board.
#![expect(clippy::similar_names, reason = "the content and the context of a decision")]

use super::board::Outcome;
use super::duties::{Duty, hand};
use super::request::definitions;
use super::state::RETROSPECTIVE_LIMIT;
use super::terms::{Board, Choice, Class, Hand, Submission, Tally, Waiver};
use super::{
    AcceptDesign, Approved, AuthoriseEmergency, Change, DesignAccepted, EmergencyAuthorised,
    EmergencyVoted, Event, Preapproved, Rejected, Rejection, ReturnedForRework, SubmitForApproval,
    SubmittedForApproval, TestWaived, Vote, Voted,
};
use crate::agreement::Level;
use crate::change_model::Finding;
use crate::digest::Digest;
use crate::facts::{ServiceWork, WorkStage};
use engine::{Actor, Context};

impl Change {
    pub(super) fn submit(
        &self,
        command: &SubmitForApproval,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let submission = command.submission.clone();
        let (shown, board) = self.shown_to(&submission, context)?;
        Ok(vec![SubmittedForApproval { shown, board, submission }.into()])
    }

    pub(super) fn accept_design(
        &self,
        command: &AcceptDesign,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let AcceptDesign { accepted, submission } = command.clone();
        let (shown, board) = self.shown_to(&submission, context)?;
        Self::design_is_accepted(context)?;
        Ok(vec![DesignAccepted { accepted, shown, board, submission }.into()])
    }

    /// What service design and removal have on record for it is accepted, and there is something
    /// (5.1).
    fn design_is_accepted(context: &Context<'_>) -> Result<(), Rejection> {
        let asked = || context.facts.get::<ServiceWork>().asked_by(context.key);
        if asked().next().is_none() {
            return Err(Rejection::NothingDesigned);
        }
        let pending = asked().filter(|(_, stage)| *stage == WorkStage::Pending);
        let services: Vec<_> = pending.map(|(service, _)| service.clone()).collect();
        if services.is_empty() { Ok(()) } else { Err(Rejection::DesignNotAccepted { services }) }
    }

    /// What goes before whom, if it may.
    fn shown_to(
        &self,
        submission: &Submission,
        context: &Context<'_>,
    ) -> Result<(Digest, Board), Rejection> {
        self.assessed()?;
        self.acceptable()?;
        if self.backout.is_none() {
            return Err(Rejection::BackoutNotPlanned);
        }
        if [self.threats, self.scan].contains(&Some(Finding::Unacceptable)) {
            return Err(Rejection::ThreatsFound);
        }
        if self.risk() != Level::Low {
            let is_checked = self.threats.is_some() && self.scan.is_some();
            if !is_checked && submission.security_check_off.is_none() {
                return Err(Rejection::ThreatsNotChecked);
            }
            if submission.residual_risk.is_none() {
                return Err(Rejection::ResidualRiskOpen);
            }
        }
        if submission.board.is_some() && submission.board_policy.is_none() {
            return Err(Rejection::BoardPolicyMissing);
        }
        let usual = Board::usual(self.class, self.risk());
        let board = submission.board.clone().unwrap_or_else(|| usual.clone());
        if !board.asks_for_all_of(&usual) {
            return Err(Rejection::BoardTooLenient { quorum: usual.quorum });
        }
        let mut before = self.clone();
        (before.board, before.submission) = (Some(board.clone()), Some(submission.clone()));
        before.is_complete(context)?;
        before.show();
        Ok((before.shown()?, board))
    }

    fn shown(&self) -> Result<Digest, Rejection> {
        self.shown.ok_or(Rejection::NothingTouched)
    }

    pub(super) fn vote(
        &self,
        command: &Vote,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Vote { shown, choice, seat } = command.clone();
        let (seat, by) = self.may_vote(shown, seat.as_ref(), context)?;
        if let Choice::Approve(approval) = &choice
            && approval.participants.is_empty()
        {
            return Err(Rejection::NobodyTookPart);
        }
        let mut events = vec![Voted { shown, seat, by, choice }.into()];
        let (tally, outcome) = self.counted_with(&events, context);
        match outcome {
            Outcome::Open => {}
            Outcome::Approved(members) => {
                let members = super::bounded(members);
                events.push(Approved { shown, tally, members }.into());
            }
            Outcome::Rejected(reason) => {
                let (told, tally, raised_from) = (None, Some(tally), self.raised_from.clone());
                events.push(Rejected { reason, told, tally, raised_from }.into());
            }
            Outcome::Rework(reason) => events.push(ReturnedForRework { reason, tally }.into()),
        }
        Ok(events)
    }

    /// Whose seat it is, if who asks may vote for it on what was shown.
    fn may_vote(
        &self,
        named: Digest,
        seat: Option<&Actor>,
        context: &Context<'_>,
    ) -> Result<(Actor, Hand), Rejection> {
        let (seat, by) = self.seat(seat, context)?;
        self.duties.independent(&by, &[Duty::Request])?;
        // A seat of who wants the change is none; neither is one that would be for him.
        let of_seat = super::duties::own(&seat);
        self.duties.independent(&of_seat, &[Duty::Request])?;
        let current = self.shown()?;
        if named != current {
            return Err(Rejection::OtherContent { named, current });
        }
        self.is_complete(context)?;
        if !self.seats(context).contains(&seat) {
            let required = self.decided_on_by().required.to_vec();
            return Err(Rejection::SeatNotCounted { seat, required });
        }
        let elsewhere = self.votes.iter().find(|(other, ballot)| {
            **other != seat && ballot.by == by.actor && ballot.shown == current
        });
        if let Some((other, _)) = elsewhere {
            return Err(Rejection::HasVoted { actor: by.actor, seat: other.clone() });
        }
        Ok((seat, by))
    }

    /// How the votes stand with this one.
    fn counted_with(&self, events: &[Event], context: &Context<'_>) -> (Tally, Outcome) {
        let mut voted = self.clone();
        voted.apply(events, context);
        voted.count(context)
    }

    pub(super) fn preapprove(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.is_of(&[Class::Standard])?;
        let (Some(by), Some(content)) = (&self.model, &self.content) else {
            return Err(Rejection::ModelNotFitting);
        };
        let usable = Self::usable(&by.model, content, context)?;
        let mut by = by.clone();
        by.version = usable.version;
        let model = usable.model;
        let preapproved = Preapproved {
            by,
            takes: model.takes,
            backout_takes: model.back_out_takes,
            needs_build: model.needs_build,
        };
        let mut events = vec![preapproved.into()];
        if model.tested && !model.needs_build {
            events.push(TestWaived { ground: Waiver::TestedModel, retest_due: None }.into());
        }
        Ok(events)
    }

    pub(super) fn authorise_emergency(
        &self,
        command: &AuthoriseEmergency,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.is_of(&[Class::Emergency])?;
        let AuthoriseEmergency { shown, matches, seat } = command.clone();
        // What is agreed may have ended since it was classified.
        if let Some(content) = &self.content {
            definitions(content, context)?;
        }
        let (seat, by) = self.may_vote(shown, seat.as_ref(), context)?;
        let mut events = vec![EmergencyVoted { shown, seat, by, matches }.into()];
        let (tally, outcome) = self.counted_with(&events, context);
        if let Outcome::Approved(members) = outcome {
            let members = super::bounded(members);
            let retrospective_due = context.recorded_now + RETROSPECTIVE_LIMIT;
            events.push(EmergencyAuthorised { shown, tally, members, retrospective_due }.into());
        }
        Ok(events)
    }

    /// Refuses who has requested it or decided on it: he does not carry it out.
    pub(super) fn carries_out(&self, context: &Context<'_>) -> Result<Hand, Rejection> {
        let hand = hand(context, super::table::IMPLEMENTING);
        self.duties.independent(&hand, &[Duty::Request, Duty::Approve])?;
        Ok(hand)
    }

    /// The same of whom its release names, or else of who sends this.
    pub(super) fn carried_out_by(
        &self,
        named: Option<Hand>,
        context: &Context<'_>,
    ) -> Result<Hand, Rejection> {
        let Some(hand) = named else { return self.carries_out(context) };
        self.duties.independent(&hand, &[Duty::Request, Duty::Approve])?;
        Ok(hand)
    }
}

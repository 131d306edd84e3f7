//! The decision: by the board on what it was shown, by a model, or by the emergency board.
#![expect(clippy::similar_names, reason = "the content and the context of a decision")]

use super::board::Outcome;
use super::duties::{Duty, hand};
use super::request::definitions;
use super::state::{Checked, RETROSPECTIVE_LIMIT};
use super::terms::{Board, Choice, Class, Designed, Hand, Submission, Tally, Waiver};
use super::{
    AcceptDesign, Approved, AuthoriseEmergency, Change, DesignAccepted, EmergencyAuthorised,
    EmergencyVoted, Event, Phase, Preapproved, Rejected, Rejection, ReturnedForRework,
    SubmitForApproval, SubmittedForApproval, TestWaived, Vote, Voted,
};
use crate::agreement::Level;
use crate::change_model::Finding;
use crate::digest::Digest;
use crate::facts::{ServiceWork, WorkStage};
use crate::limits::List;
use engine::{Actor, Context, Key};
use std::collections::BTreeSet;

impl Change {
    pub(super) fn submit(
        &self,
        command: &SubmitForApproval,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let submission = command.submission.clone();
        let (before, board) = self.put_to(&submission, context)?;
        let shown = before.shown()?;
        Ok(vec![SubmittedForApproval { shown, board, submission }.into()])
    }

    pub(super) fn accept_design(
        &self,
        command: &AcceptDesign,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.is_of(&[Class::Major])?;
        let AcceptDesign { accepted, mut submission } = command.clone();
        // Where the board decides on another design, what was said besides it stands.
        if self.phase == Phase::AwaitingApproval && submission == Submission::default() {
            submission = self.submission.clone().unwrap_or_default();
        }
        let (mut before, board) = self.put_to(&submission, context)?;
        let (designs, voided) = (Self::designs(context)?, self.voters());
        let is_before = self.phase == Phase::AwaitingApproval;
        if is_before && self.designs == designs && self.submission.as_ref() == Some(&submission) {
            return Ok(Vec::new());
        }
        before.designs.clone_from(&designs);
        before.show();
        let shown = before.shown()?;
        Ok(vec![DesignAccepted { accepted, shown, board, submission, designs, voided }.into()])
    }

    /// What service design and removal have on record for it, all accepted; there is something (5.1).
    fn designs(context: &Context<'_>) -> Result<List<Designed>, Rejection> {
        let asked = || context.facts.get::<ServiceWork>().asked_by(context.key);
        if asked().next().is_none() {
            return Err(Rejection::NothingDesigned);
        }
        let pending = asked().filter(|work| work.stage == WorkStage::Pending);
        let services: Vec<_> = pending.map(|work| work.service.clone()).collect();
        if !services.is_empty() {
            return Err(Rejection::DesignNotAccepted { services });
        }
        let designed =
            asked().map(|work| Designed { service: work.service.clone(), says: work.says });
        Ok(super::bounded(designed.collect()))
    }

    /// What is designed for it is what the board was shown. What went before the board ere that was on
    /// record is not told apart.
    pub(super) fn design_stands(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if self.designs.is_empty() {
            return Ok(());
        }
        let now = Self::designs(context)?;
        let only_in = |these: &[Designed], those: &[Designed]| -> BTreeSet<Key> {
            let others = these.iter().filter(|it| !those.contains(it));
            others.map(|it| it.service.clone()).collect()
        };
        let altered = &only_in(&now, &self.designs) | &only_in(&self.designs, &now);
        let services: Vec<_> = altered.into_iter().collect();
        if services.is_empty() { Ok(()) } else { Err(Rejection::DesignAltered { services }) }
    }

    /// What it is before the board, and who decides, if it may go there.
    fn put_to(
        &self,
        submission: &Submission,
        context: &Context<'_>,
    ) -> Result<(Self, Board), Rejection> {
        self.assessed()?;
        self.acceptable()?;
        if self.backout.is_none() {
            return Err(Rejection::BackoutNotPlanned);
        }
        let is_against = |checked: &Checked| checked.finding == Finding::Unacceptable;
        if self.threats.iter().chain(&self.scan).any(is_against) {
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
        Ok((before, board))
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
        let approves = matches!(choice, Choice::Approve(_));
        let mut events = vec![Voted { shown, seat, by, choice }.into()];
        let (tally, outcome) = self.counted_with(&events, context);
        // Whoever wants it reworked or refused may say so still.
        if approves || matches!(outcome, Outcome::Approved(_)) {
            self.design_stands(context)?;
        }
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
        // He may have carried out or reviewed an attempt before this one.
        let others = [Duty::Request, Duty::Implement, Duty::Review];
        self.independent(&by, &others, context)?;
        // A seat of who wants the change is none; neither is one that would be for him.
        let of_seat = super::duties::own(&seat);
        self.independent(&of_seat, &others, context)?;
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
        self.not_by_its_approver(context)?;
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

    /// Refuses who has requested it, decided on it, reviewed an attempt or assessed it afterwards: he
    /// does not carry it out.
    pub(super) fn carries_out(&self, context: &Context<'_>) -> Result<Hand, Rejection> {
        let hand = hand(context, super::table::IMPLEMENTING);
        self.carried_out_by(Some(hand), context)
    }

    /// The same of whom its release names, or else of who sends this.
    pub(super) fn carried_out_by(
        &self,
        named: Option<Hand>,
        context: &Context<'_>,
    ) -> Result<Hand, Rejection> {
        let Some(hand) = named else { return self.carries_out(context) };
        let others = [Duty::Request, Duty::Approve, Duty::Review, Duty::LookBack];
        self.independent(&hand, &others, context)?;
        Ok(hand)
    }
}

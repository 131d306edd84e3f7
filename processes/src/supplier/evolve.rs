//! Which rule decides on what, and how events are taken in.

use super::terms::{Because, Gate, Measured, Performance};
use super::{
    Command, Dispute, DisputePhase, Event, ExistingRegistered, PerformanceRecorded, Phase,
    Rejection, Score, ScorePhase, Supplier,
};
use engine::{Context, Stamp};

impl Supplier {
    pub(super) fn decided(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Propose(command) => Ok(Self::propose(command)),
            Command::StartAdmission(_) => Ok(Self::start_admission()),
            Command::CheckQuality(command) => Self::check_quality(command, context),
            Command::CheckSecurity(command) => Ok(Self::check_security(command, context)),
            Command::CheckCompatibility(command) => Ok(Self::check_compatibility(command)),
            Command::Admit(_) => self.admit(context),
            Command::Refuse(command) => self.refuse(command),
            Command::Withdraw(command) => Ok(Self::withdraw(command)),
            Command::RegisterExisting(command) => Self::register_existing(command, context),
            Command::SetPolicy(command) => self.set_policy(command, context),
            Command::AssignOwner(command) => Self::assign_owner(command, context),
            Command::DraftContract(command) => Self::draft_contract(command, context),
            Command::SignContract(command) => self.sign_contract(command, context),
            Command::BreakOff(command) => Ok(Self::break_off(command)),
            Command::MapSubcontractors(command) => Ok(Self::map_subcontractors(command)),
            Command::VerifySubcontractorControl(command) => Ok(Self::verify_control(command)),
            Command::FlagSupport(command) => self.flag_support(command, context),
            Command::ClearSupport(command) => self.clear_support(command, context),
            Command::ProposeContractChange(command) => Self::propose_contract_change(command),
            Command::ChangeContract(command) => Self::change_contract(command, context),
            Command::DropContractChange(command) => Self::drop_contract_change(command, context),
            Command::StartExit(command) => Ok(Self::start_exit(command)),
            Command::TransferService(command) => Ok(Self::transfer_service(command)),
            Command::End(command) => self.end(command),
            Command::CancelExit(command) => self.cancel_exit(command, context),
            Command::RecordPerformance(command) => self.record_performance(command, context),
            Command::NotePerformanceDue(_) => self.note_performance_due(context),
            Command::Claim(command) => Ok(Self::claim(command)),
            Command::StartReview(command) => self.start_review(command, context),
            Command::Review(command) => self.review(command, context),
            Command::Confirm(command) => self.confirm(command, context),
            Command::PutOnProbation(command) => self.put_on_probation(command, context),
            Command::LiftProbation(_) => self.lift_probation(context),
            Command::OpenScore(_) => Ok(self.open_score(context)),
            Command::ScoreQuality(command) => self.score_quality(&command),
            Command::ScoreSecurity(_) => Ok(self.score_security(context)),
            Command::ScoreService(command) => Ok(self.score_service(command)),
            Command::PublishScore(command) => self.publish_score(command, context),
            Command::DisputeScore(command) => Ok(Self::dispute_score(command)),
            Command::Rescore(command) => self.rescore(command),
            Command::VoidScore(command) => Ok(Self::void_score(command)),
            Command::RaiseDispute(command) => Ok(Self::raise_dispute(command, context)),
            Command::NegotiateDispute(command) => Ok(Self::negotiate_dispute(command, context)),
            Command::EscalateDispute(command) => self.escalate_dispute(command, context),
            Command::SettleDispute(command) => Self::settle_dispute(command),
            Command::CloseDispute(command) => Ok(Self::close_dispute(command)),
            Command::WithdrawDispute(command) => self.withdraw_dispute(command, context),
        }
    }

    #[expect(clippy::too_many_lines, reason = "a line or two for each event")]
    pub(super) fn take_in(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.phase = Phase::after(event, self.probation).unwrap_or(self.phase);
        match event.clone() {
            Event::Proposed(event) => self.name = Some(event.name),
            Event::QualityGateChecked(event) => {
                self.gates.insert(Gate::Quality, event.passed);
            }
            Event::SecurityGateChecked(event) => {
                self.gates.insert(Gate::Security, event.passed);
                // What is shown not to be valid has ended, and is reviewed, unless it is already.
                let ends = !event.passed && self.phase != Phase::UnderReview;
                let ended = ends.then_some(stamp.recorded_at);
                self.qualified_until = ended.or(event.qualification.valid_until());
            }
            Event::CompatibilityGateChecked(event) => {
                self.gates.insert(Gate::Compatibility, event.passed);
            }
            Event::ExistingRegistered(event) => self.existed(event, stamp),
            Event::PolicySet(event) => {
                (self.policy, self.versions) = (Some(event.policy), event.version);
            }
            Event::OwnerAssigned(event) => self.owner = Some(event.owner),
            Event::ContractDrafted(event) => self.contract = Some(event.contract),
            Event::ContractSigned(event) => {
                (self.dues, self.tally_since) = (Some(event.dues), Some(stamp.recorded_at));
            }
            Event::NegotiationBrokenOff(_) => self.contract = None,
            Event::SubcontractorsMapped(event) => {
                self.subcontractors = Some(event.subcontractors);
                self.subcontractors_verified = false;
            }
            Event::SubcontractorControlVerified(_) => self.subcontractors_verified = true,
            Event::SupportWeakened(event) => {
                let rests = self.weaker.entry(event.agreement).or_default();
                rests.insert(event.rests, event.what);
            }
            Event::SupportRestored(event) => {
                if let Some(rests) = self.weaker.get_mut(&event.agreement) {
                    rests.remove(&event.rests);
                }
                self.weaker.retain(|_, rests| !rests.is_empty());
            }
            Event::ContractChanged(event) => {
                let same =
                    self.contract.as_ref().is_some_and(|it| it.until == event.contract.until);
                self.contract = Some(event.contract);
                // A notice that was given of the same end is not given again.
                if let (Some(dues), false) = (&mut self.dues, same) {
                    dues.notice = event.notice;
                }
                self.reviewed = None;
            }
            Event::ContractChangeProposed(_)
            | Event::ContractChangeDropped(_)
            | Event::Confirmed(_) => self.reviewed = None,
            Event::ExitStarted(event) => self.successor = event.to,
            Event::ServiceTransferred(_) => self.transferred = true,
            Event::ExitCancelled(_) => (self.successor, self.transferred) = (None, false),
            Event::PerformanceRecorded(event) => self.performed(event),
            Event::TargetMissed(_) => {
                self.tally.reached = self.tally.reached.saturating_sub(1);
            }
            Event::PerformanceFellDue(event) => {
                if let Some(dues) = &mut self.dues {
                    dues.performance = event.next_due;
                }
            }
            Event::ReviewStarted(event) => self.review_began(&event.because),
            Event::Reviewed(event) => {
                self.reviewed = Some(event.contract_fits);
                self.subcontractors_verified = false;
                if let Some(dues) = &mut self.dues {
                    dues.review = event.next_due;
                }
            }
            Event::ProbationBegun(_) => (self.probation, self.reviewed) = (true, None),
            Event::ProbationLifted(_) => self.probation = false,
            Event::ScoreOpened(event) => {
                let late = self.tally.late.clone();
                let tally = std::mem::take(&mut self.tally);
                self.tally.late = late;
                let phase = ScorePhase::Collecting;
                let since = Some(event.since);
                self.score = Score { phase, since, tally, ..Score::default() };
                self.tally_since = Some(stamp.recorded_at);
                if let Some(dues) = &mut self.dues {
                    dues.score = event.next_due;
                }
            }
            Event::QualityScored(event) => self.score.parts.quality = Some(event.part),
            Event::SecurityScored(event) => self.score.parts.security = Some(event.part),
            Event::ServiceScored(event) => self.score.parts.service = Some(event.part),
            Event::ScoreComputed(_) => self.score.phase = ScorePhase::Scored,
            Event::ScorePublished(event) => {
                self.last_score = Some(event.joint);
                self.score.phase = ScorePhase::Idle;
            }
            Event::ScoreDisputed(_) => self.score.phase = ScorePhase::Disputed,
            Event::ScoreRescored(event) => {
                (self.score.phase, self.score.parts) = (ScorePhase::Scored, event.parts);
            }
            // What it was to be about is for the next one.
            Event::ScoreVoided(_) => {
                let voided = std::mem::take(&mut self.score);
                self.tally.take_back(voided.tally);
                self.tally_since = voided.since.or(self.tally_since);
            }
            Event::DisputeRaised(event) => {
                let phase = DisputePhase::Raised;
                self.dispute = Dispute { phase, by: Some(event.by), until: None };
            }
            Event::DisputeNegotiationStarted(event) => {
                self.dispute.phase = DisputePhase::Negotiating;
                self.dispute.until = Some(event.until);
            }
            Event::DisputeEscalated(_) => {
                (self.dispute.phase, self.dispute.until) = (DisputePhase::Escalated, None);
            }
            Event::DisputeSettled(_) => {
                (self.dispute.phase, self.dispute.until) = (DisputePhase::Settled, None);
            }
            Event::DisputeClosed(_) | Event::DisputeWithdrawn(_) => {
                self.dispute = Dispute::default();
            }
            Event::AdmissionStarted(_)
            | Event::Admitted(_)
            | Event::Refused(_)
            | Event::Withdrawn(_)
            | Event::ClaimRaised(_)
            | Event::Ended(_) => {}
        }
    }

    fn existed(&mut self, event: ExistingRegistered, stamp: &Stamp<'_>) {
        (self.name, self.contract) = (Some(event.name), Some(event.contract));
        (self.owner, self.dues) = (Some(event.owner), Some(event.dues));
        (self.gap_check_by, self.tally_since) = (Some(event.gap_check_by), Some(stamp.recorded_at));
    }

    /// What is due for the same reason is not due again.
    fn review_began(&mut self, because: &Because) {
        self.reviewed = None;
        match because {
            Because::CertificateLapsed => self.lapse_noted = self.qualified_until,
            Because::ContractEnds => {
                if let Some(dues) = &mut self.dues {
                    dues.notice = None;
                }
            }
            Because::AdmissionGap => self.gap_check_by = None,
            Because::Interval | Because::Stated(_) => {}
        }
    }

    fn performed(&mut self, event: PerformanceRecorded) {
        if let (Some(dues), Some(next)) = (&mut self.dues, event.next_due) {
            dues.performance = next;
        }
        let tally = &mut self.tally;
        let in_time = u64::from(event.in_time.unwrap_or(true));
        match event.performance {
            // What was missed says so by itself, in the same batch.
            Performance::Measured(Measured { values, .. }) => {
                tally.targets += values.len() as u64;
                tally.reached += values.len() as u64;
            }
            Performance::Incident(case) | Performance::IncidentMissed(case) => {
                if let Some(was_in_time) = tally.cases.remove(&case.incident) {
                    tally.incidents -= 1;
                    tally.incidents_in_time -= u64::from(was_in_time);
                }
                tally.incidents += 1;
                tally.incidents_in_time += in_time;
                if tally.cases.len() < super::review::CASES_MAX {
                    tally.cases.insert(case.incident, in_time == 1);
                }
            }
            Performance::Fixed(fix) => {
                tally.fixes += 1;
                tally.fixes_in_time += in_time;
                tally.late.remove(&fix.vulnerability);
            }
            Performance::FixMissed(vulnerability) => {
                if tally.late.len() < super::review::LATE_MAX {
                    tally.late.insert(vulnerability);
                }
            }
        }
    }
}

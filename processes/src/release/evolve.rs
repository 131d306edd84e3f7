//! How events change a release.

use super::Event;
use super::state::{Observation, Phase, Release, Run};
use engine::{Actor, Stamp};

impl Release {
    /// A new build: what was proven of the last one does not hold for this one.
    fn builds(&mut self) {
        self.phase = Phase::Building;
        self.is_built = false;
        self.rollback_tested = false;
        self.scanned_at = None;
        // Who approved what some have had keeps that part.
        if self.begun_at.is_none() {
            self.approvers.clear();
        }
        self.begun_at = None;
        self.unmet.clear();
        self.deviations.clear();
        self.slot = None;
        self.baseline.clear();
        self.run = None;
        self.integrity_verified = false;
    }

    #[expect(clippy::too_many_lines, reason = "an arm for each event, none with a rule in it")]
    pub(super) fn learn(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let at = stamp.recorded_at;
        match event {
            Event::Planned(event) => {
                self.plan = Some(event.plan.clone());
                self.phase = Phase::Planned;
            }
            // What is to be agreed anew is not built, nor authorised, yet.
            Event::ScopeChanged(event) => {
                if self.phase != Phase::Planned {
                    self.builds();
                    self.emergency = false;
                    self.phase = Phase::Planned;
                }
                self.plan = Some(event.plan.clone());
                // What leads back from something else has not been tried.
                self.rollback_tested = false;
            }
            Event::PlanAgreed(_) => self.phase = Phase::PlanAgreed,
            Event::EmergencyAuthorised(event) => {
                (self.emergency, self.is_built) = (true, true);
                self.builders.insert(event.builder.clone());
                self.phase = Phase::Building;
            }
            Event::RollbackPlanned(event) => {
                self.rollback = Some(event.rollback.clone());
                self.rollback_tested = false;
            }
            Event::AcceptanceCriteriaAgreed(event) => {
                let criteria = event.criteria.iter();
                self.criteria = criteria.map(|it| (it.name.clone(), it.kind)).collect();
            }
            Event::BuildStarted(event) => {
                self.is_built = true;
                self.rollback_tested = false;
                self.builders.insert(event.builder.clone());
                self.phase = Phase::Building;
            }
            Event::TestStarted(_) => self.phase = Phase::Testing,
            Event::RollbackTested(_) => self.rollback_tested = true,
            Event::TestFailed(_)
            | Event::ScanFailed(_)
            | Event::ReworkDecided(_)
            | Event::ReturnedToBuild(_) => self.builds(),
            Event::Tested(_) => self.phase = Phase::Scanning,
            Event::ScanPassed(_) => {
                self.scanned_at = Some(at);
                if self.phase == Phase::Scanning {
                    self.phase = Phase::AwaitingAcceptance;
                }
            }
            Event::Accepted(_) => self.phase = Phase::Accepted,
            Event::AcceptanceFailed(event) => {
                self.unmet = event.failed.iter().cloned().collect();
                self.phase = Phase::AcceptanceFailed;
            }
            Event::DeviationAccepted(event) => {
                let deviations = event.deviations.iter();
                self.deviations = deviations.map(|it| (it.criterion.clone(), it.due)).collect();
                self.phase = Phase::Accepted;
            }
            Event::Approved(_) => {
                self.approvers.extend(Actor::from_escaped(stamp.actor));
                self.phase = Phase::Approved;
            }
            Event::Scheduled(event) => {
                self.slot = Some(event.slot);
                self.phase = Phase::Scheduled;
            }
            Event::Rescheduled(event) => self.slot = Some(event.slot),
            Event::Held(_) => {
                self.held_in = Some(self.phase);
                self.phase = Phase::OnHold;
            }
            Event::Resumed(_) => self.phase = self.held_in.take().unwrap_or(self.phase),
            Event::BaselineCaptured(event) => {
                self.baseline = event.configuration_items.iter().cloned().collect();
            }
            Event::CanaryStarted(event) => {
                self.begins(stamp);
                self.run =
                    Some(Run { stage: 0, until: event.until, health: None, completed: false });
                self.phase = Phase::Canary;
            }
            Event::HealthReported(event) => self.with_run(|run| run.health = Some(event.health)),
            Event::CanaryWidened(event) => {
                self.deployed_by(stamp);
                self.with_run(|run| {
                    let (stage, until) = (event.number, event.until);
                    *run = Run { stage, until, health: None, completed: false };
                });
            }
            Event::CanaryWaits(event) => self.with_run(|run| run.until = event.until),
            Event::CanaryCompleted(_) => self.with_run(|run| run.completed = true),
            Event::CanaryAborted(_) => self.phase = Phase::RollingBack,
            Event::RollbackStarted(_) => {
                self.deployed_by(stamp);
                self.phase = Phase::RollingBack;
            }
            Event::DeploymentStarted(_) => {
                self.begins(stamp);
                self.phase = Phase::Deploying;
            }
            Event::Promoted(_) => self.phase = Phase::Deploying,
            // What is done again is to be compared again.
            Event::StepRetried(_) => {
                self.deployed_by(stamp);
                self.integrity_verified = false;
            }
            Event::IntegrityVerified(_) => self.integrity_verified = true,
            Event::Deployed(_) => {
                self.deployed_by(stamp);
                self.phase = Phase::Deployed;
            }
            Event::ObservationStarted(event) => {
                self.observation =
                    Some(Observation { since: at, until: event.until, ended: false });
                self.phase = Phase::Observing;
            }
            Event::RollbackFailed(_) => {
                self.deployed_by(stamp);
                self.phase = Phase::Failed;
            }
            Event::DeploymentFailed(_) | Event::RemedyFailed(_) => self.phase = Phase::Failed,
            Event::RolledBack(_) => {
                self.deployed_by(stamp);
                self.rolled_back = true;
                self.phase = Phase::RolledBack;
            }
            Event::RemedyStarted(_) => self.phase = Phase::Remedying,
            Event::Remedied(_) => {
                self.deployed_by(stamp);
                self.remedied = true;
                self.failure_investigated = false;
                self.phase = Phase::Deployed;
            }
            Event::IncidentAttributed(event) => {
                self.incidents.insert(event.incident.clone());
            }
            Event::ObservationEnded(_) => {
                if let Some(observed) = &mut self.observation {
                    observed.ended = true;
                }
            }
            Event::FailureInvestigated(_) => self.failure_investigated = true,
            Event::InvestigationStarted(_) => self.phase = Phase::Investigating,
            Event::Investigated(_) | Event::Analysed(_) => self.phase = Phase::Analysed,
            Event::OutcomePublished(event) => self.outcome = Some(event.outcome),
            Event::AnalysisReviewed(_) => self.reviewed = true,
            Event::Closed(_) => self.phase = Phase::Closed,
            Event::Replanned(_) => {
                self.builds();
                (self.rolled_back, self.remedied, self.reviewed) = (false, false, false);
                (self.outcome, self.observation) = (None, None);
                self.incidents.clear();
            }
            Event::Cancelled(_) => self.phase = Phase::Cancelled,
            Event::ScanInconclusive(_) | Event::SlotRefused(_) | Event::DatesPublished(_) => {}
        }
    }

    fn begins(&mut self, stamp: &Stamp<'_>) {
        self.begun_at = Some(stamp.recorded_at);
        self.deployed_by(stamp);
    }

    fn deployed_by(&mut self, stamp: &Stamp<'_>) {
        self.deployers.extend(Actor::from_escaped(stamp.actor));
    }

    fn with_run(&mut self, change: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut self.run {
            change(run);
        }
    }
}

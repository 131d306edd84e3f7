//! What may have happened to a release: the durable contract.

mod deploy;
mod evaluate;
mod plan;
mod prove;
mod schedule;

pub use deploy::*;
pub use evaluate::*;
pub use plan::*;
pub use prove::*;
pub use schedule::*;

engine::events! {
    /// What may have happened to a release.
    pub enum Event {
        /// It is planned (9.3.2, 9.3.4).
        Planned = "planned", 1,
        /// It is something else.
        ScopeChanged = "scope_changed", 1,
        /// Its plan is agreed with customer and parties (9.3.2).
        PlanAgreed = "plan_agreed", 1,
        /// It is built at once (9.3.6).
        EmergencyAuthorised = "emergency_authorised", 1,
        /// It is known how a deployment that fails is reversed or remedied (9.3.13).
        RollbackPlanned = "rollback_planned", 1,
        /// It is agreed what must be so before it is deployed (9.3.9).
        AcceptanceCriteriaAgreed = "acceptance_criteria_agreed", 1,
        /// It is being built (9.3.7).
        BuildStarted = "build_started", 1,
        /// It is being tested (9.3.8).
        TestStarted = "test_started", 1,
        /// Reversing it was tested, or there is a reason why not (9.3.14).
        RollbackTested = "rollback_tested", 1,
        /// It does not pass.
        TestFailed = "test_failed", 1,
        /// It passes (9.3.7).
        Tested = "tested", 1,
        /// The scan found too much, or the security baseline is not met.
        ScanFailed = "scan_failed", 1,
        /// The scan does not say enough; it has not passed.
        ScanInconclusive = "scan_inconclusive", 1,
        /// The scan found little enough, and the security baseline is met.
        ScanPassed = "scan_passed", 1,
        /// All criteria are met (9.3.10).
        Accepted = "accepted", 1,
        /// Some criteria are not met (9.3.11).
        AcceptanceFailed = "acceptance_failed", 1,
        /// It is built anew (9.3.11).
        ReworkDecided = "rework_decided", 1,
        /// It is taken as it is (9.3.11).
        DeviationAccepted = "deviation_accepted", 1,
        /// It may be deployed (9.3.10).
        Approved = "approved", 1,
        /// It has a time.
        Scheduled = "scheduled", 1,
        /// It cannot have that time: something blocks.
        SlotRefused = "slot_refused", 1,
        /// It has another time.
        Rescheduled = "rescheduled", 1,
        /// Those concerned know when it is deployed (9.3.21).
        DatesPublished = "dates_published", 1,
        /// It waits.
        Held = "held", 1,
        /// It goes on.
        Resumed = "resumed", 1,
        /// It is built anew.
        ReturnedToBuild = "returned_to_build", 1,
        /// There is a baseline of every item (9.1.12).
        BaselineCaptured = "baseline_captured", 1,
        /// The first have it.
        CanaryStarted = "canary_started", 1,
        /// It is known how the stage does.
        HealthReported = "health_reported", 1,
        /// More have it.
        CanaryWidened = "canary_widened", 1,
        /// The time of the stage is over, and nothing says that it has passed.
        CanaryWaits = "canary_waits", 1,
        /// All stages have passed.
        CanaryCompleted = "canary_completed", 1,
        /// It is rolled back.
        CanaryAborted = "canary_aborted", 1,
        /// All are to have it.
        Promoted = "promoted", 1,
        /// All are to have it at once.
        DeploymentStarted = "deployment_started", 1,
        /// A step is done again.
        StepRetried = "step_retried", 1,
        /// What was deployed is as its master copies (9.3.12).
        IntegrityVerified = "integrity_verified", 1,
        /// It is there (5.4.4, 9.3.12).
        Deployed = "deployed", 1,
        /// It is observed (9.3.18).
        ObservationStarted = "observation_started", 1,
        /// It does not work (9.3.15).
        DeploymentFailed = "deployment_failed", 1,
        /// It is being reversed.
        RollbackStarted = "rollback_started", 1,
        /// It is reversed (9.3.15).
        RolledBack = "rolled_back", 1,
        /// It cannot be reversed.
        RollbackFailed = "rollback_failed", 1,
        /// It is being remedied.
        RemedyStarted = "remedy_started", 1,
        /// It is remedied (9.3.15).
        Remedied = "remedied", 1,
        /// The remedy does not help.
        RemedyFailed = "remedy_failed", 1,
        /// It caused an incident (9.3.18).
        IncidentAttributed = "incident_attributed", 1,
        /// It has been observed for long enough.
        ObservationEnded = "observation_ended", 1,
        /// It is known why one failed that was remedied (9.3.16).
        FailureInvestigated = "failure_investigated", 1,
        /// It is examined why it failed (9.3.16).
        InvestigationStarted = "investigation_started", 1,
        /// It is known why it failed (9.3.16).
        Investigated = "investigated", 1,
        /// It is known what came of it (9.3.17, 9.3.19).
        Analysed = "analysed", 1,
        /// Those concerned know what came of it (9.3.21).
        OutcomePublished = "outcome_published", 1,
        /// It was considered what could be better (9.3.20).
        AnalysisReviewed = "analysis_reviewed", 1,
        /// It is over.
        Closed = "closed", 1,
        /// It is built anew, after it was rolled back.
        Replanned = "replanned", 1,
        /// It was given up.
        Cancelled = "cancelled", 1,
    }
}

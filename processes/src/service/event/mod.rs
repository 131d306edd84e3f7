//! What may have happened to a service: the durable contract.

mod catalogue;
mod outage;
mod removal;
mod requirement;
mod transition;

pub use catalogue::*;
pub use outage::*;
pub use removal::*;
pub use requirement::*;
pub use transition::*;

engine::events! {
    /// What may have happened to a service.
    pub enum Event {
        /// What the catalogue is to say of it is written.
        Drafted = "drafted", 1,
        /// The customer agrees to the entry, and it is published.
        Agreed = "agreed", 1,
        /// The entry is being revised.
        RevisionStarted = "revision_started", 1,
        /// A revision is published.
        Revised = "revised", 1,
        /// A revision was given up.
        RevisionAbandoned = "revision_abandoned", 1,
        /// Revisions take longer than they may.
        RevisionOverdue = "revision_overdue", 1,
        /// The entry is held against the agreements in force.
        VerificationStarted = "verification_started", 1,
        /// Entry and agreements say the same.
        ConsistencyConfirmed = "consistency_confirmed", 1,
        /// Entry and agreements differ, so the entry is being revised.
        MismatchFound = "mismatch_found", 1,
        /// It is out of the catalogue.
        Retired = "retired", 1,
        /// Somebody needs something of the service.
        RequirementCaptured = "requirement_captured", 1,
        /// What is needed can be measured.
        RequirementAnalysed = "requirement_analysed", 1,
        /// The requirement waits for agreement.
        RequirementProposed = "requirement_proposed", 1,
        /// The customer agrees to the requirement.
        RequirementAgreed = "requirement_agreed", 1,
        /// The requirement will not be met.
        RequirementRejected = "requirement_rejected", 1,
        /// The requirement is examined.
        RequirementReviewStarted = "requirement_review_started", 1,
        /// The requirement is still right.
        RequirementConfirmed = "requirement_confirmed", 1,
        /// Another requirement is asked for instead.
        RequirementChangeProposed = "requirement_change_proposed", 1,
        /// The requirement is as was asked for.
        RequirementChangeAgreed = "requirement_change_agreed", 1,
        /// The requirement stays as it was.
        RequirementChangeDropped = "requirement_change_dropped", 1,
        /// Nobody needs it any longer.
        RequirementRetired = "requirement_retired", 1,
        /// Whoever stated the need took it back.
        RequirementWithdrawn = "requirement_withdrawn", 1,
        /// The service is to be designed, or designed anew.
        Proposed = "proposed", 1,
        /// It is known which requirements it is to meet.
        RequirementsIdentified = "requirements_identified", 1,
        /// It was considered what it may do.
        ImpactConsidered = "impact_considered", 1,
        /// It is known whether another party can do its part.
        PartyCapabilityAssessed = "party_capability_assessed", 1,
        /// It is agreed by what the service is accepted.
        AcceptanceCriteriaAgreed = "acceptance_criteria_agreed", 1,
        /// The plan waits for review.
        PlanSubmitted = "plan_submitted", 1,
        /// The plan is accepted.
        PlanAccepted = "plan_accepted", 1,
        /// The plan was given back.
        PlanRejected = "plan_rejected", 1,
        /// Security controls are part of the design.
        SecurityControlsDesignedIn = "security_controls_designed_in", 1,
        /// Customers will be asked whether they are satisfied.
        SatisfactionSurveyPlanned = "satisfaction_survey_planned", 1,
        /// The design waits for review.
        DesignSubmitted = "design_submitted", 1,
        /// The design is accepted.
        DesignAccepted = "design_accepted", 1,
        /// The design was given back.
        DesignRejected = "design_rejected", 1,
        /// It is built.
        Developed = "developed", 1,
        /// A test failed.
        TestFailed = "test_failed", 1,
        /// The tests passed.
        Tested = "tested", 1,
        /// The customer accepts the service.
        Accepted = "accepted", 1,
        /// Criteria are not met.
        AcceptanceFailed = "acceptance_failed", 1,
        /// It is built anew where it failed.
        ReworkDecided = "rework_decided", 1,
        /// The customer accepts the service although criteria are not met.
        DeviationAccepted = "deviation_accepted", 1,
        /// The service is live.
        Transitioned = "transitioned", 1,
        /// Deployment was undone.
        BackedOut = "backed_out", 1,
        /// What was expected is compared with what came.
        OutcomeReported = "outcome_reported", 1,
        /// Design and transition are over.
        TransitionClosed = "transition_closed", 1,
        /// It rests.
        Held = "held", 1,
        /// It goes on where it was.
        Resumed = "resumed", 1,
        /// It is not designed.
        ProposalRejected = "proposal_rejected", 1,
        /// Whoever proposed it took that back.
        ProposalWithdrawn = "proposal_withdrawn", 1,
        /// It was given up.
        TransitionCancelled = "transition_cancelled", 1,
        /// It is being designed again.
        DesignReopened = "design_reopened", 1,
        /// The service is to be removed or transferred.
        RemovalProposed = "removal_proposed", 1,
        /// It is planned what becomes of data, documents and components.
        RemovalPlanned = "removal_planned", 1,
        /// The plan is approved.
        RemovalApproved = "removal_approved", 1,
        /// The service stays as it is.
        RemovalRejected = "removal_rejected", 1,
        /// The plan was given back.
        RemovalPlanReturned = "removal_plan_returned", 1,
        /// Customers and interested parties have notice.
        PartiesNotified = "parties_notified", 1,
        /// The notice period is over.
        NoticeElapsed = "notice_elapsed", 1,
        /// It is being removed.
        RemovalStarted = "removal_started", 1,
        /// It is being handed over.
        TransferStarted = "transfer_started", 1,
        /// Data was archived, destroyed or handed over.
        DataDisposed = "data_disposed", 1,
        /// It is removed.
        Removed = "removed", 1,
        /// It is handed over.
        Transferred = "transferred", 1,
        /// Removal is over.
        RemovalClosed = "removal_closed", 1,
        /// The removal was given up.
        RemovalCancelled = "removal_cancelled", 1,
        /// The service was restored instead.
        RemovalBackedOut = "removal_backed_out", 1,
        /// It will not work, or not as agreed.
        OutagePlanned = "outage_planned", 1,
        /// It does not work, or not as agreed.
        OutageBegan = "outage_began", 1,
        /// More or less of it works since then.
        OutageWeighed = "outage_weighed", 1,
        /// Its plan is over, and it goes on.
        OutageOverran = "outage_overran", 1,
        /// It works again.
        OutageEnded = "outage_ended", 1,
        /// It is no outage.
        OutageCancelled = "outage_cancelled", 1,
        /// Cause and action are known.
        OutageInvestigated = "outage_investigated", 1,
    }
}

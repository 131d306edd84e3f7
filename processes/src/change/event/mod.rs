//! What may have happened to a change: the durable contract.

mod approval;
mod assessment;
mod build;
mod implementation;
mod request;
mod review;
mod schedule;

pub use approval::*;
pub use assessment::*;
pub use build::*;
pub use implementation::*;
pub use request::*;
pub use review::*;
pub use schedule::*;

use super::terms::Origin;

engine::events! {
    /// What may have happened to a change.
    pub enum Event {
        /// Somebody wants something changed.
        Requested = "requested", 1,
        /// It goes this way.
        Classified = "classified", 1,
        /// It goes another way; what was assessed and decided is void.
        Reclassified = "reclassified", 1,
        /// It says something else.
        Revised = "revised", 1,
        /// Who requested it has taken it back.
        Withdrawn = "withdrawn", 1,
        /// It is not carried out.
        Cancelled = "cancelled", 1,
        /// It is refused.
        Rejected = "rejected", 1,
        /// It is part of another change.
        Merged = "merged", 1,
        /// Others were called in.
        Escalated = "escalated", 1,
        /// An emergency was carried out before it was authorised.
        Adopted = "adopted", 2, { 1 => request::Adopted1 },
        /// It is being assessed.
        AssessmentStarted = "assessment_started", 1,
        /// Service design has taken it up (5.1).
        RoutedToDesign = "routed_to_design", 1,
        /// It was assessed in one respect.
        Assessed = "assessed", 1,
        /// It was considered what could go wrong on purpose.
        ThreatModelled = "threat_modelled", 1,
        /// It was scanned.
        VulnerabilityScanned = "vulnerability_scanned", 1,
        /// More must be known before it can be assessed.
        InformationRequested = "information_requested", 1,
        /// More is known.
        InformationProvided = "information_provided", 1,
        /// It is known how it would be reversed or remedied.
        BackoutPlanned = "backout_planned", 1,
        /// That was tested, or there is a reason why not.
        BackoutTested = "backout_tested", 1,
        /// It is before the board.
        SubmittedForApproval = "submitted_for_approval", 1,
        /// It is before the board, with its design or its plan of removal.
        DesignAccepted = "design_accepted", 2, { 1 => approval::DesignAccepted1 },
        /// Somebody has voted.
        Voted = "voted", 1,
        /// The board has approved it.
        Approved = "approved", 1,
        /// The board wants it reworked.
        ReturnedForRework = "returned_for_rework", 1,
        /// It is approved by its change model.
        Preapproved = "preapproved", 1,
        /// A member of the emergency board wants it carried out at once.
        EmergencyVoted = "emergency_voted", 1,
        /// The emergency board lets it be carried out at once.
        EmergencyAuthorised = "emergency_authorised", 1,
        /// It is being built.
        BuildStarted = "build_started", 1,
        /// It is built.
        Built = "built", 1,
        /// It does what it is to do.
        Tested = "tested", 1,
        /// It does not.
        TestFailed = "test_failed", 1,
        /// It is carried out untested.
        TestWaived = "test_waived", 1,
        /// It has a time.
        Scheduled = "scheduled", 1,
        /// Something is in the way of a time that was asked for.
        SlotRefused = "slot_refused", 1,
        /// Others were told when.
        SchedulePublished = "schedule_published", 1,
        /// It has another time.
        Rescheduled = "rescheduled", 1,
        /// It waits.
        Held = "held", 1,
        /// It goes on where it was.
        Resumed = "resumed", 1,
        /// It is being carried out.
        ImplementationStarted = "implementation_started", 1,
        /// A step was done again.
        StepRetried = "step_retried", 2, { 1 => implementation::StepRetried1 },
        /// It is carried out, in full or in part.
        Implemented = "implemented", 2, { 1 => implementation::Implemented1 },
        /// It does not work.
        Failed = "failed", 1,
        /// It is being reversed.
        BackoutStarted = "backout_started", 1,
        /// It is reversed.
        BackedOut = "backed_out", 1,
        /// It cannot be reversed.
        BackoutFailed = "backout_failed", 1,
        /// What went wrong is being remedied.
        RemedyStarted = "remedy_started", 1,
        /// It is remedied.
        Remedied = "remedied", 2, { 1 => implementation::Remedied1 },
        /// The remedy does not help.
        RemedyFailed = "remedy_failed", 1,
        /// Somebody finds out why it failed.
        InvestigationStarted = "investigation_started", 1,
        /// It is known why.
        Investigated = "investigated", 1,
        /// The CMDB says what is there now.
        CmdbUpdated = "cmdb_updated", 1,
        /// It is being reviewed.
        ReviewStarted = "review_started", 1,
        /// It was reviewed.
        Reviewed = "reviewed", 1,
        /// It is agreed what follows.
        ActionsAgreed = "actions_agreed", 1,
        /// An emergency was assessed afterwards.
        RetrospectivelyAssessed = "retrospectively_assessed", 2, { 1 => review::RetrospectivelyAssessed1 },
        /// It is over.
        Closed = "closed", 1,
        /// It is planned anew; what was assessed and decided is void.
        Replanned = "replanned", 1,
        /// It failed after all, though it was closed.
        OutcomeCorrected = "outcome_corrected", 1,
    }
}

impl Event {
    /// What the change was raised from, of its beginning and of its ends.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few of many events say so")]
    pub(crate) const fn raised_from(&self) -> Option<&Origin> {
        match self {
            Self::Requested(event) => event.raised_from.as_ref(),
            Self::Implemented(event) => event.raised_from.as_ref(),
            Self::Remedied(event) => event.raised_from.as_ref(),
            Self::BackedOut(event) => event.raised_from.as_ref(),
            Self::Rejected(event) => event.raised_from.as_ref(),
            Self::Withdrawn(event) => event.raised_from.as_ref(),
            Self::Cancelled(event) => event.raised_from.as_ref(),
            Self::OutcomeCorrected(event) => event.raised_from.as_ref(),
            _ => None,
        }
    }
}

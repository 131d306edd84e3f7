//! What may be asked of a service.

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

engine::commands! {
    /// What may be asked of a service.
    pub enum Command {
        /// Write what the catalogue is to say of it.
        Draft = "draft",
        /// Agree to the entry. Only for the customer.
        Agree = "agree",
        /// Begin to revise the entry. A change or the need for one is named.
        StartRevision = "start_revision",
        /// Publish a revision.
        PublishRevision = "publish_revision",
        /// Give a revision up.
        AbandonRevision = "abandon_revision",
        /// A revision takes too long.
        RecordRevisionOverdue = "record_revision_overdue",
        /// Hold the entry against the agreements in force.
        Verify = "verify",
        /// Take it out of the catalogue, for it is removed or has a successor.
        Retire = "retire",
        /// Somebody needs something of the service.
        CaptureRequirement = "capture_requirement",
        /// Say what is needed so that it can be measured.
        AnalyseRequirement = "analyse_requirement",
        /// Offer the requirement for agreement.
        ProposeRequirement = "propose_requirement",
        /// Agree to the requirement. Only for the customer.
        AgreeRequirement = "agree_requirement",
        /// The requirement will not be met.
        RejectRequirement = "reject_requirement",
        /// Examine whether the requirement is still right.
        ReviewRequirement = "review_requirement",
        /// The requirement is still right. Only for the customer.
        ConfirmRequirement = "confirm_requirement",
        /// Ask for another requirement instead. A change or the need for one is named.
        ProposeRequirementChange = "propose_requirement_change",
        /// Agree to the requirement as changed. Only for the customer.
        AgreeRequirementChange = "agree_requirement_change",
        /// The requirement stays as it was.
        DropRequirementChange = "drop_requirement_change",
        /// Nobody needs it any longer, or the service is gone.
        RetireRequirement = "retire_requirement",
        /// Take a need back. Only for whoever stated it.
        WithdrawRequirement = "withdraw_requirement",
        /// Have the service designed, or designed anew.
        Propose = "propose",
        /// Say which requirements it is to meet.
        IdentifyRequirements = "identify_requirements",
        /// Say what it may do to money, people, technology and the management system.
        AssessImpact = "assess_impact",
        /// Say whether another party can do its part.
        AssessParty = "assess_party",
        /// Agree by what the service is accepted.
        AgreeAcceptanceCriteria = "agree_acceptance_criteria",
        /// Submit the plan for review.
        SubmitPlan = "submit_plan",
        /// Accept the plan.
        AcceptPlan = "accept_plan",
        /// Give the plan back.
        RejectPlan = "reject_plan",
        /// Place security controls into the design.
        PlaceSecurityControls = "place_security_controls",
        /// Plan to ask whether customers are satisfied.
        PlanSatisfactionSurvey = "plan_satisfaction_survey",
        /// Submit the design for review.
        SubmitDesign = "submit_design",
        /// Accept the design: requirements agreed, security controls placed.
        AcceptDesign = "accept_design",
        /// Give the design back.
        RejectDesign = "reject_design",
        /// It is built.
        CompleteDevelopment = "complete_development",
        /// A test failed.
        FailTest = "fail_test",
        /// The tests passed. Not for whoever built it.
        PassTest = "pass_test",
        /// Accept the service: every criterion verified. Only for the customer.
        Accept = "accept",
        /// Criteria are not met. Only for the customer.
        FailAcceptance = "fail_acceptance",
        /// Have it built anew where it failed.
        DecideRework = "decide_rework",
        /// Accept the service although criteria are not met. Only for the customer.
        AcceptWithDeviation = "accept_with_deviation",
        /// It is live: deployed, agreed, and in the catalogue.
        CompleteTransition = "complete_transition",
        /// Deployment was undone.
        BackOut = "back_out",
        /// Compare what was expected with what came.
        ReportOutcome = "report_outcome",
        /// Design and transition are over.
        CloseTransition = "close_transition",
        /// Let it rest.
        Hold = "hold",
        /// Go on where it was.
        Resume = "resume",
        /// Do not have it designed.
        Reject = "reject",
        /// Take the proposal back. Only for whoever made it.
        Withdraw = "withdraw",
        /// Give it up.
        Cancel = "cancel",
        /// Go back to the design.
        ReopenDesign = "reopen_design",
        /// Have the service removed, or transferred to somebody else.
        ProposeRemoval = "propose_removal",
        /// Say what becomes of data, documents and components.
        PlanRemoval = "plan_removal",
        /// Approve the plan.
        ApproveRemoval = "approve_removal",
        /// Leave the service as it is.
        RejectRemoval = "reject_removal",
        /// Give the plan back.
        ReturnRemovalPlan = "return_removal_plan",
        /// Give notice to customers and interested parties.
        NotifyRemoval = "notify_removal",
        /// The notice period is over.
        RecordNoticeElapsed = "record_notice_elapsed",
        /// Begin to remove it, when the notice period is over.
        StartRemoval = "start_removal",
        /// Begin to hand it over.
        StartTransfer = "start_transfer",
        /// Archive, destroy or hand over data.
        DisposeData = "dispose_data",
        /// It is removed: its items retired, its data disposed of.
        CompleteRemoval = "complete_removal",
        /// It is handed over.
        CompleteTransfer = "complete_transfer",
        /// Nothing of it is left: neither entry nor agreement.
        CloseRemoval = "close_removal",
        /// Give the removal up.
        CancelRemoval = "cancel_removal",
        /// Restore the service instead.
        BackOutRemoval = "back_out_removal",
        /// Plan that it will not work, or not as agreed.
        PlanOutage = "plan_outage",
        /// It does not work, or not as agreed: since when is the time it happened at. A planned one is named by its number.
        BeginOutage = "begin_outage",
        /// More or less of it works from then on.
        WeighOutage = "weigh_outage",
        /// Its plan is over, and it goes on.
        RecordOutageOverrun = "record_outage_overrun",
        /// It works again: since when is the time it happened at.
        EndOutage = "end_outage",
        /// It is no outage.
        CancelOutage = "cancel_outage",
        /// Say what the cause was and what is done about it.
        InvestigateOutage = "investigate_outage",
    }
}

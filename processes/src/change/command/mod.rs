//! What may be asked of a change. In each body, what may be left out is filled in by a rule or is not needed.

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

engine::commands! {
    /// What may be asked of a change.
    pub enum Command {
        /// Want something changed. One that names a change model is classified and approved by it at once.
        Request = "request",
        /// Say which way it goes.
        Classify = "classify",
        /// Let it go another way. What was assessed and decided is void.
        Reclassify = "reclassify",
        /// Let it say something else. What was assessed of what it said, and votes on it, are void.
        Revise = "revise",
        /// Take it back. Only for who requested it, or his deputy.
        Withdraw = "withdraw",
        /// Let it not be carried out.
        Cancel = "cancel",
        /// Refuse it: on formal grounds, or of a design.
        Reject = "reject",
        /// Make it a part of another change that covers it.
        Merge = "merge",
        /// Call others in. A judgement needs a reason.
        Escalate = "escalate",
        /// An emergency was carried out before it was authorised.
        Adopt = "adopt",
        /// Begin to assess a normal change. For low risk, a rule gives all seven.
        StartAssessment = "start_assessment",
        /// Let service design take up a major change (5.1).
        RouteToDesign = "route_to_design",
        /// Assess it in one respect. A later assessment takes the place of an earlier one.
        Assess = "assess",
        /// Say what could go wrong on purpose.
        ModelThreats = "model_threats",
        /// Give what a scan has found.
        ScanVulnerabilities = "scan_vulnerabilities",
        /// Ask for more, before it can be assessed.
        AskInformation = "ask_information",
        /// Answer.
        ProvideInformation = "provide_information",
        /// Say how it would be reversed or remedied (9.2.19).
        PlanBackout = "plan_backout",
        /// Say whether that was tested, or why not (9.2.20).
        TestBackout = "test_backout",
        /// Put it before the board. All seven assessments and a back-out plan are needed.
        SubmitForApproval = "submit_for_approval",
        /// Put a major change before the board, with its design or its plan of removal.
        AcceptDesign = "accept_design",
        /// Vote on what was shown. The last vote that it takes decides.
        Vote = "vote",
        /// Approve it by its change model.
        Preapprove = "preapprove",
        /// Vote for carrying out an emergency at once.
        AuthoriseEmergency = "authorise_emergency",
        /// Begin to build it.
        StartBuild = "start_build",
        /// It is built.
        CompleteBuild = "complete_build",
        /// It does what it is to do. Not for who built it.
        PassTest = "pass_test",
        /// It does not.
        FailTest = "fail_test",
        /// Let it be carried out untested: an emergency, or by a model that was tested.
        WaiveTest = "waive_test",
        /// Say when it is carried out. What is in the way is listed on the record, with the next free slot.
        Schedule = "schedule",
        /// Tell more people when.
        PublishSchedule = "publish_schedule",
        /// Say another time.
        Reschedule = "reschedule",
        /// Let it wait.
        Hold = "hold",
        /// Let it go on where it was.
        Resume = "resume",
        /// Begin to carry it out. Not for who requested or approved it.
        StartImplementation = "start_implementation",
        /// Do a step again.
        RetryStep = "retry_step",
        /// It is carried out, in full or in part.
        CompleteImplementation = "complete_implementation",
        /// It does not work.
        Fail = "fail",
        /// Begin to reverse it.
        StartBackout = "start_backout",
        /// It is reversed.
        BackOut = "back_out",
        /// It cannot be reversed.
        FailBackout = "fail_backout",
        /// Begin to remedy what went wrong.
        StartRemedy = "start_remedy",
        /// It is remedied.
        Remedy = "remedy",
        /// The remedy does not help.
        FailRemedy = "fail_remedy",
        /// Begin to find out why it failed (9.2.22).
        StartInvestigation = "start_investigation",
        /// It is known why.
        CompleteInvestigation = "complete_investigation",
        /// The CMDB says what is there now (9.2.23): all that has become other was updated under this change.
        ConfirmCmdbUpdate = "confirm_cmdb_update",
        /// Begin to review it.
        StartReview = "start_review",
        /// Say whether it brought about what was expected (9.2.24). Not for who requested, approved or carried it out.
        Review = "review",
        /// Say what follows (9.2.25).
        AgreeActions = "agree_actions",
        /// Assess an emergency afterwards (9.2.6). All seven assessments are needed by then.
        AssessRetrospectively = "assess_retrospectively",
        /// It is over.
        Close = "close",
        /// Plan it anew after it was backed out.
        Replan = "replan",
        /// Say that it failed after all, though it is closed. For what is not closed there is `fail`.
        CorrectOutcome = "correct_outcome",
    }
}

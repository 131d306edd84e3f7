//! What may be asked of a release.

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

engine::commands! {
    /// What may be asked of a release.
    pub enum Command {
        /// Plan it.
        Plan = "plan",
        /// Let it be something else.
        ChangeScope = "change_scope",
        /// Say that its plan is agreed.
        AgreePlan = "agree_plan",
        /// Have it built at once, by the procedure for emergencies.
        AuthoriseEmergency = "authorise_emergency",
        /// Say how a deployment that fails is reversed or remedied.
        PlanRollback = "plan_rollback",
        /// Say what must be so before it is deployed.
        AgreeAcceptanceCriteria = "agree_acceptance_criteria",
        /// Build it.
        StartBuild = "start_build",
        /// Test it.
        StartTest = "start_test",
        /// Say that reversing it was tested, or why it cannot be.
        TestRollback = "test_rollback",
        /// Say that it does not pass.
        FailTest = "fail_test",
        /// Say that it passes.
        PassTest = "pass_test",
        /// Say what a scan has shown.
        RecordScan = "record_scan",
        /// Say that all criteria are met.
        Accept = "accept",
        /// Say which criteria are not met.
        FailAcceptance = "fail_acceptance",
        /// Have it built anew.
        DecideRework = "decide_rework",
        /// Take it as it is.
        AcceptWithDeviation = "accept_with_deviation",
        /// Let it be deployed.
        Approve = "approve",
        /// Say when it is deployed.
        Schedule = "schedule",
        /// Say that it is deployed at another time.
        Reschedule = "reschedule",
        /// Tell those concerned when it is deployed.
        PublishDates = "publish_dates",
        /// Let it wait.
        Hold = "hold",
        /// Let it go on.
        Resume = "resume",
        /// Have it built anew, for a reason of your own.
        ReturnToBuild = "return_to_build",
        /// Record that there is a baseline of every item.
        CaptureBaseline = "capture_baseline",
        /// Begin with the first stage.
        StartCanary = "start_canary",
        /// Say how the stage does. What is outside its limits is rolled back at once.
        ReportHealth = "report_health",
        /// Go on to the next stage, when this one has passed.
        WidenCanary = "widen_canary",
        /// Roll it back.
        AbortCanary = "abort_canary",
        /// Let all have it.
        Promote = "promote",
        /// Let all have it at once, where there is no canary.
        StartDeployment = "start_deployment",
        /// Do a step again.
        RetryStep = "retry_step",
        /// Compare what was deployed with its master copies.
        VerifyIntegrity = "verify_integrity",
        /// Say that it is there; it is observed from now on.
        Deploy = "deploy",
        /// Say that it does not work.
        Fail = "fail",
        /// Reverse it.
        StartRollback = "start_rollback",
        /// Say that it is reversed.
        RollBack = "roll_back",
        /// Say that it cannot be reversed.
        FailRollback = "fail_rollback",
        /// Remedy it.
        StartRemedy = "start_remedy",
        /// Say that it is remedied; it is observed from now on.
        Remedy = "remedy",
        /// Say that the remedy does not help.
        FailRemedy = "fail_remedy",
        /// Say that it caused an incident.
        AttributeIncident = "attribute_incident",
        /// Record that it has been observed for long enough.
        EndObservation = "end_observation",
        /// Say why it failed, of one that was remedied.
        InvestigateFailure = "investigate_failure",
        /// Have it examined why it failed.
        StartInvestigation = "start_investigation",
        /// Say why it failed.
        Investigate = "investigate",
        /// Say what came of it.
        Analyse = "analyse",
        /// Tell those concerned what came of it.
        PublishOutcome = "publish_outcome",
        /// Look for what could be better.
        Review = "review",
        /// End it.
        Close = "close",
        /// Have it built anew, after it was rolled back.
        Replan = "replan",
        /// Give it up.
        Cancel = "cancel",
    }
}

//! What is true of a release now.

use super::terms::{Canary, CriterionKind, Health, Outcome, ReleasePlan, Rollback, Stage};
use super::{Command, EndObservation, Event, LIFECYCLE, Rejection, WidenCanary};
use crate::change::Slot;
use crate::facts::{
    Agreements, ChangeHands, Changes, ConfigurationItems, Principals, Problems, Releases,
    RepeatCounters, Roles, Windows,
};
use crate::limits::Label;
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is true of a release now.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Release {
    /// Where it is in its life.
    pub phase: Phase,
    /// Where it was before it was held.
    pub held_in: Option<Phase>,
    /// What it is.
    pub plan: Option<ReleasePlan>,
    /// Whether it goes by the procedure for emergencies.
    pub emergency: bool,
    /// How a deployment that fails is reversed or remedied.
    pub rollback: Option<Rollback>,
    /// Whether that was tested, or there is a reason why not.
    pub rollback_tested: bool,
    /// What must be so before it is deployed.
    pub criteria: BTreeMap<Label, CriterionKind>,
    /// Who has built it.
    pub builders: BTreeSet<Actor>,
    /// Whether anybody has said that he builds this build.
    pub is_built: bool,
    /// Who has approved this build.
    pub approvers: BTreeSet<Actor>,
    /// Who has brought it into use, or some of it.
    pub deployers: BTreeSet<Actor>,
    /// When it began to be brought into use.
    pub begun_at: Option<Timestamp>,
    /// When a scan of this build has passed.
    pub scanned_at: Option<Timestamp>,
    /// The criteria that this build was found not to meet.
    pub unmet: BTreeSet<Label>,
    /// The criteria that are not met and accepted, and by when they are.
    pub deviations: BTreeMap<Label, Timestamp>,
    /// When it is deployed.
    pub slot: Option<Slot>,
    /// The items of which there is a baseline for it.
    pub baseline: BTreeSet<Key>,
    /// How far its canary is.
    pub run: Option<Run>,
    /// Whether what was deployed is as its master copies.
    pub integrity_verified: bool,
    /// How it is observed.
    pub observation: Option<Observation>,
    /// The incidents that it caused.
    pub incidents: BTreeSet<Key>,
    /// Whether it failed and was remedied.
    pub remedied: bool,
    /// Whether it is known why it failed.
    pub failure_investigated: bool,
    /// Whether it was rolled back.
    pub rolled_back: bool,
    /// What those concerned know of what came of it.
    pub outcome: Option<Outcome>,
    /// Whether it was considered what could be better.
    pub reviewed: bool,
}

/// How far a canary is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The how manieth stage it is, from 0.
    pub stage: u32,
    /// When the stage is looked at.
    pub until: Timestamp,
    /// How the stage does, as was said last.
    pub health: Option<Health>,
    /// Whether all stages have passed.
    pub completed: bool,
}

/// How it is observed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Whether somebody was asked to look at it.
    pub ended: bool,
}

/// Where a release is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has planned it.
    #[default]
    Unplanned,
    /// It is planned.
    Planned,
    /// Its plan is agreed.
    PlanAgreed,
    /// It is being built.
    Building,
    /// It is being tested.
    Testing,
    /// It is being scanned.
    Scanning,
    /// The customer looks at it.
    AwaitingAcceptance,
    /// Some criteria are not met.
    AcceptanceFailed,
    /// The customer takes it.
    Accepted,
    /// It may be deployed.
    Approved,
    /// It has a time.
    Scheduled,
    /// It waits.
    OnHold,
    /// Some have it.
    Canary,
    /// All are to have it.
    Deploying,
    /// It is being reversed.
    RollingBack,
    /// It is being remedied.
    Remedying,
    /// It does not work.
    Failed,
    /// It is there.
    Deployed,
    /// It is reversed.
    RolledBack,
    /// It is observed.
    Observing,
    /// It is examined why it failed.
    Investigating,
    /// It is known what came of it.
    Analysed,
    /// Over.
    Closed,
    /// Given up.
    Cancelled,
}

impl Phase {
    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

impl Decider for Release {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const FOLD: u16 = 2;
    const NUMBERS: Option<&'static str> = Some("REL");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Agreements>(),
            NewFact::of::<ChangeHands>(),
            NewFact::of::<Changes>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Principals>(),
            NewFact::of::<Problems>(),
            NewFact::of::<Releases>(),
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Roles>(),
            NewFact::of::<Windows>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Plan(command) => Self::planned(command, context),
            Command::ChangeScope(command) => self.change_scope(command, context),
            Command::AgreePlan(command) => self.agree_plan(command, context),
            Command::AuthoriseEmergency(command) => self.authorise_emergency(command, context),
            Command::PlanRollback(command) => Self::plan_rollback(command),
            Command::AgreeAcceptanceCriteria(command) => Self::agree_criteria(command),
            Command::StartBuild(command) => self.start_build(command, context),
            Command::StartTest(command) => self.start_test(command),
            Command::TestRollback(command) => self.test_rollback(command),
            Command::FailTest(command) => Ok(Self::fail_test(command)),
            Command::PassTest(command) => self.pass_test(command, context),
            Command::RecordScan(command) => Ok(self.record_scan(command)),
            Command::Accept(command) => self.accept(command),
            Command::FailAcceptance(command) => self.fail_acceptance(command),
            Command::DecideRework(command) => Self::decide_rework(command),
            Command::AcceptWithDeviation(command) => self.accept_with_deviation(command, context),
            Command::Approve(_) => self.approve(context),
            Command::ReturnToBuild(command) => Self::return_to_build(command),
            Command::Schedule(command) => self.schedule(&command, context),
            Command::Reschedule(command) => self.reschedule(command, context),
            Command::PublishDates(command) => Ok(self.publish_dates(command)),
            Command::Hold(command) => Ok(Self::hold(command)),
            Command::Resume(command) => self.resume(&command, context),
            Command::CaptureBaseline(_) => self.capture_baseline(context),
            Command::StartCanary(_) => self.start_canary(context),
            Command::ReportHealth(command) => Ok(self.report_health(command)),
            Command::WidenCanary(_) => self.widen_canary(context),
            Command::AbortCanary(command) => Ok(self.abort_canary(command)),
            Command::Promote(_) => self.promote(context),
            Command::StartDeployment(_) => self.start_deployment(context),
            Command::RetryStep(command) => self.retry_step(command, context),
            Command::VerifyIntegrity(command) => Self::verify_integrity(command),
            Command::Deploy(command) => self.deploy(command, context),
            Command::Fail(command) => self.fail(command, context),
            Command::StartRollback(_) => self.start_rollback(),
            Command::RollBack(command) => Ok(Self::roll_back(command)),
            Command::FailRollback(command) => Self::fail_rollback(command, context),
            Command::StartRemedy(command) => self.start_remedy(command, context),
            Command::Remedy(command) => self.remedy(command, context),
            Command::FailRemedy(command) => Ok(Self::fail_remedy(command)),
            Command::AttributeIncident(command) => self.attribute_incident(command, context),
            Command::EndObservation(_) => self.end_observation(context),
            Command::InvestigateFailure(command) => self.investigate_failure(command),
            Command::StartInvestigation(command) => Ok(Self::start_investigation(command)),
            Command::Investigate(command) => Self::investigate(command),
            Command::Analyse(command) => self.analyse(command, context),
            Command::PublishOutcome(command) => self.publish_outcome(command),
            Command::Review(command) => self.review(command, context),
            Command::Close(_) => self.close(),
            Command::Replan(command) => self.replan(command, context),
            Command::Cancel(command) => Ok(Self::cancel(command)),
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.learn(event, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let moves = |name, at, command| Deadline { name, at, command, effect: Effect::Moves };
        let run = self.run.as_ref().filter(|run| self.phase == Phase::Canary && !run.completed);
        let soak = run.map(|run| moves("canary_soak", run.until, || WidenCanary {}.into()));
        let observing = self.observation.as_ref().filter(|_| self.phase == Phase::Observing);
        let observing = observing.filter(|observed| !observed.ended);
        let observed =
            observing.map(|it| moves("observation_period", it.until, || EndObservation {}.into()));
        soak.into_iter().chain(observed).collect()
    }
}

impl Release {
    /// What it is. There is one from the first event on.
    pub(super) fn plan(&self) -> Result<&ReleasePlan, Rejection> {
        self.plan.as_ref().ok_or(Rejection::NotPlanned)
    }

    /// A stage of its canary.
    pub(super) fn stage(&self, number: u32) -> Option<&Stage> {
        let Canary::Stages(stages) = &self.plan.as_ref()?.canary else { return None };
        stages.get(usize::try_from(number).ok()?)
    }
}

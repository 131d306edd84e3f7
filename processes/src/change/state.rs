//! What is true of a change now.

use super::duties::Duties;
use super::terms::{
    Assessor, Board, ByModel, Class, Content, Designed, EscalationRule, Origin, Slot, Submission,
};
use super::{Command, Escalate, Event, Fail, LIFECYCLE, Rejection, StartReview};
use crate::agreement::Level;
use crate::change_model::{Aspect, Finding, Trial};
use crate::digest::Digest;
use crate::facts::{
    Agreements, ChangeHands, ChangeModels, Changes, ConfigurationItems, Releases, RepeatCounters,
    Roles, ServiceWork, Services, Windows,
};
use crate::limits::{Label, List, Text};
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Span, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long an assessment may take before others are called in: an assumption.
pub(super) const ASSESSMENT_LIMIT: Span = Span::from_days(5);
/// How long an emergency may be without its assessment afterwards: an assumption.
pub(super) const RETROSPECTIVE_LIMIT: Span = Span::from_days(5);
/// How long after it is carried out a change is reviewed: an assumption.
pub(super) const REVIEW_DELAY: Span = Span::from_days(14);
/// The latest time at which it is: an assumption until the policy is a document.
pub(super) const REVIEW_LIMIT: Span = Span::from_days(90);

/// A change.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Where it is in its life.
    pub phase: Phase,
    /// Where it was before it was held.
    pub held_from: Option<Phase>,
    /// What it is called.
    pub title: Option<Label>,
    /// What is changed.
    pub content: Option<Content>,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
    /// Who wants it.
    pub requester: Option<Actor>,
    /// Who has done what.
    pub duties: Duties,
    /// Which way it goes.
    pub class: Option<Class>,
    /// The change model it is made by.
    pub model: Option<ByModel>,
    /// What the assessments come to.
    pub assessments: BTreeMap<Aspect, Assessment>,
    /// What the threat model comes to.
    pub threats: Option<Checked>,
    /// What the scan comes to.
    pub scan: Option<Checked>,
    /// How long its steps take at most, where a model says so.
    pub takes: Span,
    /// How it would be reversed.
    pub backout: Option<BackoutPlan>,
    /// The digest of all that is decided on: title, class, content, assessments, threats, back-out
    /// plan, who decides, and what goes before the board with it.
    pub shown: Option<Digest>,
    /// Who decides.
    pub board: Option<Board>,
    /// What goes before the board besides the change.
    pub submission: Option<Submission>,
    /// What is designed for it, or planned to be removed, as it went before the board.
    pub designs: List<Designed>,
    /// The votes, by seat.
    pub votes: BTreeMap<Actor, Ballot>,
    /// When it is carried out.
    pub slot: Option<Slot>,
    /// Whether others were told when.
    pub published: bool,
    /// When it began to be carried out.
    pub begun_at: Option<Timestamp>,
    /// The items that have become other; none before it is carried out.
    pub altered: Option<Vec<Key>>,
    /// The incident that is about its failure.
    pub incident: Option<Key>,
    /// Whether it ever failed.
    pub failed: bool,
    /// Whether it was reversed at last.
    pub backed_out: bool,
    /// Whether the CMDB says what is there now.
    pub cmdb_updated: bool,
    /// From when on it is reviewed.
    pub review_at: Option<Timestamp>,
    /// Whether it brought about what was expected, once it was reviewed.
    pub as_expected: Option<bool>,
    /// Whether it is known why it failed, or was less than expected.
    pub investigated: bool,
    /// Whether it turned out to have failed after it was closed.
    pub corrected: bool,
    /// Whether it is agreed what follows.
    pub actions_agreed: bool,
    /// Whether an emergency was assessed afterwards.
    pub assessed_afterwards: bool,
    /// From what the rules ask for it departed.
    pub deviation: Option<Text>,
    /// By when it is to be assessed.
    pub assessment_due: Option<Timestamp>,
    /// By when an emergency is to be assessed afterwards.
    pub retrospective_due: Option<Timestamp>,
    /// Why others were called in.
    pub escalated: BTreeSet<EscalationRule>,
}

/// What an assessment comes to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// What.
    pub finding: Finding,
    /// Who says so: a person, or a rule.
    pub by: Assessor,
    /// The digest of all that he considered and said.
    pub says: Digest,
}

/// What a threat model or a scan comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// What.
    pub finding: Finding,
    /// The digest of all that it says.
    pub says: Digest,
}

/// How a change would be reversed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackoutPlan {
    /// What would be done; the model says, where this does not.
    pub plan: Option<Text>,
    /// How long that would take at most.
    pub takes: Span,
    /// Whether it was tested; the model says, where it says what would be done.
    pub tested: Option<Trial>,
}

/// A vote.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ballot {
    /// Who has cast it: whose seat it is, or his deputy.
    pub by: Actor,
    /// What he was shown.
    pub shown: Digest,
    /// How.
    pub verdict: Verdict,
}

/// How somebody has voted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// For it.
    Approve,
    /// Against it.
    Reject(Text),
    /// Let it be reworked.
    Rework(Text),
}

/// Where a change is in its life.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody wants it.
    #[default]
    Unrequested,
    /// Somebody wants it.
    Requested,
    /// It is known which way it goes.
    Classified,
    /// It is being assessed.
    Assessing,
    /// More must be known before.
    AwaitingInformation,
    /// Service design has it.
    UnderServiceDesign,
    /// It is before the board.
    AwaitingApproval,
    /// It may be carried out.
    Approved,
    /// It is refused.
    Rejected,
    /// Who requested it has taken it back.
    Withdrawn,
    /// It is an emergency, and may be carried out at once.
    EmergencyAuthorised,
    /// It is being built.
    Building,
    /// It is being tested.
    Testing,
    /// It can be given a time.
    Ready,
    /// It has a time.
    Scheduled,
    /// It waits.
    OnHold,
    /// It is being carried out.
    Implementing,
    /// It is being reversed.
    BackingOut,
    /// What went wrong is being remedied.
    Remedying,
    /// It is carried out.
    Implemented,
    /// It does not work.
    Failed,
    /// It is reversed.
    BackedOut,
    /// It is remedied.
    Remedied,
    /// Somebody finds out why it failed.
    Investigating,
    /// It is being reviewed.
    Reviewing,
    /// It is over.
    Closed,
    /// It is not carried out.
    Cancelled,
    /// It is part of another change.
    Merged,
}

impl Decider for Change {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("CHG");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Roles>(),
            NewFact::of::<Agreements>(),
            NewFact::of::<ChangeModels>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Windows>(),
            NewFact::of::<ChangeHands>(),
            NewFact::of::<ServiceWork>(),
            NewFact::of::<Services>(),
            NewFact::of::<Changes>(),
            NewFact::of::<Releases>(),
            NewFact::of::<RepeatCounters>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Request(command) => Self::request(command, context),
            Command::Classify(command) => self.classify(command, context),
            Command::Reclassify(command) => self.reclassify(command, context),
            Command::Revise(command) => self.revise(command, context),
            Command::Withdraw(command) => self.withdraw(command, context),
            Command::Cancel(command) => Ok(self.cancel(command)),
            Command::Reject(command) => Ok(self.reject(command)),
            Command::Merge(command) => self.merge(command, context),
            Command::Escalate(command) => self.escalate(command, context),
            Command::Adopt(command) => Self::adopt(command, context),
            Command::StartAssessment(_) => self.start_assessment(context),
            Command::RouteToDesign(_) => self.route_to_design(),
            Command::Assess(command) => self.assess(command, context),
            Command::ModelThreats(command) => Ok(Self::model_threats(command)),
            Command::ScanVulnerabilities(command) => Ok(Self::scan(command)),
            Command::AskInformation(command) => Ok(Self::ask_information(command)),
            Command::ProvideInformation(command) => Ok(Self::provide_information(command)),
            Command::PlanBackout(command) => self.plan_backout(command),
            Command::TestBackout(command) => self.test_backout(command),
            Command::SubmitForApproval(command) => self.submit(command, context),
            Command::AcceptDesign(command) => self.accept_design(command, context),
            Command::Vote(command) => self.vote(command, context),
            Command::Preapprove(_) => self.preapprove(context),
            Command::AuthoriseEmergency(command) => self.authorise_emergency(command, context),
            Command::StartBuild(_) => self.start_build(context),
            Command::CompleteBuild(command) => Ok(Self::complete_build(command, context)),
            Command::PassTest(command) => self.pass_test(command, context),
            Command::FailTest(command) => Ok(Self::fail_test(command)),
            Command::WaiveTest(command) => self.waive_test(command, context),
            Command::Schedule(command) => self.schedule(command, context),
            Command::PublishSchedule(command) => self.publish_schedule(command),
            Command::Reschedule(command) => self.reschedule(command, context),
            Command::Hold(command) => Ok(Self::hold(command)),
            Command::Resume(command) => self.resume(command, context),
            Command::StartImplementation(_) => self.start_implementation(context),
            Command::RetryStep(command) => self.retry_step(command, context),
            Command::CompleteImplementation(command) => self.complete(command, context),
            Command::Fail(command) => self.fail(command, context),
            Command::StartBackout(command) => self.start_backout(command, context),
            Command::BackOut(command) => self.back_out(command, context),
            Command::FailBackout(command) => Self::fail_backout(command, context),
            Command::StartRemedy(command) => Ok(Self::start_remedy(command)),
            Command::Remedy(command) => self.remedy(command, context),
            Command::FailRemedy(command) => Ok(Self::fail_remedy(command)),
            Command::StartInvestigation(command) => self.start_investigation(command),
            Command::CompleteInvestigation(command) => self.complete_investigation(command),
            Command::ConfirmCmdbUpdate(_) => self.confirm_cmdb_update(context),
            Command::StartReview(_) => self.start_review(context),
            Command::Review(command) => self.review(command, context),
            Command::AgreeActions(command) => Self::agree_actions(command),
            Command::AssessRetrospectively(command) => {
                self.assess_retrospectively(command, context)
            }
            Command::Close(command) => self.close(command, context),
            Command::Replan(command) => self.replan(command),
            Command::CorrectOutcome(command) => self.correct_outcome(command, context),
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.take_in(event, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let escalates = |name, rule: EscalationRule, command: fn() -> Command| {
            let at = self.rule_due(rule).filter(|_| !self.escalated.contains(&rule));
            at.map(|at| Deadline { name, at, command, effect: Effect::Records })
        };
        let fails = self.ends_at().filter(|_| self.phase == Phase::Implementing);
        let fails = fails.map(|at| Deadline {
            name: "window_end",
            at,
            command: || Fail::window_over().into(),
            effect: Effect::Moves,
        });
        let reviewed = self.review_at.filter(|_| self.phase == Phase::Implemented);
        let reviewed = reviewed.filter(|_| self.cmdb_updated).map(|at| Deadline {
            name: "review_due",
            at,
            command: || StartReview {}.into(),
            effect: Effect::Moves,
        });
        let escalations = [
            escalates("assessment_due", EscalationRule::AssessmentOverdue, || {
                Escalate::by(EscalationRule::AssessmentOverdue).into()
            }),
            escalates("emergency_retrospective_due", EscalationRule::RetrospectiveOverdue, || {
                Escalate::by(EscalationRule::RetrospectiveOverdue).into()
            }),
            escalates("missed_window", EscalationRule::WindowMissed, || {
                Escalate::by(EscalationRule::WindowMissed).into()
            }),
            escalates("cmdb_due", EscalationRule::CmdbOverdue, || {
                Escalate::by(EscalationRule::CmdbOverdue).into()
            }),
        ];
        escalations.into_iter().flatten().chain(fails).chain(reviewed).collect()
    }
}

impl Change {
    /// The services and the items concerned.
    pub(super) fn touched(&self) -> (&[Key], &[Key]) {
        let content = self.content.as_ref();
        let services = content.map(|content| &*content.services).unwrap_or_default();
        (services, content.map(|content| &*content.configuration_items).unwrap_or_default())
    }

    /// How bad what may go wrong is.
    pub(super) fn risk(&self) -> Level {
        self.content.as_ref().map_or(Level::High, |content| content.risk.level)
    }

    /// Whether it was carried out before anybody authorised it.
    pub(super) const fn is_adopted(&self) -> bool {
        self.deviation.is_some()
    }

    /// Refuses what is for other classes.
    pub(super) fn is_of(&self, wanted: &'static [Class]) -> Result<(), Rejection> {
        match self.class {
            Some(class) if !wanted.contains(&class) => Err(Rejection::OtherClass { class, wanted }),
            Some(_) | None => Ok(()),
        }
    }

    /// When it must be given up, so that it can be backed out in its time; never for an emergency.
    pub(super) fn ends_at(&self) -> Option<Timestamp> {
        let takes = self.backout.as_ref().map_or(Span::ZERO, |backout| backout.takes);
        let slot = self.slot.filter(|_| self.class != Some(Class::Emergency));
        slot.map(|slot| slot.to + Span::from_nanos(takes.as_nanos().saturating_neg()))
    }

    /// When a rule calls others in, if it may.
    pub(super) fn rule_due(&self, rule: EscalationRule) -> Option<Timestamp> {
        let assessed = matches!(self.phase, Phase::Assessing | Phase::AwaitingInformation);
        let is_over = matches!(self.phase, Phase::Closed | Phase::Cancelled);
        match rule {
            EscalationRule::Judgement => None,
            EscalationRule::AssessmentOverdue => self.assessment_due.filter(|_| assessed),
            EscalationRule::RetrospectiveOverdue => {
                self.retrospective_due.filter(|_| !self.assessed_afterwards && !is_over)
            }
            EscalationRule::WindowMissed => {
                self.slot.filter(|_| self.phase == Phase::Scheduled).map(|slot| slot.to)
            }
            EscalationRule::CmdbOverdue => {
                self.review_at.filter(|_| self.phase == Phase::Implemented && !self.cmdb_updated)
            }
        }
    }
}

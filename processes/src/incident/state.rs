//! What is true of an incident now.

use super::major::Major;
use super::service_level::{Going, Missed};
use super::value::{
    Cause, ChangeRelation, Details, Dues, EscalationRule, Grade, ServiceLevel, Stated, Triage, Wait,
};
use super::{Command, Event, LIFECYCLE, MAJOR, Rejection};
use crate::agreement::Priority;
use crate::clock::Timeline;
use crate::facts::{
    Agreements, Calendars, Changes, ConfigurationItems, OpenIncidents, Problems, Roles,
};
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::lifecycle::Stage;
use engine::{Actor, Context, Deadline, Decider, Key, Lifecycle, NewFact, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// Where it is in its life.
    pub phase: Phase,
    /// In a few words.
    pub summary: Option<Label>,
    /// Who is affected.
    pub caller: Option<Personal<Label>>,
    /// Which observation told.
    pub monitor: Option<Label>,
    /// The service concerned.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// What else is known.
    pub details: Details,
    /// Its category, grades, impact, urgency, group and assignee, as far as they are known; a
    /// priority here is a wish that has not been decided on yet.
    pub triage: Triage,
    /// The priority, once it has one.
    pub priority: Option<Priority>,
    /// When it happened that it was logged: the resolution clock starts there.
    pub logged_at: Option<Timestamp>,
    /// By when it should have a priority; none once it has one.
    pub triage_due: Option<Timestamp>,
    /// What was agreed when the clocks started.
    pub service_level: Option<ServiceLevel>,
    /// The time line of the response clock, once it has started.
    pub response: Option<Timeline>,
    /// The time line of the resolution clock, once it has started.
    pub resolution: Option<Timeline>,
    /// When the clocks have something to say.
    pub dues: Dues,
    /// The targets that are missed by what is known now.
    pub missed: Missed,
    /// When the resolution target was last at risk.
    pub warned_at: Option<Timestamp>,
    /// When the customer hears next how it goes.
    pub notice_due: Option<Timestamp>,
    /// Whether someone has begun.
    pub responded: bool,
    /// For what it waits; after a merge, for what it did.
    pub hold: Option<Wait>,
    /// Of a merged one: whether the service works, as its parent says.
    pub parent_works: bool,
    /// The rules that have called others in.
    pub escalated: BTreeSet<EscalationRule>,
    /// How often those who know more were called in.
    pub functional_escalations: u16,
    /// How often those who may decide more were called in.
    pub hierarchical_escalations: u16,
    /// How gravely it touches security, if someone has flagged that.
    pub security_flagged: Option<Grade>,
    /// When it happened that data of customers leaked, if it did.
    pub leaked_at: Option<Timestamp>,
    /// The configuration items affected.
    pub configuration_items: BTreeSet<Key>,
    /// The problems behind it.
    pub problems: BTreeSet<Key>,
    /// The known errors it is a case of.
    pub known_errors: BTreeSet<Key>,
    /// The changes that have to do with it.
    pub changes: BTreeMap<Key, ChangeRelation>,
    /// How often someone else got it.
    pub reassignments: u32,
    /// How often it was reopened.
    pub reopenings: u32,
    /// Whether a way round was taken.
    pub worked_around: bool,
    /// How it was resolved, if it is.
    pub outcome: Option<Outcome>,
    /// The incident it was merged into.
    pub parent: Option<Key>,
    /// Its life as a major incident.
    pub major: Major,
    /// What another system states, kept beside our own.
    pub stated: Stated,
}

/// How it was resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// How, in a word; none if another system resolved it.
    pub code: Option<Label>,
    /// Why it broke.
    pub cause: Cause,
    /// The way round that makes it work.
    pub workaround: Option<Text>,
    /// Who resolved it.
    pub by: Actor,
    /// When it worked again.
    pub resolved_at: Timestamp,
    /// When silence becomes consent.
    pub closes_at: Timestamp,
    /// Until when it may be reopened.
    pub reopen_until: Timestamp,
}

/// Where an incident is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has noticed.
    #[default]
    Unlogged,
    /// It is known.
    Logged,
    /// It is sorted and graded.
    Classified,
    /// It has its place in the queue, and its clocks run.
    Prioritised,
    /// Someone is to restore the service.
    Assigned,
    /// Someone does.
    InProgress,
    /// Work waits.
    OnHold,
    /// Work waits for a change.
    AwaitingChange,
    /// It works again.
    Resolved,
    /// Over.
    Closed,
    /// There was nothing to restore.
    Cancelled,
    /// It is the same as another one.
    Merged,
    /// It is a service request.
    Converted,
}

impl Decider for Incident {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const FOLD: u16 = 3;
    const NUMBERS: Option<&'static str> = Some("INC");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Agreements>(),
            NewFact::of::<Calendars>(),
            NewFact::of::<Roles>(),
            NewFact::of::<OpenIncidents>(),
            NewFact::of::<Problems>(),
            NewFact::of::<Changes>(),
            NewFact::of::<ConfigurationItems>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn facets(&self) -> impl Iterator<Item = Stage> {
        std::iter::once(MAJOR.stage(self.major.phase))
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let events = self.decide_steps(command, context)?;
        self.settle(events, context)
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let before = self.going();
        self.apply(event, stamp);
        self.keep_time(event, &before, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        self.pending()
    }

    fn keeps_deadlines(event: &Event) -> bool {
        matches!(
            event,
            Event::Updated(_)
                | Event::KnownErrorMatched(_)
                | Event::WorkaroundApplied(_)
                | Event::CiLinked(_)
                | Event::ProblemLinked(_)
        )
    }
}

impl Incident {
    fn decide_steps(
        &self,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Log(command) => Self::log(command, context),
            Command::Classify(command) => self.classify(command, context),
            Command::Prioritise(command) => self.prioritise(command, context),
            Command::Assign(command) => self.assign(command),
            Command::Respond(_) => self.respond(context),
            Command::Reassign(command) => self.reassign(command),
            Command::Update(command) => Self::update(command),
            Command::Reprioritise(command) => self.reprioritise(command, context),
            Command::Reclassify(command) => self.reclassify(command),
            Command::FlagSecurity(command) => self.flag_security(command),
            Command::ReportLeak(_) => Ok(self.report_leak()),
            Command::Escalate(command) => self.escalate(command, context),
            Command::NotifyProgress(command) => self.notify_progress(command, context),
            Command::ConsultInformation(command) => Self::consult_information(command),
            Command::MatchKnownError(command) => self.match_known_error(command, context),
            Command::ApplyWorkaround(command) => self.apply_workaround(command),
            Command::LinkCi(command) => self.link_ci(command, context),
            Command::LinkProblem(command) => self.link_problem(command, context),
            Command::LinkChange(command) => self.link_change(command, context),
            Command::Unlink(command) => self.unlink(command),
            Command::Hold(command) => self.hold(command, context),
            Command::Resume(command) => Ok(self.resume(command, context)),
            Command::RaiseChange(command) => self.raise_change(command, context),
            Command::NoteChangeDone(command) => Self::note_change_done(command, context),
            Command::Resolve(command) => self.resolve(command, context),
            Command::Reopen(command) => self.reopen(command, context),
            Command::Close(command) => self.close(command, context),
            Command::Cancel(command) => self.cancel(command),
            Command::Merge(command) => self.merge(command, context),
            Command::FollowParent(command) => self.follow_parent(command),
            Command::Convert(command) => self.convert(command),
            Command::WarnTarget(_) => self.warn_target(context),
            Command::RecordTargetMiss(command) => self.record_target_miss(command, context),
            Command::Retime(command) => Ok(self.retime(command, context)),
            Command::Adopt(command) => self.adopt(command, context),
            Command::StateAttributes(command) => Ok(Self::state_attributes(command)),
            Command::StateLateRow(command) => Ok(Self::state_late_row(command)),
            Command::DeclareMajor(command) => self.declare_major(command, context),
            Command::NotifyTopManagement(command) => Self::notify_top_management(command, context),
            Command::AssignManager(command) => Ok(Self::assign_manager(command)),
            Command::ReplaceManager(command) => Ok(self.replace_manager(command)),
            Command::StartRestoration(command) => self.start_restoration(command, context),
            Command::IssueUpdate(command) => self.issue_update(command, context),
            Command::RequestContinuity(command) => self.request_continuity(command, context),
            Command::Restore(command) => self.restore(command, context),
            Command::Relapse(command) => Ok(Self::relapse(command)),
            Command::StartReview(_) => Ok(self.start_review(context)),
            Command::Review(command) => self.review(command, context),
            Command::CloseMajor(_) => self.close_major(context),
            Command::DowngradeMajor(command) => self.downgrade_major(command, context),
        }
    }

    /// Whether work goes on, waits, or has ended: what the clocks follow.
    pub(super) fn going(&self) -> Going {
        match self.phase {
            Phase::Unlogged
            | Phase::Logged
            | Phase::Classified
            | Phase::Prioritised
            | Phase::Assigned
            | Phase::InProgress => Going::Running,
            Phase::OnHold | Phase::AwaitingChange => {
                self.hold.clone().map_or(Going::Running, Going::Held)
            }
            Phase::Merged if !self.parent_works => Going::Running,
            Phase::Resolved | Phase::Closed | Phase::Merged => Going::Stopped,
            Phase::Cancelled | Phase::Converted => Going::Cancelled,
        }
    }

    /// Whether someone could be told how it goes.
    pub(super) const fn has_contact(&self) -> bool {
        self.caller.is_some() || self.customer.is_some()
    }

    /// The group and the assignee.
    pub(super) fn assigned(&self) -> (Option<&Label>, Option<&Actor>) {
        (self.triage.group.as_ref(), self.triage.assignee.as_ref())
    }
}

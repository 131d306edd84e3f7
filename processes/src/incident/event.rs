//! What may have happened to an incident: the durable contract. A layout once recorded never
//! changes; another one is another schema, with the old one frozen beside it.

use super::Phase;
use super::value::{
    Addressee, By, CancelReason, Cause, ChangeOutcome, ChangeRelation, Confirmation, Details, Dues,
    Escalation, EscalationRule, Grade, Link, Party, Promise, ServiceLevel, Source, Stated, Triage,
    Wait,
};
use crate::agreement::{Level, Priority};
use crate::attest::Attestation;
use crate::clock::{AgreementVersion, Measure, State};
use crate::limits::{Label, List, Text};
use crate::personal::Personal;
use engine::{Actor, Key, Span, Timestamp, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Someone or something says that a service is broken (8.1.a).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Logged {
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub description: Option<Text>,
    /// Who is affected.
    pub caller: Option<Personal<Label>>,
    /// Which observation tells.
    pub monitor: Option<Label>,
    /// Who took it down, if not the actor.
    pub opened_by: Option<Label>,
    /// The service concerned.
    pub service: Key,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// The item concerned.
    pub configuration_item: Option<Key>,
    /// What else is known.
    pub details: Details,
    /// What is known for triage, whether or not it takes effect yet.
    pub triage: Triage,
    /// By when it should have a priority.
    pub triage_due: Timestamp,
}

/// It was sorted and graded (8.1.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Classified {
    /// What kind it is.
    pub category: Label,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How grave for the business.
    pub business_grade: Grade,
    /// Who says so.
    pub business_grade_by: By,
    /// How grave for security.
    pub security_grade: Grade,
    /// Who says so.
    pub security_grade_by: By,
}

/// It was given a priority, and the clocks started (8.1.b, 8.1.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prioritised {
    /// How bad the effect is.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// What the agreement's matrix gives.
    pub matrix: Priority,
    /// The priority.
    pub priority: Priority,
    /// Why it is not the matrix's.
    pub override_reason: Option<Text>,
    /// What was agreed, and stays so for its clocks.
    pub service_level: ServiceLevel,
    /// When the customer hears next how it goes.
    pub notice_due: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Someone is to restore the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// That they can, in the word of whoever assigns.
    pub competence: Option<Attestation>,
}

/// Someone has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Responded {
    /// Who has it now.
    pub assignee: Actor,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Someone else is to restore the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassigned {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// Why.
    pub reason: Text,
    /// When the clocks have something to say: a hold ends.
    pub dues: Dues,
}

/// More is known (8.1.d).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Updated {
    /// What was found or done.
    pub note: Option<Text>,
    /// What else is known.
    pub details: Details,
}

/// Its priority was judged anew; the targets apply from the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reprioritised {
    /// How bad the effect is.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// What the agreement's matrix gives.
    pub matrix: Priority,
    /// The priority.
    pub priority: Priority,
    /// Why it is not the matrix's.
    pub override_reason: Option<Text>,
    /// Why it changes.
    pub reason: Text,
    /// What the priority promises under the agreement it started with.
    pub promise: Promise,
    /// When the customer hears next how it goes.
    pub notice_due: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Others were called in (8.1.e, 8.1.9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// What calls for it.
    pub rule: EscalationRule,
    /// Towards whom.
    pub kind: Escalation,
    /// The how manieth of its kind.
    pub level: u16,
    /// To whom.
    pub to: Addressee,
    /// Why, in words.
    pub reason: Option<Text>,
}

/// The customer was told how it goes (8.1.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressNotified {
    /// What they were told; what the record shows, if nothing else.
    pub message: Option<Text>,
    /// How many notices before this one fell due and were not given.
    pub skipped: u32,
    /// When they hear next.
    pub next_due: Option<Timestamp>,
}

/// Most of a target is used (8.1.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetAtRisk {
    /// Which.
    pub measure: Measure,
    /// When it is due.
    pub due: Timestamp,
    /// The agreement that says so.
    pub agreement: AgreementVersion,
}

/// A target is missed (8.1.8). Equals the clock's reading at this record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetMissed {
    /// Which.
    pub measure: Measure,
    /// When it was due.
    pub due: Timestamp,
    /// The agreement that says so.
    pub agreement: AgreementVersion,
}

/// What was recorded later overturns a missed target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreachSuperseded {
    /// Which.
    pub measure: Measure,
    /// When it was held to be due.
    pub due: Timestamp,
    /// When it is due by what is known now; not while it is paused.
    pub due_now: Option<Timestamp>,
    /// Where its clock stands by what is known now.
    pub state: State,
    /// The events of this incident that overturn it.
    pub by: List<Version>,
}

/// It touches information security (6.6.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityFlagged {
    /// How gravely.
    pub grade: Grade,
    /// In what way.
    pub note: Option<Text>,
}

/// What others know was looked up (8.1.5, 8.1.6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InformationConsulted {
    /// Where.
    pub sources: BTreeSet<Source>,
    /// What was found.
    pub found: Option<Text>,
}

/// It is a case of a known error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownErrorMatched {
    /// Which.
    pub known_error: Key,
    /// That it is published.
    pub published: Attestation,
}

/// A way round was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkaroundApplied {
    /// The known error that describes it.
    pub known_error: Option<Key>,
    /// What was done.
    pub note: Option<Text>,
}

/// A configuration item is affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CiLinked {
    /// Which.
    pub configuration_item: Key,
    /// That there is such an item, in the word of whoever links.
    pub exists: Option<Attestation>,
}

/// A problem is behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProblemLinked {
    /// Which.
    pub problem: Key,
    /// That there is such a problem, in the word of whoever links.
    pub exists: Option<Attestation>,
}

/// A change has to do with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeLinked {
    /// Which.
    pub change: Key,
    /// What it has to do with it.
    pub relation: ChangeRelation,
    /// That there is such a change, in the word of whoever links.
    pub exists: Option<Attestation>,
}

/// A link was wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unlinked {
    /// Which.
    pub link: Link,
    /// Why.
    pub reason: Text,
}

/// Work waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// For what, and what that means.
    pub hold: Wait,
    /// More precisely.
    pub note: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Work goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {
    /// What has come.
    pub note: Option<Text>,
    /// Whether it is because it has waited long enough.
    pub expired: bool,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// A change has to mend it; work waits for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeRaised {
    /// Which, if there is one already.
    pub change: Option<Key>,
    /// What has to change, if not.
    pub need: Option<Text>,
    /// What the wait means.
    pub hold: Wait,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// The change waited for is done, refused or given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeCompleted {
    /// Which.
    pub change: Option<Key>,
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It works again (8.1.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolved {
    /// How, in a word.
    pub code: Label,
    /// Why it broke.
    pub cause: Cause,
    /// The way round that makes it work.
    pub workaround: Option<Text>,
    /// What was done.
    pub note: Option<Text>,
    /// Why no configuration item is linked.
    pub no_item_reason: Option<Text>,
    /// When silence becomes consent.
    pub closes_at: Timestamp,
    /// Until when it may be reopened.
    pub reopen_until: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It does not work after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// What the user says.
    pub reason: Text,
    /// The how manieth time.
    pub count: u32,
    /// When the customer hears next how it goes.
    pub notice_due: Option<Timestamp>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is over (8.1.g).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// On what ground.
    pub confirmation: Confirmation,
    /// Who says that it works.
    pub confirmed_by: Option<Personal<Label>>,
    /// Who has verified the classification.
    pub classification_by: By,
}

/// There is nothing to restore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: CancelReason,
    /// More precisely.
    pub note: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is the same as another one, which its reporter now follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// That one.
    pub parent: Key,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// The incident it was merged into went on, and it with that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ParentFollowed {
    /// That one.
    pub parent: Key,
    /// Whether the service works now.
    pub works: bool,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is a service request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConvertedToRequest {
    /// What is requested.
    pub item: Option<Key>,
    /// Why it is none of ours.
    pub note: Text,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It was sorted or graded anew (8.1.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reclassified {
    /// What kind it is.
    pub category: Label,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How grave for the business.
    pub business_grade: Grade,
    /// How grave for security.
    pub security_grade: Grade,
    /// Why.
    pub reason: Text,
}

/// Its service hours were revised; what is still ahead is reckoned anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retimed {
    /// The calendar.
    pub calendar: Key,
    /// Its version now.
    pub version: u64,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Another system says where it is, whatever our table says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Adopted {
    /// Where it was.
    pub from: Phase,
    /// Where it is.
    pub to: Phase,
    /// The deviation: the commands our table would have required, in order; none where no path leads there.
    pub would_need: List<Label>,
    /// For what it waits, and what that means.
    pub hold: Option<Wait>,
    /// In a few words.
    pub summary: Option<Label>,
    /// Who is affected.
    pub caller: Option<Personal<Label>>,
    /// The service concerned.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// What else is known.
    pub details: Details,
    /// What is known for triage.
    pub triage: Triage,
    /// The priority by our matrix, if impact and urgency are known.
    pub priority: Option<Priority>,
    /// What was agreed, if the clocks start now.
    pub service_level: Option<ServiceLevel>,
    /// When silence becomes consent, if it is resolved.
    pub closes_at: Option<Timestamp>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Another system states attributes that we keep beside our own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AttributesStated {
    /// What it says.
    pub stated: Stated,
}

/// It is a major incident (8.1.10, 8.1.11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeclaredMajor {
    /// The agreement whose definition it matches.
    pub definition: AgreementVersion,
    /// Whether a rule matched it, or somebody's word.
    pub by: By,
    /// That word.
    pub matches: Option<Attestation>,
    /// By when top management knows.
    pub notice_due: Timestamp,
    /// By when it has a named manager.
    pub manager_due: Timestamp,
}

/// Top management was told (8.1.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopManagementNotified {
    /// Whom the notice reached; nobody, where nobody holds the role.
    pub recipients: List<Actor>,
    /// What they were told.
    pub message: Option<Text>,
}

/// One named person manages it (8.1.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ManagerAssigned {
    /// Who.
    pub manager: Actor,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Restoring service has begun under the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RestorationStarted {
    /// How.
    pub note: Option<Text>,
}

/// Customers and others concerned were told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateIssued {
    /// What.
    pub message: Text,
    /// Whom.
    pub addressed: BTreeSet<Party>,
}

/// The continuity plan is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContinuityRequested {
    /// Which.
    pub plan: Key,
    /// How long restoration will take.
    pub forecast: Span,
    /// How long it may take before the plan applies.
    pub trigger: Span,
}

/// Another named person manages it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ManagerReplaced {
    /// Who.
    pub manager: Actor,
    /// What was handed over.
    pub handover: Text,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Agreed service is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// That it is.
    pub verified: Attestation,
    /// By when its review begins.
    pub review_due: Timestamp,
}

/// The symptom is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relapsed {
    /// What it looks like.
    pub symptom: Text,
}

/// What can be learnt is being examined (8.1.14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStarted {
    /// How much later than it should have.
    pub late_by: Option<Span>,
}

/// What can be learnt is known (8.1.14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// What.
    pub findings: Text,
    /// What could be better.
    pub improvements: List<Text>,
    /// Why nothing could.
    pub no_improvement_reason: Option<Text>,
    /// Who took part.
    pub parties: BTreeSet<Party>,
}

/// The major incident is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MajorClosed {
    /// How often service was restored before it held.
    pub restorations: u32,
}

/// It is a major incident no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MajorDowngraded {
    /// Why.
    pub reason: Text,
}

engine::events! {
    /// What may have happened to an incident.
    pub enum Event {
        /// Someone or something says that a service is broken (8.1.a).
        Logged = "logged", 1,
        /// It was sorted and graded (8.1.c).
        Classified = "classified", 1,
        /// It was given a priority, and the clocks started (8.1.b, 8.1.4).
        Prioritised = "prioritised", 1,
        /// Someone is to restore the service.
        Assigned = "assigned", 1,
        /// Someone has begun.
        Responded = "responded", 1,
        /// Someone else is to restore the service.
        Reassigned = "reassigned", 1,
        /// More is known (8.1.d).
        Updated = "updated", 1,
        /// Its priority was judged anew; the targets apply from the start.
        Reprioritised = "reprioritised", 1,
        /// Others were called in (8.1.e, 8.1.9).
        Escalated = "escalated", 1,
        /// The customer was told how it goes (8.1.7).
        ProgressNotified = "progress_notified", 1,
        /// Most of a target is used (8.1.8).
        TargetAtRisk = "target_at_risk", 1,
        /// A target is missed (8.1.8). Equals the clock's reading at this record.
        TargetMissed = "target_missed", 1,
        /// What was recorded later overturns a missed target.
        BreachSuperseded = "breach_superseded", 1,
        /// It touches information security (6.6.3).
        SecurityFlagged = "security_flagged", 1,
        /// What others know was looked up (8.1.5, 8.1.6).
        InformationConsulted = "information_consulted", 1,
        /// It is a case of a known error.
        KnownErrorMatched = "known_error_matched", 1,
        /// A way round was taken.
        WorkaroundApplied = "workaround_applied", 1,
        /// A configuration item is affected.
        CiLinked = "ci_linked", 1,
        /// A problem is behind it.
        ProblemLinked = "problem_linked", 1,
        /// A change has to do with it.
        ChangeLinked = "change_linked", 1,
        /// A link was wrong.
        Unlinked = "unlinked", 1,
        /// Work waits.
        Held = "held", 1,
        /// Work goes on.
        Resumed = "resumed", 1,
        /// A change has to mend it; work waits for that.
        ChangeRaised = "change_raised", 1,
        /// The change waited for is done, refused or given up.
        ChangeCompleted = "change_completed", 1,
        /// It works again (8.1.f).
        Resolved = "resolved", 1,
        /// It does not work after all.
        Reopened = "reopened", 1,
        /// It is over (8.1.g).
        Closed = "closed", 1,
        /// There is nothing to restore.
        Cancelled = "cancelled", 1,
        /// It is the same as another one, which its reporter now follows.
        Merged = "merged", 1,
        /// The incident it was merged into went on, and it with that.
        ParentFollowed = "parent_followed", 1,
        /// It is a service request.
        ConvertedToRequest = "converted_to_request", 1,
        /// It was sorted or graded anew (8.1.c).
        Reclassified = "reclassified", 1,
        /// Its service hours were revised; what is still ahead is reckoned anew.
        Retimed = "retimed", 1,
        /// Another system says where it is, whatever our table says.
        Adopted = "adopted", 1,
        /// Another system states attributes that we keep beside our own.
        AttributesStated = "attributes_stated", 1,
        /// It is a major incident (8.1.10, 8.1.11).
        DeclaredMajor = "declared_major", 1,
        /// Top management was told (8.1.12).
        TopManagementNotified = "top_management_notified", 1,
        /// One named person manages it (8.1.13).
        ManagerAssigned = "manager_assigned", 1,
        /// Restoring service has begun under the named manager.
        RestorationStarted = "restoration_started", 1,
        /// Customers and others concerned were told.
        UpdateIssued = "update_issued", 1,
        /// The continuity plan is asked for.
        ContinuityRequested = "continuity_requested", 1,
        /// Another named person manages it.
        ManagerReplaced = "manager_replaced", 1,
        /// Agreed service is back.
        Restored = "restored", 1,
        /// The symptom is back.
        Relapsed = "relapsed", 1,
        /// What can be learnt is being examined (8.1.14).
        ReviewStarted = "review_started", 1,
        /// What can be learnt is known (8.1.14).
        Reviewed = "reviewed", 1,
        /// The major incident is over.
        MajorClosed = "major_closed", 1,
        /// It is a major incident no longer.
        MajorDowngraded = "major_downgraded", 1,
    }
}

/// The events that say when the clocks have something to say.
macro_rules! dues_of {
    ($event:expr) => {
        match $event {
            Event::Prioritised(Prioritised { dues, .. })
            | Event::Responded(Responded { dues, .. })
            | Event::Reassigned(Reassigned { dues, .. })
            | Event::Reprioritised(Reprioritised { dues, .. })
            | Event::Held(Held { dues, .. })
            | Event::Resumed(Resumed { dues, .. })
            | Event::ChangeRaised(ChangeRaised { dues, .. })
            | Event::ChangeCompleted(ChangeCompleted { dues, .. })
            | Event::Resolved(Resolved { dues, .. })
            | Event::Reopened(Reopened { dues, .. })
            | Event::Cancelled(Cancelled { dues, .. })
            | Event::Merged(Merged { dues, .. })
            | Event::ParentFollowed(ParentFollowed { dues, .. })
            | Event::ConvertedToRequest(ConvertedToRequest { dues, .. })
            | Event::Retimed(Retimed { dues, .. })
            | Event::Adopted(Adopted { dues, .. }) => Some(dues),
            Event::Logged(_)
            | Event::Classified(_)
            | Event::Assigned(_)
            | Event::Updated(_)
            | Event::Escalated(_)
            | Event::ProgressNotified(_)
            | Event::TargetAtRisk(_)
            | Event::TargetMissed(_)
            | Event::BreachSuperseded(_)
            | Event::SecurityFlagged(_)
            | Event::InformationConsulted(_)
            | Event::KnownErrorMatched(_)
            | Event::WorkaroundApplied(_)
            | Event::CiLinked(_)
            | Event::ProblemLinked(_)
            | Event::ChangeLinked(_)
            | Event::Unlinked(_)
            | Event::Closed(_)
            | Event::Reclassified(_)
            | Event::AttributesStated(_)
            | Event::DeclaredMajor(_)
            | Event::TopManagementNotified(_)
            | Event::ManagerAssigned(_)
            | Event::RestorationStarted(_)
            | Event::UpdateIssued(_)
            | Event::ContinuityRequested(_)
            | Event::ManagerReplaced(_)
            | Event::Restored(_)
            | Event::Relapsed(_)
            | Event::ReviewStarted(_)
            | Event::Reviewed(_)
            | Event::MajorClosed(_)
            | Event::MajorDowngraded(_) => None,
        }
    };
}

impl Event {
    /// When the clocks have something to say, if it says so.
    pub(super) const fn dues(&self) -> Option<&Dues> {
        dues_of!(self)
    }

    /// The same, to be filled in.
    pub(super) const fn dues_mut(&mut self) -> Option<&mut Dues> {
        dues_of!(self)
    }
}

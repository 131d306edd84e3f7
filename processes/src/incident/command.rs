//! What may be asked of an incident. In each body, what may be left out is filled in by a rule or
//! is not known.

use super::Phase;
use super::value::{
    Addressee, CancelReason, Cause, ChangeOutcome, ChangeRelation, Details, Escalation,
    EscalationRule, Grade, Link, Override, Party, Source, Stated, Triage,
};
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::clock::Measure;
use crate::limits::{Label, List, Text};
use crate::personal::Personal;
use engine::{Actor, Key, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something is broken (8.1.a). With category, impact, urgency and assignee it is classified, prioritised and assigned at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// In a few words.
    pub summary: Label,
    /// The service concerned.
    pub service: Key,
    /// Who is affected. This or `monitor` is needed.
    #[serde(default)]
    pub caller: Option<Personal<Label>>,
    /// Which observation tells.
    #[serde(default)]
    pub monitor: Option<Label>,
    /// At length.
    #[serde(default)]
    pub description: Option<Text>,
    /// Who took it down, if not the actor.
    #[serde(default)]
    pub opened_by: Option<Label>,
    /// Whose service it is.
    #[serde(default)]
    pub customer: Option<Key>,
    /// The item concerned.
    #[serde(default)]
    pub configuration_item: Option<Key>,
    /// What kind it is.
    #[serde(default)]
    pub category: Option<Label>,
    /// More precisely.
    #[serde(default)]
    pub subcategory: Option<Label>,
    /// How grave for the business; by default as the impact.
    #[serde(default)]
    pub business_grade: Option<Grade>,
    /// How grave for security; by default not at all.
    #[serde(default)]
    pub security_grade: Option<Grade>,
    /// How bad the effect is.
    #[serde(default)]
    pub impact: Option<Level>,
    /// How little it can wait.
    #[serde(default)]
    pub urgency: Option<Level>,
    /// A priority other than the matrix gives.
    #[serde(default)]
    pub priority: Option<Override>,
    /// Which group gets it.
    #[serde(default)]
    pub group: Option<Label>,
    /// Who gets it.
    #[serde(default)]
    pub assignee: Option<Actor>,
    /// What else is known.
    #[serde(default)]
    pub details: Details,
}

/// It is of this kind and this grave (8.1.c). Goes on by itself as far as triage is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Classify {
    /// What kind it is, unless logged with it.
    pub category: Option<Label>,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How grave for the business; by default as the impact.
    pub business_grade: Option<Grade>,
    /// How grave for security; by default not at all.
    pub security_grade: Option<Grade>,
    /// How bad the effect is.
    pub impact: Option<Level>,
    /// How little it can wait.
    pub urgency: Option<Level>,
    /// A priority other than the matrix gives.
    pub priority: Option<Override>,
    /// Which group gets it.
    pub group: Option<Label>,
    /// Who gets it.
    pub assignee: Option<Actor>,
}

/// It comes this early (8.1.b, 8.1.4). Goes on by itself if group or assignee are known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Prioritise {
    /// How bad the effect is, unless known.
    pub impact: Option<Level>,
    /// How little it can wait, unless known.
    pub urgency: Option<Level>,
    /// A priority other than the matrix gives.
    pub priority: Option<Override>,
    /// Which group gets it.
    pub group: Option<Label>,
    /// Who gets it.
    pub assignee: Option<Actor>,
}

/// Let these restore the service. A group or a person is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Assign {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// That they can.
    pub competence: Option<Attestation>,
}

/// I begin. Only for the assignee; what only has a group goes to whoever responds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Respond {}

/// Let others restore the service. A group or a person is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassign {
    /// Why.
    pub reason: Text,
    /// Which group.
    #[serde(default)]
    pub group: Option<Label>,
    /// Who.
    #[serde(default)]
    pub assignee: Option<Actor>,
}

/// More is known (8.1.d).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Update {
    /// What was found or done.
    pub note: Option<Text>,
    /// What else is known.
    pub details: Details,
}

/// It comes earlier or later than thought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reprioritise {
    /// Why.
    pub reason: Text,
    /// How bad the effect is, if that changes.
    #[serde(default)]
    pub impact: Option<Level>,
    /// How little it can wait, if that changes.
    #[serde(default)]
    pub urgency: Option<Level>,
    /// A priority other than the matrix gives.
    #[serde(default)]
    pub priority: Option<Override>,
}

/// Call others in (8.1.e). A judgement needs addressee and reason, a rule knows both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Escalate {
    /// What calls for it.
    pub rule: EscalationRule,
    /// Towards whom.
    pub kind: Option<Escalation>,
    /// To whom.
    pub to: Option<Addressee>,
    /// Why.
    pub reason: Option<Text>,
}

/// Tell the customer how it goes (8.1.7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotifyProgress {
    /// What; what the record shows, if nothing else.
    pub message: Option<Text>,
}

/// Most of the resolution target is used (8.1.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnTarget {}

/// A target is missed (8.1.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordTargetMiss {
    /// Which.
    pub measure: Measure,
}

/// It touches information security (6.6.3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FlagSecurity {
    /// How gravely; as classified, if not said.
    pub grade: Option<Grade>,
    /// In what way.
    pub note: Option<Text>,
}

/// I have looked up what others know (8.1.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultInformation {
    /// Where: at least known errors, resolutions and the CMDB.
    pub sources: BTreeSet<Source>,
    /// What was found.
    #[serde(default)]
    pub found: Option<Text>,
}

/// It is a case of a known error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchKnownError {
    /// Which.
    pub known_error: Key,
    /// That it is published.
    pub published: Attestation,
}

/// A way round was taken. A matched known error or a note is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApplyWorkaround {
    /// The known error that describes it.
    pub known_error: Option<Key>,
    /// What was done.
    pub note: Option<Text>,
}

/// A configuration item is affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkCi {
    /// Which.
    pub configuration_item: Key,
    /// That there is such an item.
    #[serde(default)]
    pub exists: Option<Attestation>,
}

/// A problem is behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkProblem {
    /// Which.
    pub problem: Key,
    /// That there is such a problem.
    #[serde(default)]
    pub exists: Option<Attestation>,
}

/// A change has to do with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkChange {
    /// Which.
    pub change: Key,
    /// What it has to do with it.
    pub relation: ChangeRelation,
    /// That there is such a change.
    #[serde(default)]
    pub exists: Option<Attestation>,
}

/// A link is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlink {
    /// Which.
    pub link: Link,
    /// Why.
    pub reason: Text,
}

/// Work has to wait, for a reason that the agreement allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// For what: `awaiting_customer`.
    pub reason: Label,
    /// More precisely.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Work goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Resume {
    /// What has come.
    pub note: Option<Text>,
}

/// A change has to mend it. Its key or the need is wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RaiseChange {
    /// Which, if there is one already.
    pub change: Option<Key>,
    /// What has to change, if not.
    pub need: Option<Text>,
}

/// The change waited for is done, refused or given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteChangeDone {
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// Which.
    #[serde(default)]
    pub change: Option<Key>,
}

/// It works again (8.1.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// How, in a word.
    pub code: Label,
    /// Why it broke.
    pub cause: Cause,
    /// The way round that makes it work.
    #[serde(default)]
    pub workaround: Option<Text>,
    /// What was done.
    #[serde(default)]
    pub note: Option<Text>,
    /// Why no configuration item is linked, if none is.
    #[serde(default)]
    pub no_item_reason: Option<Text>,
}

/// It does not work after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// What the user says.
    pub reason: Text,
}

/// It is over (8.1.g).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Close {
    /// Who says that it works; silence will do after the confirmation period.
    pub confirmed_by: Option<Personal<Label>>,
    /// That category and grades are right.
    pub classification_verified: bool,
}

/// There is nothing to restore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: CancelReason,
    /// More precisely.
    #[serde(default)]
    pub note: Option<Text>,
}

/// It is the same as another one, which its reporter follows from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// That one.
    pub parent: Key,
}

/// The incident it was merged into went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowParent {
    /// That one.
    pub parent: Key,
    /// Whether the service works now.
    pub works: bool,
}

/// It is a service request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convert {
    /// Why it is none of ours.
    pub note: Text,
    /// What is requested.
    #[serde(default)]
    pub item: Option<Key>,
}

/// It is of another kind, or graver, or less grave, than thought (8.1.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reclassify {
    /// Why.
    pub reason: Text,
    /// What kind it is, if that changes.
    #[serde(default)]
    pub category: Option<Label>,
    /// More precisely.
    #[serde(default)]
    pub subcategory: Option<Label>,
    /// How grave for the business, if that changes.
    #[serde(default)]
    pub business_grade: Option<Grade>,
    /// How grave for security, if that changes.
    #[serde(default)]
    pub security_grade: Option<Grade>,
}

/// The service hours were revised: reckon anew what is still ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retime {
    /// The calendar.
    pub calendar: Key,
}

/// Another system says where it is, whatever our table says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// Where it is.
    pub to: Phase,
    /// For what it waits, where it does.
    #[serde(default)]
    pub hold_reason: Option<Label>,
    /// In a few words.
    #[serde(default)]
    pub summary: Option<Label>,
    /// Who is affected.
    #[serde(default)]
    pub caller: Option<Personal<Label>>,
    /// The service concerned.
    #[serde(default)]
    pub service: Option<Key>,
    /// Whose service it is.
    #[serde(default)]
    pub customer: Option<Key>,
    /// What else is known.
    #[serde(default)]
    pub details: Details,
    /// What is known for triage.
    #[serde(default)]
    pub triage: Triage,
    /// What else it says, kept beside our own.
    #[serde(default)]
    pub stated: Option<Stated>,
}

/// Another system states attributes to be kept beside our own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateAttributes {
    /// What it says.
    pub stated: Stated,
}

/// It is a major incident, as agreed (8.1.10).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeclareMajor {
    /// That it matches the definition, where no rule can tell.
    pub matches: Option<Attestation>,
}

/// Tell top management (8.1.12).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotifyTopManagement {
    /// Whom; by default all who hold the role.
    pub recipients: List<Actor>,
    /// What.
    pub message: Option<Text>,
}

/// One named person manages it (8.1.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignManager {
    /// Who.
    pub manager: Actor,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Begin to restore service. Only for the named manager, and when top management knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StartRestoration {
    /// How.
    pub note: Option<Text>,
}

/// Tell customers and others concerned. Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueUpdate {
    /// What.
    pub message: Text,
    /// Whom: at least customers and interested parties.
    pub addressed: BTreeSet<Party>,
}

/// Ask for the continuity plan, for restoration will take too long. Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestContinuity {
    /// Which.
    pub plan: Key,
    /// How long restoration will take.
    pub forecast: Span,
    /// How long it may take before the plan applies, as the plan says.
    pub trigger: Span,
}

/// Another named person manages it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceManager {
    /// Who.
    pub manager: Actor,
    /// What was handed over.
    pub handover: Text,
    /// That top management names them, or who may in its stead.
    pub named_by: Attestation,
}

/// Agreed service is back. Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// That it is.
    pub verified: Attestation,
}

/// The symptom is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relapse {
    /// What it looks like.
    pub symptom: Text,
}

/// Examine what can be learnt (8.1.14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReview {}

/// What can be learnt is this (8.1.14). Only for the named manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What.
    pub findings: Text,
    /// What could be better. This or a reason is needed.
    #[serde(default)]
    pub improvements: List<Text>,
    /// Why nothing could.
    #[serde(default)]
    pub no_improvement_reason: Option<Text>,
    /// Who took part: at least one.
    pub parties: BTreeSet<Party>,
}

/// The major incident is over. Only for the named manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseMajor {}

/// It is a major incident no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DowngradeMajor {
    /// Why.
    pub reason: Text,
}

engine::commands! {
    /// What may be asked of an incident.
    pub enum Command {
        /// Something is broken (8.1.a). With category, impact, urgency and assignee it is classified, prioritised and assigned at once.
        Log = "log",
        /// It is of this kind and this grave (8.1.c). Goes on by itself as far as triage is known.
        Classify = "classify",
        /// It comes this early (8.1.b, 8.1.4). Goes on by itself if group or assignee are known.
        Prioritise = "prioritise",
        /// Let these restore the service. A group or a person is needed.
        Assign = "assign",
        /// I begin. Only for the assignee; what only has a group goes to whoever responds.
        Respond = "respond",
        /// Let others restore the service. A group or a person is needed.
        Reassign = "reassign",
        /// More is known (8.1.d).
        Update = "update",
        /// It comes earlier or later than thought.
        Reprioritise = "reprioritise",
        /// Call others in (8.1.e). A judgement needs addressee and reason, a rule knows both.
        Escalate = "escalate",
        /// Tell the customer how it goes (8.1.7).
        NotifyProgress = "notify_progress",
        /// Most of the resolution target is used (8.1.8).
        WarnTarget = "warn_target",
        /// A target is missed (8.1.8).
        RecordTargetMiss = "record_target_miss",
        /// It touches information security (6.6.3).
        FlagSecurity = "flag_security",
        /// I have looked up what others know (8.1.5).
        ConsultInformation = "consult_information",
        /// It is a case of a known error.
        MatchKnownError = "match_known_error",
        /// A way round was taken. A matched known error or a note is needed.
        ApplyWorkaround = "apply_workaround",
        /// A configuration item is affected.
        LinkCi = "link_ci",
        /// A problem is behind it.
        LinkProblem = "link_problem",
        /// A change has to do with it.
        LinkChange = "link_change",
        /// A link is wrong.
        Unlink = "unlink",
        /// Work has to wait, for a reason that the agreement allows.
        Hold = "hold",
        /// Work goes on.
        Resume = "resume",
        /// A change has to mend it. Its key or the need is wanted.
        RaiseChange = "raise_change",
        /// The change waited for is done, refused or given up.
        NoteChangeDone = "note_change_done",
        /// It works again (8.1.f).
        Resolve = "resolve",
        /// It does not work after all.
        Reopen = "reopen",
        /// It is over (8.1.g).
        Close = "close",
        /// There is nothing to restore.
        Cancel = "cancel",
        /// It is the same as another one, which its reporter follows from now on.
        Merge = "merge",
        /// The incident it was merged into went on.
        FollowParent = "follow_parent",
        /// It is a service request.
        Convert = "convert",
        /// It is of another kind, or graver, or less grave, than thought (8.1.c).
        Reclassify = "reclassify",
        /// The service hours were revised: reckon anew what is still ahead.
        Retime = "retime",
        /// Another system says where it is, whatever our table says.
        Adopt = "adopt",
        /// Another system states attributes to be kept beside our own.
        StateAttributes = "state_attributes",
        /// It is a major incident, as agreed (8.1.10).
        DeclareMajor = "declare_major",
        /// Tell top management (8.1.12).
        NotifyTopManagement = "notify_top_management",
        /// One named person manages it (8.1.13).
        AssignManager = "assign_manager",
        /// Begin to restore service. Only for the named manager, and when top management knows.
        StartRestoration = "start_restoration",
        /// Tell customers and others concerned. Only for the named manager.
        IssueUpdate = "issue_update",
        /// Ask for the continuity plan, for restoration will take too long. Only for the named manager.
        RequestContinuity = "request_continuity",
        /// Another named person manages it.
        ReplaceManager = "replace_manager",
        /// Agreed service is back. Only for the named manager.
        Restore = "restore",
        /// The symptom is back.
        Relapse = "relapse",
        /// Examine what can be learnt (8.1.14).
        StartReview = "start_review",
        /// What can be learnt is this (8.1.14). Only for the named manager.
        Review = "review",
        /// The major incident is over. Only for the named manager.
        CloseMajor = "close_major",
        /// It is a major incident no longer.
        DowngradeMajor = "downgrade_major",
    }
}

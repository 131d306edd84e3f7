//! What may be asked of an audit.

use super::terms::{Assignment, Evidence, FindingKind, Measures, Moved, Programme, Traced};
use crate::agreement::Period;
use crate::limits::{Label, List, Text};
use crate::nonconformity::{Clause, Record};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say what will be audited, against what, how and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetProgramme {
    /// That.
    pub programme: Programme,
    /// The audit that it follows, if there was one.
    #[serde(default)]
    pub earlier: Option<Key>,
}

/// Say when, and who audits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// When it takes place.
    pub dates: Period,
    /// The time that it looks at.
    pub period: Period,
    /// Who audits; at least one. Whoever has worked in what he would audit is refused, on record.
    pub auditors: List<Assignment>,
}

/// Let somebody audit. Whoever has worked in what he would audit is refused, on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignAuditor {
    /// Whom.
    pub assignment: Assignment,
}

/// Choose what is traced through all standards; records are looked at as they stand now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawSample {
    /// Which things on record.
    pub items: List<Record>,
}

/// Let it take place at another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// When.
    pub dates: Period,
    /// Why.
    pub reason: Text,
}

/// Tell those who will be audited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// Whom.
    pub told: List<Label>,
}

/// Begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {}

/// Let it rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// Why.
    pub reason: Text,
}

/// Go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {}

/// Say that it is as clauses ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordConformity {
    /// Which.
    pub clauses: List<Clause>,
    /// What shows that.
    pub evidence: Evidence,
}

/// Say what was found. A nonconformity is raised by itself, once for all clauses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordFinding {
    /// What it is.
    pub kind: FindingKind,
    /// The clauses that it is about, of as many standards as it concerns.
    pub clauses: List<Clause>,
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub statement: Text,
    /// What shows that.
    pub evidence: Evidence,
    /// The services concerned.
    #[serde(default)]
    pub services: List<Key>,
    /// The items concerned.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// The open nonconformity that it is, if that is known already.
    #[serde(default)]
    pub known_as: Option<Key>,
}

/// Say what was found of one thing by all three standards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceItem {
    /// Of which.
    pub item: Record,
    /// What, by each standard.
    pub results: List<Traced>,
    /// What shows that.
    pub evidence: Evidence,
}

/// Take a finding back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawFinding {
    /// Its number.
    pub number: u64,
    /// Why.
    pub reason: Text,
    /// What was looked at again.
    pub reviewed: Text,
}

/// All was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The clauses that another audit covers.
    #[serde(default)]
    pub moved: List<Moved>,
}

/// Report what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Whether objectives and requirements can be reached as things are.
    pub conclusion: Text,
    /// To whom.
    pub addressed: List<Label>,
    /// What a joint audit measures.
    #[serde(default)]
    pub measures: Option<Measures>,
}

/// Follow up what was found; where something is open, reporting begins that at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartFollowUp {}

/// Say that what was found is mended. Not for who has a hand in that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyAction {
    /// The number of the finding.
    pub number: u64,
    /// What was looked at, and what is so.
    pub result: Text,
    /// To whom that is reported.
    pub addressed: List<Label>,
}

/// End it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {}

/// Give it up; another date is set instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
    /// When it is programmed instead.
    pub replacement: Timestamp,
}

/// Record that the next one is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FallDue {}

engine::commands! {
    /// What may be asked of an audit.
    pub enum Command {
        /// Say what will be audited, against what, how and how often.
        SetProgramme = "set_programme",
        /// Say when, and who audits.
        Plan = "plan",
        /// Let somebody audit. Whoever has worked in what he would audit is refused, on record.
        AssignAuditor = "assign_auditor",
        /// Choose what is traced through all standards; records are looked at as they stand now.
        DrawSample = "draw_sample",
        /// Let it take place at another time.
        Reschedule = "reschedule",
        /// Tell those who will be audited.
        Announce = "announce",
        /// Begin.
        Start = "start",
        /// Let it rest.
        Suspend = "suspend",
        /// Go on.
        Resume = "resume",
        /// Say that it is as clauses ask.
        RecordConformity = "record_conformity",
        /// Say what was found. A nonconformity is raised by itself, once for all clauses.
        RecordFinding = "record_finding",
        /// Say what was found of one thing by all three standards.
        TraceItem = "trace_item",
        /// Take a finding back.
        WithdrawFinding = "withdraw_finding",
        /// All was looked at.
        Finish = "finish",
        /// Report what was found.
        Report = "report",
        /// Follow up what was found; where something is open, reporting begins that at once.
        StartFollowUp = "start_follow_up",
        /// Say that what was found is mended. Not for who has a hand in that.
        VerifyAction = "verify_action",
        /// End it.
        Close = "close",
        /// Give it up; another date is set instead.
        Cancel = "cancel",
        /// Record that the next one is due.
        FallDue = "fall_due",
    }
}

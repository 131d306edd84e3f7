//! What may have happened to an audit: the durable contract.

use super::terms::{Assignment, Evidence, FindingKind, Measures, Moved, Programme, Traced, Worked};
use crate::agreement::Period;
use crate::change::Hand;
use crate::limits::{Label, List, Text};
use crate::nonconformity::{Clause, Record};
use engine::{Actor, Key, Position, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is known what will be audited, against what, how and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgrammeSet {
    /// That.
    pub programme: Programme,
    /// The audit that it follows.
    pub earlier: Option<Key>,
}

/// It is known when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Planned {
    /// When it takes place.
    pub dates: Period,
    /// The time that it looks at.
    pub period: Period,
    /// Whether it is for all three standards, and so keeps changes away.
    pub joint: bool,
}

/// Somebody audits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditorAssigned {
    /// Who.
    pub assignment: Assignment,
}

/// Somebody cannot audit this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditorRefused {
    /// Who.
    pub auditor: Actor,
    /// What he did.
    pub worked: Worked,
}

/// What is traced was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleDrawn {
    /// Which things on record.
    pub items: List<Record>,
    /// Records are looked at as they stood here.
    pub as_of: Position,
}

/// It takes place at another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rescheduled {
    /// When.
    pub dates: Period,
    /// Why.
    pub reason: Text,
    /// Whether it is for all three standards, and so keeps changes away.
    pub joint: bool,
}

/// Those who will be audited know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Announced {
    /// Who.
    pub told: List<Label>,
}

/// An auditor has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Started {}

/// It rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suspended {
    /// Why.
    pub reason: Text,
}

/// It goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

/// Records were looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceCollected {
    /// Which.
    pub events: List<Position>,
}

/// It is as clauses ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConformityRecorded {
    /// Which.
    pub clauses: List<Clause>,
    /// What shows that.
    pub evidence: Evidence,
}

/// Something was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingRecorded {
    /// Its number, from 1.
    pub number: u64,
    /// What it is.
    pub kind: FindingKind,
    /// The clauses that it is about.
    pub clauses: List<Clause>,
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub statement: Text,
    /// What shows that.
    pub evidence: Evidence,
    /// The services concerned.
    pub services: List<Key>,
    /// The items concerned.
    pub configuration_items: List<Key>,
    /// The nonconformity that it is, if that was known already.
    pub known_as: Option<Key>,
}

/// One thing was looked at by all three standards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemTraced {
    /// Which.
    pub item: Record,
    /// What was found, by each standard.
    pub results: List<Traced>,
    /// What shows that.
    pub evidence: Evidence,
}

/// A finding was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingWithdrawn {
    /// Its number.
    pub number: u64,
    /// Why.
    pub reason: Text,
    /// What was looked at again.
    pub reviewed: Text,
}

/// All was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldworkFinished {
    /// The clauses that another audit covers.
    pub moved: List<Moved>,
}

/// It is known what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reported {
    /// Whether objectives and requirements can be reached as things are.
    pub conclusion: Text,
    /// Who knows.
    pub addressed: List<Label>,
    /// What a joint audit measures.
    pub measures: Option<Measures>,
    /// When the next one is due.
    pub next: Timestamp,
}

/// What was found is being mended, and an auditor sees to that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpStarted {
    /// The numbers of those findings.
    pub open: List<u64>,
}

/// What was found is mended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionVerified {
    /// The number of the finding.
    pub number: u64,
    /// The nonconformity that it is.
    pub nonconformity: Key,
    /// What was looked at, and what is so.
    pub result: Text,
    /// Who says so.
    pub by: Hand,
}

/// Those concerned know that it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerificationReported {
    /// The number of the finding.
    pub number: u64,
    /// Who.
    pub addressed: List<Label>,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {}

/// It was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
    /// When it is programmed instead.
    pub replacement: Timestamp,
}

/// The next one is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FellDue {
    /// What is audited then, as it was this time.
    pub programme: Programme,
}

engine::events! {
    /// What may have happened to an audit.
    pub enum Event {
        /// It is known what will be audited, against what, how and how often.
        ProgrammeSet = "programme_set", 1,
        /// It is known when.
        Planned = "planned", 1,
        /// Somebody audits.
        AuditorAssigned = "auditor_assigned", 1,
        /// Somebody cannot audit this.
        AuditorRefused = "auditor_refused", 1,
        /// What is traced was chosen.
        SampleDrawn = "sample_drawn", 1,
        /// It takes place at another time.
        Rescheduled = "rescheduled", 1,
        /// Those who will be audited know.
        Announced = "announced", 1,
        /// An auditor has begun.
        Started = "started", 1,
        /// It rests.
        Suspended = "suspended", 1,
        /// It goes on.
        Resumed = "resumed", 1,
        /// Records were looked at.
        EvidenceCollected = "evidence_collected", 1,
        /// It is as clauses ask.
        ConformityRecorded = "conformity_recorded", 1,
        /// Something was found.
        FindingRecorded = "finding_recorded", 1,
        /// One thing was looked at by all three standards.
        ItemTraced = "item_traced", 1,
        /// A finding was taken back.
        FindingWithdrawn = "finding_withdrawn", 1,
        /// All was looked at.
        FieldworkFinished = "fieldwork_finished", 1,
        /// It is known what was found.
        Reported = "reported", 1,
        /// What was found is being mended, and an auditor sees to that.
        FollowUpStarted = "follow_up_started", 1,
        /// What was found is mended.
        ActionVerified = "action_verified", 1,
        /// Those concerned know that it is.
        VerificationReported = "verification_reported", 1,
        /// It is over.
        Closed = "closed", 1,
        /// It was given up.
        Cancelled = "cancelled", 1,
        /// The next one is due.
        FellDue = "fell_due", 1,
    }
}

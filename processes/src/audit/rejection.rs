//! Why an audit may refuse, and what would be right.

use super::FINDINGS_MAX;
use super::terms::Worked;
use crate::limits::Label;
use crate::nonconformity::{Clause, Record, Standard};
use engine::{Actor, Key, Position, Timestamp, named};
use std::fmt::Display;

/// Why an audit refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// It is held against nothing.
    #[error("name the clauses that it is held against; at least one")]
    NoCriteria,
    /// It looks at nothing.
    #[error("say what is looked at: at least one process or area")]
    EmptyScope,
    /// An area of which there is a record.
    #[error("{process} is a process on record here; name it among the processes of the scope")]
    AreaOnRecord {
        /// Which.
        process: Label,
    },
    /// No such process.
    #[error("there is no process {process} here; name it as an area")]
    UnknownProcess {
        /// What was named.
        process: Label,
    },
    /// No such audit.
    #[error("there is no other audit {audit} on record")]
    UnknownAudit {
        /// What was named.
        audit: Key,
    },
    /// Not all standards.
    #[error("a joint audit is for all three standards; missing: {}", standards(.0))]
    StandardsMissing(Vec<Standard>),
    /// Nothing in between.
    #[error("{what} are to begin before they end")]
    NoTime {
        /// What.
        what: &'static str,
    },
    /// A date that is over.
    #[error("{at} is not to come; name a later time")]
    NotToCome {
        /// Which.
        at: Timestamp,
    },
    /// Nobody is named.
    #[error("name who audits; at least one")]
    NobodyNamed,
    /// Nobody is left.
    #[error("nobody audits; assign somebody who has not worked in what is audited")]
    NoAuditor,
    /// Somebody else's work.
    #[error("{auditor} is no auditor now; name somebody who is")]
    NotAuditor {
        /// Who.
        auditor: Actor,
    },
    /// Somebody else's audit.
    #[error("{actor} is not assigned to this audit; {} may", join(assigned))]
    NotAssigned {
        /// Who.
        actor: Actor,
        /// Who is.
        assigned: Vec<Actor>,
    },
    /// Nobody examines his own work.
    #[error(
        "{auditor} cannot audit this: {} worked in {}, last in the days from {} to {}; assign somebody else",
        worked.actor, worked.process, worked.during.from, worked.during.to
    )]
    WorkedInScope {
        /// Who.
        auditor: Actor,
        /// What he did, or one for whom he would audit.
        worked: Worked,
    },
    /// Nothing chosen.
    #[error("name what is traced; at least one thing on record")]
    NoSample,
    /// Nothing of that name.
    #[error("there is no {} {} on record", item.process, item.key)]
    UnknownItem {
        /// What was named.
        item: Record,
    },
    /// Who audits may have worked in it.
    #[error("{} {} is not in the scope; name its process there, or leave it out", item.process, item.key)]
    OutOfScope {
        /// What was named.
        item: Record,
    },
    /// It would be looked at by nobody.
    #[error("audit {audit} will not look at {} {}; name one whose criteria it is among, and whose work on site is not over", clause.standard.name(), clause.clause)]
    NotThere {
        /// Which.
        audit: Key,
        /// What.
        clause: Clause,
    },
    /// Not chosen.
    #[error("{} {} is not in the sample", item.process, item.key)]
    NotInSample {
        /// What was named.
        item: Record,
    },
    /// Changes are not kept away.
    #[error("no audit window for everything is in force now; have one approved for its dates")]
    NotKeptClear,
    /// Nothing shows it.
    #[error("say what shows that: records of this log, or a note")]
    NoEvidence,
    /// Nothing there.
    #[error("there is no record {position} yet; the log ends at {head}")]
    NoSuchRecord {
        /// Which.
        position: Position,
        /// The last one.
        head: Position,
    },
    /// Not that one.
    #[error("nonconformity {nonconformity} is not open; leave it out, and one is raised")]
    NotOpen {
        /// Which.
        nonconformity: Key,
    },
    /// Too many.
    #[error("there are {FINDINGS_MAX} findings already; report these, and audit again")]
    TooManyFindings,
    /// No such finding.
    #[error("there is no finding {number} that holds")]
    NoSuchFinding {
        /// Its number.
        number: u64,
    },
    /// Nothing to verify.
    #[error("finding {number} is no nonconformity, so nothing is to be verified")]
    NotANonconformity {
        /// Its number.
        number: u64,
    },
    /// Clauses are left.
    #[error("nothing is said of {}; look at them, or name the audit that will", clauses(.0))]
    NotCovered(Vec<Clause>),
    /// Things are left.
    #[error("not traced yet: {}", items(.0))]
    NotTraced(Vec<Record>),
    /// Nobody is told.
    #[error("say who is told; at least one")]
    NobodyTold,
    /// Nothing measured.
    #[error("a joint audit reports service levels, fix times and satisfaction (measures)")]
    MeasuresMissing,
    /// It is not there yet.
    #[error("finding {number} has raised no nonconformity yet; wait for it")]
    NotRaised {
        /// Its number.
        number: u64,
    },
    /// Nobody has verified it there.
    #[error("nonconformity {nonconformity} is not verified; that comes first")]
    NotVerified {
        /// Which.
        nonconformity: Key,
    },
    /// A judge in his own cause.
    #[error(
        "{actor} has a hand in the action, or acts for {other}, who has; have somebody else verify it"
    )]
    NotApart {
        /// Who.
        actor: Actor,
        /// For whom, or himself.
        other: Actor,
    },
    /// Nothing to follow up.
    #[error("there is nothing to follow up; close it")]
    NothingOpen,
    /// Not mended.
    #[error("the nonconformities of these findings are not closed: {}", join(.0))]
    FindingsOpen(Vec<u64>),
    /// Too early.
    #[error("the next one is due {}", due.map_or_else(|| "never".to_owned(), |due| due.to_string()))]
    NotDue {
        /// When it is.
        due: Option<Timestamp>,
    },
}

named! { Rejection {
    NoCriteria = "no_criteria",
    EmptyScope = "empty_scope",
    AreaOnRecord = "area_on_record",
    UnknownProcess = "unknown_process",
    UnknownAudit = "unknown_audit",
    StandardsMissing = "standards_missing",
    NoTime = "no_time",
    NotToCome = "not_to_come",
    NobodyNamed = "nobody_named",
    NoAuditor = "no_auditor",
    NotAuditor = "not_auditor",
    NotAssigned = "not_assigned",
    WorkedInScope = "worked_in_scope",
    NoSample = "no_sample",
    UnknownItem = "unknown_item",
    OutOfScope = "out_of_scope",
    NotThere = "not_there",
    NotInSample = "not_in_sample",
    NotKeptClear = "not_kept_clear",
    NoEvidence = "no_evidence",
    NoSuchRecord = "no_such_record",
    NotOpen = "not_open",
    TooManyFindings = "too_many_findings",
    NoSuchFinding = "no_such_finding",
    NotANonconformity = "not_a_nonconformity",
    NotCovered = "not_covered",
    NotTraced = "not_traced",
    NobodyTold = "nobody_told",
    MeasuresMissing = "measures_missing",
    NotRaised = "not_raised",
    NotVerified = "not_verified",
    NotApart = "not_apart",
    NothingOpen = "nothing_open",
    FindingsOpen = "findings_open",
    NotDue = "not_due",
} }

fn join<T: Display>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn standards(missing: &[Standard]) -> String {
    let names: Vec<_> = missing.iter().map(|standard| standard.name()).collect();
    names.join(", ")
}

fn clauses(open: &[Clause]) -> String {
    let name = |it: &Clause| format!("{} {}", it.standard.name(), it.clause);
    open.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn items(open: &[Record]) -> String {
    let name = |it: &Record| format!("{} {}", it.process, it.key);
    open.iter().map(name).collect::<Vec<_>>().join(", ")
}

//! Why a security incident may refuse, and what would be right.

use super::terms::Limit;
use crate::agreement::Priority;
use crate::limits::Label;
use engine::{Key, Timestamp, named};

/// Why a security incident refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// Nothing is named.
    #[error("name at least one item")]
    NothingNamed,
    /// What is still to be done about this one is done there.
    #[error(
        "{parent} is further on than this one; see to this one by itself, or let that one relapse first"
    )]
    ParentFurtherOn {
        /// Which.
        parent: Key,
    },
    /// It would come later than it has to.
    #[error("{parent} is not graded as grave as this one; grade it so first (regrade)")]
    ParentLessGrave {
        /// Which.
        parent: Key,
    },
    /// Nobody would make them fit to be trusted again.
    #[error(
        "say of {parent} first that these items are compromised by it (regrade): {}",
        items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    ParentItemsMissing {
        /// Which.
        parent: Key,
        /// Which items.
        items: Vec<Key>,
    },
    /// Nobody would tell them.
    #[error(
        "somebody outside is still to be told of this one; tell him first (notify_authority, notify_customer)"
    )]
    DutiesOpen,
    /// It is taken for what comes of that incident.
    #[error(
        "{key} is for what comes of the incident of that number; name that, or let this be numbered (new)"
    )]
    NumberOfIncident {
        /// Which.
        key: Key,
    },
    /// No such item.
    #[error("there is no configuration item {item} on record")]
    UnknownItem {
        /// What was named.
        item: Key,
    },
    /// No such incident.
    #[error("there is no incident {incident} on record; log it first, in words for everybody")]
    UnknownIncident {
        /// What was named.
        incident: Key,
    },
    /// It is seen to elsewhere.
    #[error("{security_incident} is about {incident} already; go on there, or merge this into it")]
    SeenToElsewhere {
        /// What was named.
        incident: Key,
        /// Where.
        security_incident: Key,
    },
    /// Nobody else knows of it.
    #[error(
        "others know of no security incident but by an incident: log one, in words for everybody, \
         and name it"
    )]
    NoIncident,
    /// Beyond a bound.
    #[error("at most {max} {what} are linked to a security incident")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// No open risk.
    #[error("{risk} is no risk that is open; identify it first")]
    RiskNotOpen {
        /// Which.
        risk: Key,
    },
    /// Security at no risk.
    #[error("say how gravely it touches security, low, medium or high; or dismiss it")]
    SecurityGradeMissing,
    /// Its place in the queue does not fit.
    #[error("what is as grave as that comes with priority {latest:?} at the latest")]
    PriorityTooLow {
        /// The latest that would do.
        latest: Priority,
    },
    /// Nobody has said whether it is a major incident.
    #[error("it is of the highest grade: say whether it is a major incident by the definition")]
    MajorUndecided,
    /// It is not declared one.
    #[error("no incident of it is declared major; declare one first, or say why it is none")]
    MajorNotDeclared,
    /// Too early.
    #[error(
        "{limit:?} is not late: that is due {}",
        due.map_or_else(|| "never".to_owned(), |due| due.to_string())
    )]
    NotLate {
        /// What was said to be late.
        limit: Limit,
        /// When it is due.
        due: Option<Timestamp>,
    },
    /// Nobody has to be told.
    #[error("nobody has to be told by {obligation}; add it when you grade it anew")]
    UnknownObligation {
        /// What was named.
        obligation: Label,
    },
    /// Not what traces a leak back.
    #[error("{nonconformity} is no nonconformity about a leak of customers' data; raise one")]
    NoTrace {
        /// What was named.
        nonconformity: Key,
    },
    /// It is that of another one.
    #[error("{nonconformity} traces back {security_incident}; merge this into it, or name another")]
    TracesAnother {
        /// What was named.
        nonconformity: Key,
        /// Which.
        security_incident: Key,
    },
    /// Nothing is kept.
    #[error("record what is kept as it was found, or say why nothing is")]
    EvidenceMissing,
    /// They may do more harm.
    #[error("{} are not quarantined; do that first, or say why not", list(items))]
    NotQuarantined {
        /// Which.
        items: Vec<Key>,
    },
    /// Nothing is named that was made use of.
    #[error("name the vulnerabilities that were made use of, or say how it came about without")]
    NoVulnerability,
    /// No such vulnerability.
    #[error("there is no vulnerability {vulnerability} on record; register it first")]
    UnknownVulnerability {
        /// What was named.
        vulnerability: Key,
    },
    /// It matters.
    #[error("it is not of the lowest grade, or items or data suffer; contain it")]
    NotMinor,
    /// It was graver than was said.
    #[error(
        "data of customers leaked, as is known by now: it was no minor one; let it relapse, and \
         contain it"
    )]
    LeakedAfterAll,
    /// Nobody has learnt anything.
    #[error("say what is to become better, or why nothing is")]
    ImprovementsMissing,
    /// It stands as if this had not happened.
    #[error("risk {risk} was last assessed before this; have it assessed anew first")]
    RiskNotReassessed {
        /// Which.
        risk: Key,
    },
    /// Nobody is told.
    #[error("say who was told")]
    NobodyTold,
    /// Nobody was told.
    #[error("report to those concerned first")]
    NotReported,
    /// Somebody outside does not know.
    #[error("who has to be told by {} was not; notify them first", labels(obligations))]
    NoticesOpen {
        /// By which obligations.
        obligations: Vec<Label>,
    },
    /// Quality does not trace it back.
    #[error(
        "data of customers leaked with priority P1: name the nonconformity that traces it back"
    )]
    TraceMissing,
    /// The nonconformity does not know of it.
    #[error("{nonconformity} does not name its security incident yet; link it there first")]
    NotLinkedBack {
        /// Which.
        nonconformity: Key,
    },
    /// No other open one.
    #[error("{security_incident} is no other security incident that is open")]
    NotOpen {
        /// What was named.
        security_incident: Key,
    },
    /// It was not merged into this.
    #[error("{child} was not merged into this")]
    NotMerged {
        /// What was named.
        child: Key,
    },
    /// A figure out of bounds.
    #[error("{what} is out of bounds: PT1M to P366D")]
    Figure {
        /// Which.
        what: &'static str,
    },
    /// Another stream holds them.
    #[error("{key} holds the figures; set them there")]
    PolicyElsewhere {
        /// Which.
        key: Key,
    },
}

named! { Rejection {
    NothingNamed = "nothing_named",
    ParentFurtherOn = "parent_further_on",
    ParentLessGrave = "parent_less_grave",
    ParentItemsMissing = "parent_items_missing",
    DutiesOpen = "duties_open",
    NumberOfIncident = "number_of_incident",
    UnknownItem = "unknown_item",
    UnknownIncident = "unknown_incident",
    SeenToElsewhere = "seen_to_elsewhere",
    NoIncident = "no_incident",
    TooMany = "too_many",
    RiskNotOpen = "risk_not_open",
    SecurityGradeMissing = "security_grade_missing",
    PriorityTooLow = "priority_too_low",
    MajorUndecided = "major_undecided",
    MajorNotDeclared = "major_not_declared",
    NotLate = "not_late",
    UnknownObligation = "unknown_obligation",
    NoTrace = "no_trace",
    TracesAnother = "traces_another",
    EvidenceMissing = "evidence_missing",
    NotQuarantined = "not_quarantined",
    NoVulnerability = "no_vulnerability",
    UnknownVulnerability = "unknown_vulnerability",
    NotMinor = "not_minor",
    LeakedAfterAll = "leaked_after_all",
    ImprovementsMissing = "improvements_missing",
    RiskNotReassessed = "risk_not_reassessed",
    NobodyTold = "nobody_told",
    NotReported = "not_reported",
    NoticesOpen = "notices_open",
    TraceMissing = "trace_missing",
    NotLinkedBack = "not_linked_back",
    NotOpen = "not_open",
    NotMerged = "not_merged",
    Figure = "figure",
    PolicyElsewhere = "policy_elsewhere",
} }

fn list(items: &[Key]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn labels(obligations: &[Label]) -> String {
    obligations.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

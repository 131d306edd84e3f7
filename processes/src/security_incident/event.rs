//! What may have happened to a security incident: the durable contract.

use super::terms::{
    Because, Duty, Evidence, Findings, Grades, Limit, Major, Policy, Source, Weakness,
};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody says that there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub description: Option<Text>,
    /// What makes him think so.
    pub source: Source,
    /// The incident by which others know of it.
    pub incident: Option<Key>,
    /// By when it is to be known how grave it is.
    pub triage_due: Timestamp,
}

/// Those who see to security know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TeamNotified {
    /// Who.
    pub to: List<Actor>,
}

/// These items are concerned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CisLinked {
    /// Which.
    pub configuration_items: List<Key>,
}

/// Others know of it by this incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentLinked {
    /// Which.
    pub incident: Key,
}

/// A customer complains about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComplaintLinked {
    /// Which complaint.
    pub complaint: Key,
}

/// It is what a risk was about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskLinked {
    /// Which.
    pub risk: Key,
}

/// It is known how grave it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Triaged {
    /// How grave, and how early it comes.
    pub grades: Grades,
    /// Whether data of customers leaked.
    pub leaked: bool,
    /// The items that are no longer to be trusted.
    pub compromised: List<Key>,
    /// Who outside has to be told, and by when.
    pub duties: List<Duty>,
    /// Whether it is a major incident.
    pub major: Option<Major>,
}

/// It is as grave as that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Regraded {
    /// How grave, and how early it comes.
    pub grades: Grades,
    /// Whether data of customers leaked.
    pub leaked: bool,
    /// Further items that are no longer to be trusted.
    pub compromised: List<Key>,
    /// Who else outside has to be told, and by when.
    pub duties: List<Duty>,
    /// Whether it is a major incident.
    pub major: Option<Major>,
    /// Why.
    pub reason: Text,
}

/// It is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dismissed {
    /// Why.
    pub reason: Text,
    /// What shows that.
    pub evidence: Attestation,
}

/// Those who may decide more are called in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// Why.
    pub because: Because,
    /// When it was due.
    pub due: Option<Timestamp>,
    /// Who.
    pub to: List<Actor>,
}

/// An authority was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuthorityNotified {
    /// By which obligation.
    pub obligation: Label,
    /// Who was told.
    pub authority: Label,
    /// Where that can be looked up.
    pub reference: Label,
    /// Whether that was in time.
    pub in_time: bool,
}

/// A customer was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerNotified {
    /// Who.
    pub customer: Key,
    /// What.
    pub message: Text,
}

/// Quality traces the leak back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityTraceStarted {
    /// By which nonconformity.
    pub nonconformity: Key,
}

/// It is being kept from spreading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContainmentStarted {
    /// What is done.
    pub action: Text,
}

/// Something is kept as it was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidencePreserved {
    /// What, and where.
    pub evidence: Evidence,
}

/// It spreads no further.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contained {
    /// What was done.
    pub done: Text,
    /// Why no evidence is kept.
    pub no_evidence: Option<Text>,
    /// Why items that are not to be trusted are not quarantined.
    pub not_quarantined: Option<Text>,
}

/// What did it is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Eradicated {
    /// What was done.
    pub done: Text,
    /// What was made use of.
    pub weakness: Weakness,
}

/// Services and controls are as they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recovered {
    /// That agreed service is back.
    pub service_verified: Attestation,
    /// That the controls work.
    pub controls_verified: Attestation,
    /// By when it is to be looked back at.
    pub review_due: Timestamp,
}

/// It is there again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relapsed {
    /// How that shows.
    pub symptom: Text,
}

/// Nothing was affected, and little was left to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MinorResolved {
    /// What was done.
    pub done: Text,
    /// That no system and no data was affected.
    pub unaffected: Attestation,
    /// By when it is to be looked back at.
    pub review_due: Timestamp,
}

/// It was looked back at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// What was found.
    pub findings: Findings,
    /// What is to become better.
    pub improvements: List<Text>,
    /// Why nothing is.
    pub no_improvement: Option<Text>,
}

/// Those concerned were told what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reported {
    /// Who.
    pub to: List<Label>,
    /// What.
    pub message: Text,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// What others can learn from it.
    pub lesson: Text,
}

/// It is part of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Which.
    pub parent: Key,
}

/// What was merged into it is seen to here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TakenOver {
    /// What was.
    pub child: Key,
    /// The incidents by which others know of that.
    pub incidents: List<Key>,
    /// The nonconformities by which quality traces it back.
    pub traces: List<Key>,
    /// The complaints about it.
    pub complaints: List<Key>,
    /// Whether data of customers leaked by it.
    pub leaked: bool,
}

/// Things may take as long as this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySet {
    /// Which version it is, from 1.
    pub version: u64,
    /// How long.
    pub policy: Policy,
    /// The document that states it.
    pub document: Label,
}

impl Escalated {
    /// What is late.
    #[must_use]
    pub const fn late(&self) -> Option<Limit> {
        match self.because {
            Because::Late(limit) => Some(limit),
            Because::Stated(_) => None,
        }
    }
}

engine::events! {
    /// What may have happened to a security incident.
    pub enum Event {
        /// Somebody says that there is one.
        Opened = "opened", 1,
        /// Those who see to security know.
        TeamNotified = "team_notified", 1,
        /// These items are concerned.
        CisLinked = "cis_linked", 1,
        /// Others know of it by this incident.
        IncidentLinked = "incident_linked", 1,
        /// A customer complains about it.
        ComplaintLinked = "complaint_linked", 1,
        /// It is what a risk was about.
        RiskLinked = "risk_linked", 1,
        /// It is known how grave it is.
        Triaged = "triaged", 1,
        /// It is as grave as that.
        Regraded = "regraded", 1,
        /// It is none.
        Dismissed = "dismissed", 1,
        /// Those who may decide more are called in.
        Escalated = "escalated", 1,
        /// An authority was told.
        AuthorityNotified = "authority_notified", 1,
        /// A customer was told.
        CustomerNotified = "customer_notified", 1,
        /// Quality traces the leak back.
        QualityTraceStarted = "quality_trace_started", 1,
        /// It is being kept from spreading.
        ContainmentStarted = "containment_started", 1,
        /// Something is kept as it was found.
        EvidencePreserved = "evidence_preserved", 1,
        /// It spreads no further.
        Contained = "contained", 1,
        /// What did it is gone.
        Eradicated = "eradicated", 1,
        /// Services and controls are as they were.
        Recovered = "recovered", 1,
        /// It is there again.
        Relapsed = "relapsed", 1,
        /// Nothing was affected, and little was left to do.
        MinorResolved = "minor_resolved", 1,
        /// It was looked back at.
        Reviewed = "reviewed", 1,
        /// Those concerned were told what was found.
        Reported = "reported", 1,
        /// It is over.
        Closed = "closed", 1,
        /// It is part of another one.
        Merged = "merged", 1,
        /// What was merged into it is seen to here.
        TakenOver = "taken_over", 1,
        /// Things may take as long as this.
        PolicySet = "policy_set", 1,
    }
}

//! What may be asked of a security incident.

use super::terms::{Because, Duty, Evidence, Findings, Grades, Major, Policy, Source, Weakness};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that there is one, or may be. Anybody may.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// In a few words.
    pub summary: Label,
    /// At length.
    #[serde(default)]
    pub description: Option<Text>,
    /// What makes you think so.
    pub source: Source,
    /// The incident by which others know of it, if there is one already.
    #[serde(default)]
    pub incident: Option<Key>,
    /// The items concerned; those of the incident are added.
    #[serde(default)]
    pub configuration_items: List<Key>,
}

/// Tell those who see to security, as they are now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifySecurityTeam {}

/// These items are concerned, too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkCis {
    /// Which.
    pub configuration_items: List<Key>,
}

/// Others know of it by this incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkIncident {
    /// Which.
    pub incident: Key,
}

/// A customer complains about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkComplaint {
    /// Which complaint.
    pub complaint: Key,
}

/// It is what a risk was about, which is then to be assessed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRisk {
    /// Which.
    pub risk: Key,
}

/// Say how grave it is. By then others know of it by an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// How grave, and how early it comes.
    pub grades: Grades,
    /// The incident by which others know of it, unless one is linked.
    #[serde(default)]
    pub incident: Option<Key>,
    /// Whether data of customers leaked; what an incident says of that holds besides.
    #[serde(default)]
    pub leaked: bool,
    /// The items that are no longer to be trusted.
    #[serde(default)]
    pub compromised: List<Key>,
    /// Who outside has to be told, and by when.
    #[serde(default)]
    pub duties: List<Duty>,
    /// Whether it is a major incident; needed where its grade is the highest.
    #[serde(default)]
    pub major: Option<Major>,
}

/// Say so anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regrade {
    /// How grave, and how early it comes.
    pub grades: Grades,
    /// Whether data of customers leaked; once said, that stays.
    #[serde(default)]
    pub leaked: bool,
    /// Further items that are no longer to be trusted.
    #[serde(default)]
    pub compromised: List<Key>,
    /// Who else outside has to be told, and by when.
    #[serde(default)]
    pub duties: List<Duty>,
    /// Whether it is a major incident; needed where its grade becomes the highest.
    #[serde(default)]
    pub major: Option<Major>,
    /// Why.
    pub reason: Text,
}

/// Say that it is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dismiss {
    /// Why.
    pub reason: Text,
    /// What shows that.
    pub evidence: Attestation,
}

/// Call in those who may decide more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// Why.
    pub because: Because,
}

/// Record that an authority was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyAuthority {
    /// By which obligation.
    pub obligation: Label,
    /// Who was told.
    pub authority: Label,
    /// Where that can be looked up.
    pub reference: Label,
}

/// Record that a customer was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyCustomer {
    /// Who.
    pub customer: Key,
    /// What.
    pub message: Text,
}

/// Name the nonconformity by which quality traces the leak back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceQuality {
    /// Which.
    pub nonconformity: Key,
}

/// Begin to keep it from spreading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartContainment {
    /// What is done.
    pub action: Text,
}

/// Record what is kept as it was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreserveEvidence {
    /// What, and where.
    pub evidence: Evidence,
}

/// It spreads no further.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contain {
    /// What was done.
    pub done: Text,
    /// Why no evidence is kept, where none is.
    #[serde(default)]
    pub no_evidence: Option<Text>,
    /// Why items that are not to be trusted are not quarantined, where they are not.
    #[serde(default)]
    pub not_quarantined: Option<Text>,
}

/// What did it is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eradicate {
    /// What was done.
    pub done: Text,
    /// What was made use of.
    pub weakness: Weakness,
}

/// Services and controls are as they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recover {
    /// That agreed service is back.
    pub service_verified: Attestation,
    /// That the controls work.
    pub controls_verified: Attestation,
}

/// It is there again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relapse {
    /// How that shows.
    pub symptom: Text,
}

/// Nothing was affected, and little is left to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveMinor {
    /// What was done.
    pub done: Text,
    /// That no system and no data was affected.
    pub unaffected: Attestation,
}

/// Look back at it. By then each risk that is linked was assessed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What was found.
    pub findings: Findings,
    /// What is to become better.
    #[serde(default)]
    pub improvements: List<Text>,
    /// Why nothing is.
    #[serde(default)]
    pub no_improvement: Option<Text>,
}

/// Tell those concerned what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Whom.
    pub to: List<Label>,
    /// What.
    pub message: Text,
}

/// It is over. Not before the nonconformity that traces a leak back and this name each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// What others can learn from it.
    pub lesson: Text,
}

/// It is part of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which.
    pub parent: Key,
}

/// See to what was merged into it as well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// What was.
    pub child: Key,
}

/// Say how long things may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// How long.
    pub policy: Policy,
    /// The document that states it.
    pub document: Label,
}

engine::commands! {
    /// What may be asked of a security incident.
    pub enum Command {
        /// Say that there is one, or may be. Anybody may.
        Open = "open",
        /// Tell those who see to security, as they are now.
        NotifySecurityTeam = "notify_security_team",
        /// These items are concerned, too.
        LinkCis = "link_cis",
        /// Others know of it by this incident.
        LinkIncident = "link_incident",
        /// A customer complains about it.
        LinkComplaint = "link_complaint",
        /// It is what a risk was about, which is then to be assessed anew.
        LinkRisk = "link_risk",
        /// Say how grave it is. By then others know of it by an incident.
        Triage = "triage",
        /// Say so anew.
        Regrade = "regrade",
        /// Say that it is none.
        Dismiss = "dismiss",
        /// Call in those who may decide more.
        Escalate = "escalate",
        /// Record that an authority was told.
        NotifyAuthority = "notify_authority",
        /// Record that a customer was told.
        NotifyCustomer = "notify_customer",
        /// Name the nonconformity by which quality traces the leak back.
        TraceQuality = "trace_quality",
        /// Begin to keep it from spreading.
        StartContainment = "start_containment",
        /// Record what is kept as it was found.
        PreserveEvidence = "preserve_evidence",
        /// It spreads no further.
        Contain = "contain",
        /// What did it is gone.
        Eradicate = "eradicate",
        /// Services and controls are as they were.
        Recover = "recover",
        /// It is there again.
        Relapse = "relapse",
        /// Nothing was affected, and little is left to do.
        ResolveMinor = "resolve_minor",
        /// Look back at it. By then each risk that is linked was assessed anew.
        Review = "review",
        /// Tell those concerned what was found.
        Report = "report",
        /// It is over. Not before the nonconformity that traces a leak back and this name each other.
        Close = "close",
        /// It is part of another one.
        Merge = "merge",
        /// See to what was merged into it as well.
        TakeOver = "take_over",
        /// Say how long things may take.
        SetPolicy = "set_policy",
    }
}

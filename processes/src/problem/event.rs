//! What may have happened to a problem: the durable contract.

use super::terms::{Cause, ChangeEnd, EscalationRule, Grading, Policy, Source};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody or something thinks that there is one (8.2.a).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identified {
    /// What made them think so.
    pub source: Source,
    /// In a few words.
    pub summary: Label,
    /// What kind it is, if that is known.
    pub category: Option<Label>,
    /// The items concerned.
    pub configuration_items: List<Key>,
    /// The incidents it causes.
    pub incidents: List<Key>,
    /// That these exist, where that is not on record.
    pub exists: Option<Attestation>,
}

/// It is described (8.2.b).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recorded {
    /// At length.
    pub description: Text,
    /// The services concerned.
    pub services: List<Key>,
}

/// It was sorted (8.2.d).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Classified {
    /// What kind it is.
    pub category: Label,
}

/// It was given a priority (8.2.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prioritised {
    /// How grave it is.
    pub grading: Grading,
}

/// Somebody looks for the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvestigationStarted {
    /// Who.
    pub analyst: Actor,
    /// When others are called in unless the cause is found.
    pub review_due: Timestamp,
}

/// More is known (8.2.e).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Updated {
    /// What was found or done.
    pub note: Option<Text>,
    /// Further items concerned.
    pub configuration_items: List<Key>,
}

/// It causes this incident too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentLinked {
    /// Which.
    pub incident: Key,
    /// That it exists, where that is not on record.
    pub exists: Option<Attestation>,
}

/// It does not cause this incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentUnlinked {
    /// Which.
    pub incident: Key,
    /// Why.
    pub reason: Text,
}

/// Others were called in (8.2.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// What calls for it.
    pub rule: EscalationRule,
    /// To which role.
    pub to: Label,
    /// Why, in words.
    pub reason: Option<Text>,
    /// When that rule will call for it again.
    pub next_due: Option<Timestamp>,
}

/// The search for the cause is put off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deferred {
    /// Why.
    pub reason: Text,
    /// When it is looked at again.
    pub review_at: Timestamp,
}

/// It is to be looked at again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeferralEnded {}

/// The search goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {
    /// What has changed.
    pub note: Option<Text>,
    /// When others are called in unless the cause is found.
    pub review_due: Timestamp,
}

/// It is known why it happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RootCauseFound {
    /// Why.
    pub cause: Cause,
    /// How that was found.
    pub method: Text,
    /// What shows it.
    pub evidence: Text,
}

/// What was found is not why it happens; whether access is to be hardened is open again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CauseWithdrawn {
    /// What was taken for the cause.
    pub cause: Cause,
    /// Why it was, and is not.
    pub reason: Text,
    /// What shows that.
    pub evidence: Text,
    /// When others are called in unless the cause is found.
    pub review_due: Timestamp,
}

/// There is a way round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkaroundRecorded {
    /// Which.
    pub workaround: Text,
}

/// It is a known error (8.2.6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownErrorRecorded {
    /// By what one knows a case of it.
    pub symptom: Text,
    /// The way round, if there is one.
    pub workaround: Option<Text>,
    /// When others are called in unless its effect is reduced.
    pub mitigation_due: Timestamp,
}

/// The service desk sees it as it is now (8.2.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownErrorPublished {
    /// By what one knows a case of it.
    pub symptom: Text,
    /// The way round, if there is one.
    pub workaround: Option<Text>,
}

/// Its effect is reduced while there is no lasting solution (8.2.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactMitigated {
    /// By what.
    pub mitigation: Text,
}

/// A change has to mend it (8.2.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeRaised {
    /// Which, if there is one already.
    pub change: Option<Key>,
    /// What has to change, if not.
    pub need: Option<Text>,
}

/// This is the change that has to mend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeNamed {
    /// Which.
    pub change: Key,
}

/// The change it waited for does not mend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeUnsuccessful {
    /// Which.
    pub change: Option<Key>,
    /// What became of it.
    pub end: ChangeEnd,
}

/// It is planned how access will be hardened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HardeningPlanned {
    /// What will be done.
    pub measures: Text,
    /// The control that changes, if that has a name.
    pub control: Option<Label>,
    /// By when.
    pub due: Timestamp,
}

/// Access is hardened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HardeningConfirmed {
    /// Who says so, and where that can be looked up.
    pub done: Attestation,
}

/// There is a lasting solution (8.2.g).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolved {
    /// Which.
    pub solution: Text,
    /// That the change it waited for was successful.
    pub change_successful: Option<Attestation>,
    /// Why nothing had to change.
    pub no_change_reason: Option<Text>,
}

/// The service desk sees the solution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResolutionPublished {
    /// Which.
    pub solution: Text,
}

/// It is observed whether the solution holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectMonitoringStarted {
    /// How long.
    pub period: Span,
    /// Until when.
    pub until: Timestamp,
}

/// It has been observed for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectPeriodEnded {}

/// Incidents before and after were compared (8.2.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectivenessReviewed {
    /// How many there were in a period as long before it was resolved.
    pub before: u32,
    /// How many there have been since.
    pub after: u32,
    /// Whether the solution holds.
    pub effective: bool,
    /// What was found.
    pub finding: Text,
}

/// Those concerned know whether the solution holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectivenessReported {
    /// How many there were in a period as long before it was resolved.
    pub before: u32,
    /// How many there have been since.
    pub after: u32,
    /// Whether the solution holds.
    pub effective: bool,
}

/// It is there again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// The incident that shows it; none where the review does.
    pub incident: Option<Key>,
    /// In words.
    pub reason: Option<Text>,
    /// When others are called in unless the cause is found.
    pub review_due: Timestamp,
}

/// It is over (8.2.h).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {}

/// Nobody knows why, and nobody looks any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClosedWithoutCause {
    /// Why nobody looks any more.
    pub reason: Text,
    /// Until then one more incident of the kind is a problem at once.
    pub watch_until: Timestamp,
}

/// It stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptedUnresolved {
    /// That the owner of the risk accepts it.
    pub risk_accepted: Attestation,
}

/// It is no problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
}

/// It is the same as another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Which.
    pub parent: Key,
    /// The incidents it caused.
    pub incidents: List<Key>,
}

/// It was sorted anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reclassified {
    /// What kind it is.
    pub category: Label,
    /// Why.
    pub reason: Text,
}

/// Its priority was judged anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reprioritised {
    /// How grave it is.
    pub grading: Grading,
    /// Why.
    pub reason: Text,
}

/// Somebody else looks for the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassigned {
    /// Who.
    pub analyst: Actor,
    /// Why.
    pub reason: Text,
}

/// The figures of problem management are these from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicySet {
    /// Which.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

engine::events! {
    /// What may have happened to a problem.
    pub enum Event {
        /// Somebody or something thinks that there is one (8.2.a).
        Identified = "identified", 1,
        /// It is described (8.2.b).
        Recorded = "recorded", 1,
        /// It was sorted (8.2.d).
        Classified = "classified", 1,
        /// It was given a priority (8.2.c).
        Prioritised = "prioritised", 1,
        /// Somebody looks for the cause.
        InvestigationStarted = "investigation_started", 1,
        /// More is known (8.2.e).
        Updated = "updated", 1,
        /// It causes this incident too.
        IncidentLinked = "incident_linked", 1,
        /// It does not cause this incident.
        IncidentUnlinked = "incident_unlinked", 1,
        /// Others were called in (8.2.f).
        Escalated = "escalated", 1,
        /// The search for the cause is put off.
        Deferred = "deferred", 1,
        /// It is to be looked at again.
        DeferralEnded = "deferral_ended", 1,
        /// The search goes on.
        Resumed = "resumed", 1,
        /// It is known why it happens.
        RootCauseFound = "root_cause_found", 1,
        /// What was found is not why it happens; whether access is to be hardened is open again.
        CauseWithdrawn = "cause_withdrawn", 1,
        /// There is a way round.
        WorkaroundRecorded = "workaround_recorded", 1,
        /// It is a known error (8.2.6).
        KnownErrorRecorded = "known_error_recorded", 1,
        /// The service desk sees it as it is now (8.2.8).
        KnownErrorPublished = "known_error_published", 1,
        /// Its effect is reduced while there is no lasting solution (8.2.5).
        ImpactMitigated = "impact_mitigated", 1,
        /// A change has to mend it (8.2.4).
        ChangeRaised = "change_raised", 1,
        /// This is the change that has to mend it.
        ChangeNamed = "change_named", 1,
        /// The change it waited for does not mend it.
        ChangeUnsuccessful = "change_unsuccessful", 1,
        /// It is planned how access will be hardened.
        HardeningPlanned = "hardening_planned", 1,
        /// Access is hardened.
        HardeningConfirmed = "hardening_confirmed", 1,
        /// There is a lasting solution (8.2.g).
        Resolved = "resolved", 1,
        /// The service desk sees the solution.
        ResolutionPublished = "resolution_published", 1,
        /// It is observed whether the solution holds.
        EffectMonitoringStarted = "effect_monitoring_started", 1,
        /// It has been observed for long enough.
        EffectPeriodEnded = "effect_period_ended", 1,
        /// Incidents before and after were compared (8.2.7).
        EffectivenessReviewed = "effectiveness_reviewed", 1,
        /// Those concerned know whether the solution holds.
        EffectivenessReported = "effectiveness_reported", 1,
        /// It is there again.
        Reopened = "reopened", 1,
        /// It is over (8.2.h).
        Closed = "closed", 1,
        /// Nobody knows why, and nobody looks any more.
        ClosedWithoutCause = "closed_without_cause", 1,
        /// It stays as it is.
        AcceptedUnresolved = "accepted_unresolved", 1,
        /// It is no problem.
        Cancelled = "cancelled", 1,
        /// It is the same as another one.
        Merged = "merged", 1,
        /// It was sorted anew.
        Reclassified = "reclassified", 1,
        /// Its priority was judged anew.
        Reprioritised = "reprioritised", 1,
        /// Somebody else looks for the cause.
        Reassigned = "reassigned", 1,
        /// The figures of problem management are these from now on.
        PolicySet = "policy_set", 1,
    }
}

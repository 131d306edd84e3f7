//! What may be asked of a problem.

use super::terms::{Cause, ChangeEnd, EscalationRule, Grading, Policy, Source};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Say that there may be one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// What makes you think so.
    pub source: Source,
    /// In a few words.
    pub summary: Label,
    /// At length; with the services it is recorded at once.
    #[serde(default)]
    pub description: Option<Text>,
    /// The services concerned.
    #[serde(default)]
    pub services: List<Key>,
    /// The items concerned.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// What kind it is; with it, what is recorded is classified at once.
    #[serde(default)]
    pub category: Option<Label>,
    /// How grave it is; with it, what is classified is prioritised at once.
    #[serde(default)]
    pub grading: Option<Grading>,
    /// The incidents it causes, besides that of the source.
    #[serde(default)]
    pub incidents: List<Key>,
    /// That these exist, where that is not on record.
    #[serde(default)]
    pub exists: Option<Attestation>,
}

impl Identify {
    /// That there may be one, for this reason; nothing else is known.
    #[must_use]
    pub fn because(source: Source, summary: Label, why: &str) -> Self {
        Self {
            source,
            summary,
            description: Text::new(why).ok(),
            services: List::empty(),
            configuration_items: List::empty(),
            category: None,
            grading: None,
            incidents: List::empty(),
            exists: None,
        }
    }
}

/// Describe it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// At length.
    pub description: Text,
    /// The services concerned; at least one.
    pub services: List<Key>,
}

/// Sort it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    /// What kind it is; as it was identified, unless said otherwise.
    #[serde(default)]
    pub category: Option<Label>,
}

/// Give it a priority.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prioritise {
    /// How grave it is.
    pub grading: Grading,
}

/// Have the cause looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInvestigation {
    /// By whom; somebody who is a problem analyst.
    pub analyst: Actor,
}

/// Say more: a note, or further items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// What was found or done.
    #[serde(default)]
    pub note: Option<Text>,
    /// Further items concerned.
    #[serde(default)]
    pub configuration_items: List<Key>,
}

/// Say that it causes these incidents too. One that happened after the solution reopens it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkIncidents {
    /// Which.
    pub incidents: List<Key>,
    /// That they exist, where that is not on record.
    #[serde(default)]
    pub exists: Option<Attestation>,
}

/// Say that it does not cause this incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlinkIncident {
    /// Which.
    pub incident: Key,
    /// Why.
    pub reason: Text,
}

/// Call others in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// What calls for it; judgement unless said otherwise.
    #[serde(default)]
    pub rule: EscalationRule,
    /// To which role; the service manager unless said otherwise.
    #[serde(default)]
    pub to: Option<Label>,
    /// Why; needed for judgement.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Put the search for the cause off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defer {
    /// Why.
    pub reason: Text,
    /// When it is looked at again.
    pub review_at: Timestamp,
}

/// Record that it is to be looked at again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDeferral {}

/// Let the search go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// What has changed.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Say why it happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindRootCause {
    /// Why.
    pub cause: Cause,
    /// How that was found.
    pub method: Text,
    /// What shows it.
    pub evidence: Text,
}

/// Say that what was found is not why it happens. Not for who found it, nor for who would harden
/// access because of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawCause {
    /// Why it was taken for the cause, and is not.
    pub reason: Text,
    /// What shows that.
    pub evidence: Text,
}

/// Say how to get round it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordWorkaround {
    /// How.
    pub workaround: Text,
}

/// Make it a known error, which the service desk sees at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordKnownError {
    /// By what one knows a case of it.
    pub symptom: Text,
    /// How to get round it; as recorded, unless said otherwise.
    #[serde(default)]
    pub workaround: Option<Text>,
}

/// Say what reduces its effect while there is no lasting solution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mitigate {
    /// What.
    pub mitigation: Text,
}

/// Have a change mend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaiseChange {
    /// Which, if there is one already.
    #[serde(default)]
    pub change: Option<Key>,
    /// What has to change, if not.
    #[serde(default)]
    pub need: Option<Text>,
}

/// Say which change has to mend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameChange {
    /// Which.
    pub change: Key,
}

/// Record that the change it waits for does not mend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteChangeFailed {
    /// Which.
    #[serde(default)]
    pub change: Option<Key>,
    /// What became of it.
    pub end: ChangeEnd,
}

/// Plan how access will be hardened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanHardening {
    /// What will be done.
    pub measures: Text,
    /// The control that changes, if that has a name.
    #[serde(default)]
    pub control: Option<Label>,
    /// By when.
    pub due: Timestamp,
}

/// Say that access is hardened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmHardening {
    /// Your word, and where that can be looked up.
    pub done: Attestation,
}

/// Say that there is a lasting solution, which the service desk sees at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// Which.
    pub solution: Text,
    /// That the change it waits for was successful.
    #[serde(default)]
    pub change_successful: Option<Attestation>,
    /// Why nothing had to change, if it waits for none.
    #[serde(default)]
    pub no_change_reason: Option<Text>,
    /// How long it is observed whether that holds, if it is observed from now on.
    #[serde(default)]
    pub observe_for: Option<Span>,
}

/// Let the service desk see the solution in better words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishResolution {
    /// Which.
    pub solution: Text,
}

/// Observe whether the solution holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartMonitoring {
    /// How long; as the policy says, unless said otherwise.
    #[serde(default)]
    pub period: Option<Span>,
}

/// Record that it has been observed for long enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndEffectPeriod {}

/// Judge whether the solution holds; incidents before and after are counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewEffectiveness {
    /// Whether it does.
    pub effective: bool,
    /// What was found.
    pub finding: Text,
}

/// Say that it is there again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// The incident that shows it; not needed where the review says that the solution does not hold.
    #[serde(default)]
    pub incident: Option<Key>,
    /// In words.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// End it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {}

/// Give the search up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseWithoutCause {
    /// Why.
    pub reason: Text,
    /// Until then one more incident of the kind is a problem at once.
    pub watch_until: Timestamp,
}

/// Leave it as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// That the owner of the risk accepts it.
    pub risk_accepted: Attestation,
}

/// Say that it is no problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
}

/// Say that it is the same as another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which; one that is open.
    pub parent: Key,
}

/// Sort it anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reclassify {
    /// What kind it is.
    pub category: Label,
    /// Why.
    pub reason: Text,
}

/// Judge its priority anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reprioritise {
    /// How grave it is.
    pub grading: Grading,
    /// Why.
    pub reason: Text,
}

/// Let somebody else look for the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassign {
    /// Who; somebody who is a problem analyst.
    pub analyst: Actor,
    /// Why.
    pub reason: Text,
}

/// Set the figures of problem management.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// Which.
    pub policy: Policy,
    /// The document that states them.
    pub document: Label,
}

engine::commands! {
    /// What may be asked of a problem.
    pub enum Command {
        /// Say that there may be one.
        Identify = "identify",
        /// Describe it.
        Record = "record",
        /// Sort it.
        Classify = "classify",
        /// Give it a priority.
        Prioritise = "prioritise",
        /// Have the cause looked for.
        StartInvestigation = "start_investigation",
        /// Say more: a note, or further items.
        Update = "update",
        /// Say that it causes these incidents too. One that happened after the solution reopens it.
        LinkIncidents = "link_incidents",
        /// Say that it does not cause this incident.
        UnlinkIncident = "unlink_incident",
        /// Call others in.
        Escalate = "escalate",
        /// Put the search for the cause off.
        Defer = "defer",
        /// Record that it is to be looked at again.
        EndDeferral = "end_deferral",
        /// Let the search go on.
        Resume = "resume",
        /// Say why it happens.
        FindRootCause = "find_root_cause",
        /// Say that what was found is not why it happens. Not for who found it, nor for who would harden access because of it.
        WithdrawCause = "withdraw_cause",
        /// Say how to get round it.
        RecordWorkaround = "record_workaround",
        /// Make it a known error, which the service desk sees at once.
        RecordKnownError = "record_known_error",
        /// Say what reduces its effect while there is no lasting solution.
        Mitigate = "mitigate",
        /// Have a change mend it.
        RaiseChange = "raise_change",
        /// Say which change has to mend it.
        NameChange = "name_change",
        /// Record that the change it waits for does not mend it.
        NoteChangeFailed = "note_change_failed",
        /// Plan how access will be hardened.
        PlanHardening = "plan_hardening",
        /// Say that access is hardened.
        ConfirmHardening = "confirm_hardening",
        /// Say that there is a lasting solution, which the service desk sees at once.
        Resolve = "resolve",
        /// Let the service desk see the solution in better words.
        PublishResolution = "publish_resolution",
        /// Observe whether the solution holds.
        StartMonitoring = "start_monitoring",
        /// Record that it has been observed for long enough.
        EndEffectPeriod = "end_effect_period",
        /// Judge whether the solution holds; incidents before and after are counted.
        ReviewEffectiveness = "review_effectiveness",
        /// Say that it is there again.
        Reopen = "reopen",
        /// End it.
        Close = "close",
        /// Give the search up.
        CloseWithoutCause = "close_without_cause",
        /// Leave it as it is.
        Accept = "accept",
        /// Say that it is no problem.
        Cancel = "cancel",
        /// Say that it is the same as another one.
        Merge = "merge",
        /// Sort it anew.
        Reclassify = "reclassify",
        /// Judge its priority anew.
        Reprioritise = "reprioritise",
        /// Let somebody else look for the cause.
        Reassign = "reassign",
        /// Set the figures of problem management.
        SetPolicy = "set_policy",
    }
}

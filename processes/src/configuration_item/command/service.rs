//! Commands: the life of an item in service, and its end.

use super::super::value::{Changes, Content, Cover, Evidence};
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Put it into service. Under change control, a covering change is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Activate {
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// It was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordUse {
    /// By what that is known.
    pub source: Label,
}

/// Nobody uses it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FlagIdle {
    /// Since when; by default since its last use on record.
    pub unused_since: Option<Timestamp>,
    /// By what that is known.
    pub source: Option<Label>,
}

/// Its owner has not said in time whether an idle item is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordIdleOverdue {}

/// It is needed. Only for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reinstate {
    /// What for.
    pub need: Text,
}

/// Work on it begins. Only for its owner; under change control, a covering change is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StartMaintenance {
    /// The change that covers it.
    pub cover: Option<Cover>,
    /// Until when, as far as is known.
    pub until: Option<Timestamp>,
}

/// Work on it is over. Only for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndMaintenance {
    /// That the checks passed.
    pub checks: Attestation,
}

/// Keep it apart, for it may be compromised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quarantine {
    /// In which security incident.
    pub security_incident: Key,
    /// That there is such an incident.
    pub exists: Attestation,
}

/// It is clean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFromQuarantine {
    /// That the cause is gone.
    pub eradicated: Attestation,
}

/// It is not as its record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagDiscrepancy {
    /// The audit or discovery that found it.
    pub found: Label,
    /// What differs.
    pub detail: Text,
    /// Which attributes say what in truth.
    #[serde(default)]
    pub differing: BTreeMap<Label, Content>,
    /// Whether somebody altered it who should not.
    #[serde(default)]
    pub unauthorised: bool,
}

/// Its record is right again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    /// Why it was wrong.
    pub cause: Text,
    /// On what that rests.
    pub evidence: Evidence,
    /// What the record says now.
    #[serde(default)]
    pub changes: Changes,
}

/// It is not to be found. Only for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMissing {
    /// Where it was looked for.
    pub search: Text,
    /// Whether information is on it.
    #[serde(default)]
    pub holds_information: bool,
}

/// It is there again. Only for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// That it is unharmed.
    pub integrity: Attestation,
}

/// Take it out of service for good. Under change control, a covering change is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// Why.
    pub reason: Text,
    /// The change that covers it.
    #[serde(default)]
    pub cover: Option<Cover>,
}

/// It is there after all, as it was before it was retired: such as when the change that retired it is
/// backed out. Under change control, a covering change is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// Why.
    pub reason: Text,
    /// The change that covers it.
    #[serde(default)]
    pub cover: Option<Cover>,
}

/// It is gone. Only for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispose {
    /// That what was on it is destroyed or archived.
    pub information: Attestation,
    /// That licences are free again.
    pub licence: Attestation,
    /// That financial asset management knows (9.1.15).
    pub finance: Attestation,
}

/// It is the same as another item, which stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// That one.
    pub into: Key,
    /// The change that covers it, where it was in service.
    #[serde(default)]
    pub cover: Option<Cover>,
}

/// It is no item after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
}

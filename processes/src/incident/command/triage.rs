//! Commands: logging, classification, priority, assignment.

use super::super::value::{Details, Grade, Override};
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something is broken (8.1.a). With category, impact, urgency and assignee it is classified, prioritised and assigned at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// In a few words.
    pub summary: Label,
    /// The service concerned.
    pub service: Key,
    /// Who is affected; whoever logs it, unless a `monitor` tells.
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

impl Log {
    /// That this is broken, as an observation tells; nothing else is known.
    #[must_use]
    pub fn observed(summary: Label, service: Key, monitor: Label) -> Self {
        Self {
            summary,
            service,
            caller: None,
            monitor: Some(monitor),
            description: None,
            opened_by: None,
            customer: None,
            configuration_item: None,
            category: None,
            subcategory: None,
            business_grade: None,
            security_grade: None,
            impact: None,
            urgency: None,
            priority: None,
            group: None,
            assignee: None,
            details: Details::default(),
        }
    }
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

/// It touches information security (6.6.3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FlagSecurity {
    /// How gravely; as classified, if not said.
    pub grade: Option<Grade>,
    /// In what way.
    pub note: Option<Text>,
}

/// Data of customers leaked. What, and whose, is said at its security incident, which only some may
/// see.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportLeak {}

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

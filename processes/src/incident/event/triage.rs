//! Events: logging, classification, priority, assignment.

use super::super::value::{By, Details, Dues, Grade, Promise, ServiceLevel, Triage};
use crate::agreement::{Level, Priority};
use crate::attest::Attestation;
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Someone or something says that a service is broken (8.1.a).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Logged {
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub description: Option<Text>,
    /// Who is affected.
    pub caller: Option<Personal<Label>>,
    /// Which observation tells.
    pub monitor: Option<Label>,
    /// Who took it down, if not the actor.
    pub opened_by: Option<Label>,
    /// The service concerned.
    pub service: Key,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// The item concerned.
    pub configuration_item: Option<Key>,
    /// What else is known.
    pub details: Details,
    /// What is known for triage, whether or not it takes effect yet.
    pub triage: Triage,
    /// By when it should have a priority.
    pub triage_due: Timestamp,
}

/// It was sorted and graded (8.1.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Classified {
    /// What kind it is.
    pub category: Label,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How grave for the business.
    pub business_grade: Grade,
    /// Who says so.
    pub business_grade_by: By,
    /// How grave for security.
    pub security_grade: Grade,
    /// Who says so.
    pub security_grade_by: By,
}

/// It was given a priority, and the clocks started (8.1.b, 8.1.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prioritised {
    /// How bad the effect is.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// What the agreement's matrix gives.
    pub matrix: Priority,
    /// The priority.
    pub priority: Priority,
    /// Why it is not the matrix's.
    pub override_reason: Option<Text>,
    /// What was agreed, and stays so for its clocks.
    pub service_level: ServiceLevel,
    /// When the customer hears next how it goes.
    pub notice_due: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Someone is to restore the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// That they can, in the word of whoever assigns.
    pub competence: Option<Attestation>,
}

/// Someone else is to restore the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassigned {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// Why.
    pub reason: Text,
    /// When the clocks have something to say: a hold ends.
    pub dues: Dues,
}

/// Its priority was judged anew; the targets apply from the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reprioritised {
    /// How bad the effect is.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// What the agreement's matrix gives.
    pub matrix: Priority,
    /// The priority.
    pub priority: Priority,
    /// Why it is not the matrix's.
    pub override_reason: Option<Text>,
    /// Why it changes.
    pub reason: Text,
    /// What the priority promises under the agreement it started with.
    pub promise: Promise,
    /// When the customer hears next how it goes.
    pub notice_due: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It touches information security (6.6.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityFlagged {
    /// How gravely.
    pub grade: Grade,
    /// In what way.
    pub note: Option<Text>,
}

/// Data of customers leaked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DataLeaked {}

/// It was sorted or graded anew (8.1.c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reclassified {
    /// What kind it is.
    pub category: Label,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How grave for the business.
    pub business_grade: Grade,
    /// How grave for security.
    pub security_grade: Grade,
    /// Why.
    pub reason: Text,
}

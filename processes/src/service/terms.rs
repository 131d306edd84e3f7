//! What is said of a service: entry, plan, design, removal, loss.

use crate::limits::{Label, List, Percent, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the catalogue says of a service (6.1).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it does for its customers.
    pub description: Text,
    /// The customers it is for; for any where none is named.
    #[serde(default)]
    pub customers: List<Key>,
    /// The configuration items that it is made of.
    #[serde(default)]
    pub components: List<Key>,
    /// The services that it needs.
    #[serde(default)]
    pub depends_on: List<Key>,
    /// Why it has no components or needs no service, where none is named.
    #[serde(default)]
    pub stands_alone: Option<Text>,
}

/// In what an entry and the agreements in force differ.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// No service level agreement names the service.
    NoAgreement,
    /// None names it for this customer.
    NoAgreementFor(Key),
    /// This agreement names it for a customer whom the entry does not name.
    CustomerNotListed(Key),
}

/// What a new or changed service may do to what is there (5.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// To money.
    pub financial: Text,
    /// To the organisation.
    pub organisational: Text,
    /// To technology.
    pub technical: Text,
    /// To the service management system.
    pub management_system: Text,
}

/// By what a service is accepted (5.2 i).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What it is called.
    pub name: Label,
    /// What must be so.
    pub statement: Text,
}

/// A criterion that is met.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// Which.
    pub criterion: Label,
    /// What shows that.
    pub evidence: Text,
}

/// The plan of a new or changed service (5.2 a to j); its criteria of acceptance (i) are agreed
/// before.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Who may and must do what in design, development and transition (a).
    pub responsibilities: Text,
    /// The work of the provider and of others, and where it meets (b).
    pub activities: Text,
    /// How interested parties are told (c).
    pub communication: Text,
    /// People, technology, information and money (d).
    pub resources: Text,
    /// What is done by when (e).
    pub time_scales: Text,
    /// The risks, and how they are handled (f).
    pub risks: Text,
    /// On which services it depends (g).
    pub dependencies: Text,
    /// The other parties that supply part of it; each is assessed before.
    #[serde(default)]
    pub parties: List<Label>,
    /// Which tests are needed (h).
    pub tests: Text,
    /// What is to come of it, in measurable terms (j).
    pub expected_outcomes: Text,
}

/// The design of a new or changed service (5.3 a to k).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Who may and must do what in delivering it (a).
    pub responsibilities: Text,
    /// What provider, customer and others do in delivering it (b).
    pub activities: Text,
    /// What people must know and be able to do (c).
    pub people: Text,
    /// The money that delivering it takes (d).
    pub money: Text,
    /// The technology that is new or changed (e).
    pub technology: Text,
    /// The plans and policies that are new or changed (f).
    pub plans: Text,
    /// The contracts and agreements that are new or changed (g).
    pub agreements: Text,
    /// What changes in the service management system (h).
    pub management_system: Text,
    /// The service level agreements that are new or changed (i).
    pub service_levels: Text,
    /// What the catalogue is to say (j).
    pub catalogue: Text,
    /// The procedures, measures and information used in delivering it (k).
    pub procedures: Text,
}

/// Something left to do, and who does it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenPoint {
    /// What.
    pub what: Text,
    /// Who.
    pub owner: Actor,
}

/// What becomes of a service that is removed or transferred (5.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovalPlan {
    /// What becomes of its data.
    pub data: Text,
    /// What becomes of its documents.
    pub documents: Text,
    /// What becomes of its infrastructure.
    pub infrastructure: Text,
    /// What becomes of its licences.
    pub licences: Text,
    /// What becomes of its configuration items; of each that the entry names at least.
    #[serde(default)]
    pub items: List<ItemFate>,
}

/// What becomes of a configuration item.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemFate {
    /// Which.
    pub item: Key,
    /// What.
    pub fate: Fate,
}

/// What becomes of something.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is retired with the service.
    Retire,
    /// Somebody else gets it.
    HandOver,
    /// It serves other services.
    Keep,
}

/// What became of data.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataFate {
    /// It is kept where nobody works on it.
    Archived,
    /// It is gone for good.
    Destroyed,
    /// Somebody else has it.
    HandedOver,
}

/// A stretch of time, half-open.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// From when on.
    pub from: Timestamp,
    /// Until when, exclusive.
    pub to: Timestamp,
}

/// How much of a service is lost.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Which part of it, if not the whole.
    #[serde(default)]
    pub part: Option<Label>,
    /// How much an hour of it counts, in percent of an hour in which nothing works.
    pub weight: Percent,
    /// How many users feel it, if that is known.
    #[serde(default)]
    pub affected_users: Option<u64>,
}

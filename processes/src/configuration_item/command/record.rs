//! Commands: the record of an item.

use super::super::value::{Changes, Content, Cover, End, Master, Occasion};
use crate::attest::Attestation;
use crate::clock::ServiceHours;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// There is an item of this type. With what its registration asks for it is registered at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// Of which type.
    pub item_type: Key,
    /// What it is called.
    pub name: Label,
    /// All that is to be known of it, if it is known.
    #[serde(default)]
    pub register: Option<Register>,
}

/// Put on record what is to be known of it (9.1.a to 9.1.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// What it is.
    pub description: Text,
    /// Where it is.
    pub location: Label,
    /// Who is accountable for it.
    pub owner: Actor,
    /// What its type asks for.
    #[serde(default)]
    pub attributes: BTreeMap<Label, Content>,
    /// To what it is related. This or a reason is needed.
    #[serde(default)]
    pub relations: List<NewRelation>,
    /// Why it is related to nothing.
    #[serde(default)]
    pub no_relations: Option<Text>,
    /// Where that is known from.
    #[serde(default)]
    pub source: Option<Label>,
}

/// Something of it is other than on record. Under change control, a covering change is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// What.
    pub changes: Changes,
    /// The version that this makes, to be refused if it is not the next.
    #[serde(default)]
    pub version: Option<u64>,
    /// Where that is known from.
    #[serde(default)]
    pub source: Option<Label>,
    /// The change that covers it.
    #[serde(default)]
    pub cover: Option<Cover>,
}

/// To what an item is related as it is registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelation {
    /// How, as its type names it.
    pub relation: Label,
    /// To what.
    pub to: End,
    /// That there is such a component, or such a service where nothing is on record of it.
    #[serde(default)]
    pub exists: Option<Attestation>,
}

/// It is related to something. Under change control, a covering change is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relate {
    /// How, as its type names it.
    pub relation: Label,
    /// To what.
    pub to: End,
    /// That there is such a component, or such a service where nothing is on record of it.
    #[serde(default)]
    pub exists: Option<Attestation>,
    /// The change that covers it.
    #[serde(default)]
    pub cover: Option<Cover>,
}

/// It is related to something no longer. Under change control, a covering change is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unrelate {
    /// How it was.
    pub relation: Label,
    /// To what.
    pub to: End,
    /// The change that covers it.
    #[serde(default)]
    pub cover: Option<Cover>,
}

/// Its master copy is in a library (9.1.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreMasterCopy {
    /// What it is a copy of.
    pub of: Master,
    /// Which library.
    pub library: Label,
    /// By what the copy is told from others.
    pub checksum: Label,
    /// That the library is secure.
    pub secure: Attestation,
}

/// Keep how it is at this position, under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureBaseline {
    /// Which.
    pub name: Label,
    /// For what.
    pub occasion: Occasion,
}

/// The item is as its record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// By what that is known: a discovery, an audit, a look.
    pub source: Label,
}

/// Say when it may be maintained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SetMaintenanceWindows {
    /// When; at no agreed time, if left out.
    pub hours: Option<ServiceHours>,
}

//! Commands: resolution, closure and other ends.

use super::super::value::{CancelReason, Cause};
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It works again (8.1.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// How, in a word.
    pub code: Label,
    /// Why it broke.
    pub cause: Cause,
    /// The way round that makes it work.
    #[serde(default)]
    pub workaround: Option<Text>,
    /// What was done.
    #[serde(default)]
    pub note: Option<Text>,
    /// Why no configuration item is linked, if none is.
    #[serde(default)]
    pub no_item_reason: Option<Text>,
}

/// It does not work after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// What the user says.
    pub reason: Text,
}

/// It is over (8.1.g).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Close {
    /// Who says that it works; silence will do after the confirmation period.
    pub confirmed_by: Option<Personal<Label>>,
    /// That category and grades are right.
    pub classification_verified: bool,
}

/// There is nothing to restore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: CancelReason,
    /// More precisely.
    #[serde(default)]
    pub note: Option<Text>,
}

/// It is the same as another one, which its reporter follows from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// That one.
    pub parent: Key,
}

/// The incident it was merged into went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowParent {
    /// That one.
    pub parent: Key,
    /// Whether the service works now.
    pub works: bool,
}

/// It is a service request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convert {
    /// Why it is none of ours.
    pub note: Text,
    /// What is requested.
    #[serde(default)]
    pub item: Option<Key>,
}

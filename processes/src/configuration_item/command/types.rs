//! Commands: types of items.

use super::super::value::{Cover, Definition};
use crate::limits::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lay down what a type of items is (9.1.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftType {
    /// What it is.
    pub definition: Definition,
}

/// The type is fit. Not for its author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveType {}

/// The type is not fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectType {
    /// Why.
    pub reason: Text,
}

/// From now on items may be of the type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishType {}

/// Examine whether the type still fits. No new items until that is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartTypeReview {}

/// It still fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmType {
    /// What was looked at.
    pub reviewed: Text,
}

/// Give it another definition, to be approved and published again. Under a change that is approved
/// and open, and is about an item of the type or was raised from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseType {
    /// What it is to be.
    pub definition: Definition,
    /// The change of the type.
    pub cover: Cover,
}

/// Let there be no items of the type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireType {
    /// Why.
    pub reason: Text,
}

//! Events: resolution, closure and other ends.

use super::super::value::{By, CancelReason, Cause, Confirmation, Dues};
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It works again (8.1.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolved {
    /// How, in a word.
    pub code: Label,
    /// Why it broke.
    pub cause: Cause,
    /// The way round that makes it work.
    pub workaround: Option<Text>,
    /// What was done.
    pub note: Option<Text>,
    /// Why no configuration item is linked.
    pub no_item_reason: Option<Text>,
    /// When silence becomes consent.
    pub closes_at: Timestamp,
    /// Until when it may be reopened.
    pub reopen_until: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It does not work after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// What the user says.
    pub reason: Text,
    /// The how manieth time.
    pub count: u32,
    /// When the customer hears next how it goes.
    pub notice_due: Option<Timestamp>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is over (8.1.g).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// On what ground.
    pub confirmation: Confirmation,
    /// Who says that it works.
    pub confirmed_by: Option<Personal<Label>>,
    /// Who has verified the classification.
    pub classification_by: By,
}

/// There is nothing to restore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: CancelReason,
    /// More precisely.
    pub note: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is the same as another one, which its reporter now follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// That one.
    pub parent: Key,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// The incident it was merged into went on, and it with that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ParentFollowed {
    /// That one.
    pub parent: Key,
    /// Whether the service works now.
    pub works: bool,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is a service request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConvertedToRequest {
    /// What is requested.
    pub item: Option<Key>,
    /// Why it is none of ours.
    pub note: Text,
    /// When the clocks have something to say.
    pub dues: Dues,
}

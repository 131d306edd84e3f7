//! Commands: work, holds, escalation, notices, links.

use super::super::value::{
    Addressee, ChangeOutcome, ChangeRelation, Details, Escalation, EscalationRule, Link, Source,
};
use crate::limits::{Label, Text};
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// I begin. Only for the assignee; what only has a group goes to whoever responds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Respond {}

/// More is known (8.1.d).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Update {
    /// What was found or done.
    pub note: Option<Text>,
    /// What else is known.
    pub details: Details,
}

/// Call others in (8.1.e). A judgement needs addressee and reason, a rule knows both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Escalate {
    /// What calls for it.
    pub rule: EscalationRule,
    /// Towards whom.
    pub kind: Option<Escalation>,
    /// To whom.
    pub to: Option<Addressee>,
    /// Why.
    pub reason: Option<Text>,
}

/// Tell the customer how it goes (8.1.7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotifyProgress {
    /// What; what the record shows, if nothing else.
    pub message: Option<Text>,
}

/// I have looked up what others know (8.1.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultInformation {
    /// Where: at least known errors, resolutions and the CMDB.
    pub sources: BTreeSet<Source>,
    /// What was found.
    #[serde(default)]
    pub found: Option<Text>,
}

/// It is a case of a known error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchKnownError {
    /// Which: the problem that is published as one.
    pub known_error: Key,
}

/// A way round was taken. A matched known error or a note is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApplyWorkaround {
    /// The known error that describes it.
    pub known_error: Option<Key>,
    /// What was done.
    pub note: Option<Text>,
}

/// A configuration item is affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkCi {
    /// Which.
    pub configuration_item: Key,
}

/// A problem is behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkProblem {
    /// Which.
    pub problem: Key,
}

/// A change has to do with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkChange {
    /// Which.
    pub change: Key,
    /// What it has to do with it.
    pub relation: ChangeRelation,
}

/// A link is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlink {
    /// Which.
    pub link: Link,
    /// Why.
    pub reason: Text,
}

/// Work has to wait, for a reason that the agreement allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// For what: `awaiting_customer`.
    pub reason: Label,
    /// More precisely.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Work goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Resume {
    /// What has come.
    pub note: Option<Text>,
}

/// A change has to mend it. Its key or the need is wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RaiseChange {
    /// Which, if there is one already.
    pub change: Option<Key>,
    /// What has to change, if not.
    pub need: Option<Text>,
}

/// The change waited for is done, refused or given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteChangeDone {
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// Which.
    pub change: Key,
}

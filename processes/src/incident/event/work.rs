//! Events: work, holds, escalation, notices, links.

use super::super::value::{
    Addressee, ChangeOutcome, ChangeRelation, Details, Dues, Escalation, EscalationRule, Link,
    Source, Wait,
};
use crate::attest::Attestation;
use crate::limits::Text;
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Someone has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Responded {
    /// Who has it now.
    pub assignee: Actor,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// More is known (8.1.d).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Updated {
    /// What was found or done.
    pub note: Option<Text>,
    /// What else is known.
    pub details: Details,
}

/// Others were called in (8.1.e, 8.1.9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// What calls for it.
    pub rule: EscalationRule,
    /// Towards whom.
    pub kind: Escalation,
    /// The how manieth of its kind.
    pub level: u16,
    /// To whom.
    pub to: Addressee,
    /// Why, in words.
    pub reason: Option<Text>,
}

/// The customer was told how it goes (8.1.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressNotified {
    /// What they were told; what the record shows, if nothing else.
    pub message: Option<Text>,
    /// How many notices before this one fell due and were not given.
    pub skipped: u32,
    /// When they hear next.
    pub next_due: Option<Timestamp>,
}

/// What others know was looked up (8.1.5, 8.1.6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InformationConsulted {
    /// Where.
    pub sources: BTreeSet<Source>,
    /// What was found.
    pub found: Option<Text>,
}

/// It is a case of a known error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownErrorMatched {
    /// Which.
    pub known_error: Key,
    /// That it was published, in the word of whoever matched it: before there was a record of it.
    pub published: Option<Attestation>,
}

/// [`KnownErrorMatched`] as it was while somebody's word was needed.
#[derive(Deserialize)]
#[serde(rename = "KnownErrorMatched")]
pub(crate) struct KnownErrorMatched1 {
    known_error: Key,
    published: Attestation,
}

impl From<KnownErrorMatched1> for KnownErrorMatched {
    fn from(old: KnownErrorMatched1) -> Self {
        Self { known_error: old.known_error, published: Some(old.published) }
    }
}

/// A way round was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkaroundApplied {
    /// The known error that describes it.
    pub known_error: Option<Key>,
    /// What was done.
    pub note: Option<Text>,
}

/// A configuration item is affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CiLinked {
    /// Which.
    pub configuration_item: Key,
    /// That there is such an item, in the word of whoever linked: before there was a record of it.
    pub exists: Option<Attestation>,
}

/// A problem is behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProblemLinked {
    /// Which.
    pub problem: Key,
    /// That there is such a problem, in the word of whoever linked: before there was a record of it.
    pub exists: Option<Attestation>,
}

/// A change has to do with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeLinked {
    /// Which.
    pub change: Key,
    /// What it has to do with it.
    pub relation: ChangeRelation,
    /// That there is such a change, in the word of whoever linked: before there was a record of it.
    pub exists: Option<Attestation>,
}

/// A link was wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unlinked {
    /// Which.
    pub link: Link,
    /// Why.
    pub reason: Text,
}

/// Work waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// For what, and what that means.
    pub hold: Wait,
    /// More precisely.
    pub note: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Work goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {
    /// What has come.
    pub note: Option<Text>,
    /// Whether it is because it has waited long enough.
    pub expired: bool,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// A change has to mend it; work waits for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeRaised {
    /// Which, if there is one already.
    pub change: Option<Key>,
    /// What has to change, if not.
    pub need: Option<Text>,
    /// What the wait means.
    pub hold: Wait,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// The change waited for is done, refused or given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeCompleted {
    /// Which.
    pub change: Option<Key>,
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// When the clocks have something to say.
    pub dues: Dues,
}

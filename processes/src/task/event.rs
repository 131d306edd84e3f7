//! What may have happened to a task: the durable contract.

use crate::limits::{Label, List, Text, label};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that is on record.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The kind of process.
    pub process: Label,
    /// Which one.
    pub key: Key,
}

impl Subject {
    /// One of a kind of process.
    #[must_use]
    pub fn of(process: &str, key: Key) -> Self {
        Self { process: label(process), key }
    }
}

/// Something was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// What it is about.
    pub about: Subject,
    /// What is to be done.
    pub ask: Text,
    /// The command that does it, if it is one.
    pub command: Option<Label>,
    /// Whoever holds this role is asked.
    pub role: Label,
    /// By when.
    pub due: Timestamp,
    /// The roles it escalates to, one after the other.
    pub escalate_to: List<Label>,
    /// How long each of them has before the next one is called in.
    pub escalate_every: Span,
}

/// The same was asked for again while it was open. The earlier due time counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskedAgain {
    /// What is to be done.
    pub ask: Text,
    /// By when.
    pub due: Timestamp,
}

/// Somebody has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Who.
    pub person: Actor,
}

/// Nobody in particular has it any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// Who had it.
    pub person: Option<Actor>,
    /// Why.
    pub reason: Option<Text>,
}

/// It has another due time, from which it escalates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rescheduled {
    /// By when.
    pub due: Timestamp,
    /// Why.
    pub reason: Text,
}

/// It is late, and the next role was called in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// Which step, from 1.
    pub level: u16,
    /// The role that was called in.
    pub to: Label,
    /// When it was due.
    pub due: Timestamp,
}

/// It was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Completed {
    /// What was done.
    pub note: Option<Text>,
    /// Where that can be looked up.
    pub reference: Option<Label>,
}

/// It need not be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
}

engine::events! {
    /// What may have happened to a task.
    pub enum Event {
        /// Something was asked for.
        Opened = "opened", 1,
        /// The same was asked for again.
        AskedAgain = "asked_again", 1,
        /// Somebody has it.
        Assigned = "assigned", 1,
        /// Nobody in particular has it any more.
        Released = "released", 1,
        /// It has another due time.
        Rescheduled = "rescheduled", 1,
        /// It is late, and the next role was called in.
        Escalated = "escalated", 1,
        /// It was done.
        Completed = "completed", 1,
        /// It need not be done.
        Cancelled = "cancelled", 1,
    }
}

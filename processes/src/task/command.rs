//! What may be asked of a task.

use super::event::Subject;
use crate::limits::{Label, List, Text, label};
use engine::{Actor, Role, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ask for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// What it is about.
    pub about: Subject,
    /// What is to be done.
    pub ask: Text,
    /// The command that does it, if it is one: `incident.restore`.
    #[serde(default)]
    pub command: Option<Label>,
    /// Whoever holds this role is asked.
    pub role: Label,
    /// By when.
    pub due: Timestamp,
    /// Who is to do it, if that is known; somebody of the role.
    #[serde(default)]
    pub assignee: Option<Actor>,
    /// The roles it escalates to when it is late, one after the other; the management
    /// representative and top management unless said otherwise.
    #[serde(default)]
    pub escalate_to: Option<List<Label>>,
    /// How long each of them has before the next one is called in; a day unless said otherwise.
    #[serde(default)]
    pub escalate_every: Option<Span>,
}

impl Open {
    /// That whoever holds a role does this with `command` by then; it escalates as every task does.
    #[must_use]
    pub fn for_role(role: Role, about: Subject, ask: Text, command: Label, due: Timestamp) -> Self {
        Self {
            about,
            ask,
            command: Some(command),
            role: label(role),
            due,
            assignee: None,
            escalate_to: None,
            escalate_every: None,
        }
    }
}

/// Give it to somebody of its role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// To whom; to the actor unless said otherwise.
    #[serde(default)]
    pub person: Option<Actor>,
}

/// Give it back to all who hold its role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Why.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// Give it another due time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// By when.
    pub due: Timestamp,
    /// Why.
    pub reason: Text,
}

/// Call in the next role, for it is late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {}

/// It is done. A note or a reference shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// What was done.
    #[serde(default)]
    pub note: Option<Text>,
    /// Where that can be looked up.
    #[serde(default)]
    pub reference: Option<Label>,
}

/// It need not be done any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
}

engine::commands! {
    /// What may be asked of a task.
    pub enum Command {
        /// Ask for something.
        Open = "open",
        /// Give it to somebody of its role.
        Assign = "assign",
        /// Give it back to all who hold its role.
        Release = "release",
        /// Give it another due time.
        Reschedule = "reschedule",
        /// Call in the next role.
        Escalate = "escalate",
        /// It is done.
        Complete = "complete",
        /// It need not be done any more.
        Cancel = "cancel",
    }
}

//! What an audit looks at, and what it finds.

use crate::limits::{Label, List, Text};
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an audit looks at: everything, where neither types nor items are named.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Items of these types.
    #[serde(default)]
    pub types: List<Key>,
    /// These items.
    #[serde(default)]
    pub items: List<Key>,
}

/// How record and reality differ.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is on record, and not there.
    Missing,
    /// It is there, and not on record.
    Unknown,
    /// It is not as its record says.
    Differing,
    /// Nobody has looked for too long whether its record is right.
    Stale,
    /// It is on record more than once, or was found more than once.
    Duplicate,
}

impl Kind {
    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Differing => "differing",
            Self::Stale => "stale",
            Self::Duplicate => "duplicate",
        }
    }
}

/// Something in which record and reality differ.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deficiency {
    /// Which item.
    pub item: Key,
    /// How.
    pub kind: Kind,
    /// In what, such as `location` or `attribute os`.
    #[serde(default)]
    pub what: Option<Label>,
    /// What the record says.
    #[serde(default)]
    pub recorded: Option<Text>,
    /// What is so.
    #[serde(default)]
    pub found: Option<Text>,
    /// The change that is said to cover the difference; whether it does is asked of its record.
    #[serde(default)]
    pub change: Option<Key>,
}

/// What is done about a deficiency, and by whom.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its number.
    pub deficiency: u64,
    /// What is done.
    pub action: Text,
    /// Who does it.
    pub owner: Actor,
}

/// How much was looked at.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// All of the scope.
    Full,
    /// A sample: how it was chosen.
    Sample(Text),
}

//! What a window says: its kind, whom it concerns, and when.

use crate::clock::ServiceHours;
use crate::limits::{Label, List, Text};
use crate::roles::{CHANGE_MANAGER, STEERING_COMMITTEE};
use engine::{Key, Role, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a window says.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Which side of the calendar.
    pub kind: Kind,
    /// Whom it concerns.
    pub scope: Scope,
    /// When.
    pub times: Times,
    /// What for.
    pub reason: Text,
}

/// Which side of the calendar, and why.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Changes may be carried out.
    Allowed,
    /// Changes of the items named may be carried out: their maintenance window.
    Maintenance,
    /// Nothing is changed.
    Freeze,
    /// Business is at its peak; nothing is changed.
    Peak,
    /// An audit looks at things as they are; nothing is changed.
    Audit,
}

impl Kind {
    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Maintenance => "maintenance",
            Self::Freeze => "freeze",
            Self::Peak => "peak",
            Self::Audit => "audit",
        }
    }

    /// Whether it keeps changes away.
    #[must_use]
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Freeze | Self::Peak | Self::Audit)
    }

    /// The roles that decide on a window of this kind.
    #[must_use]
    pub const fn deciding(self) -> &'static [Role] {
        if self.blocks() { &[STEERING_COMMITTEE] } else { &[STEERING_COMMITTEE, CHANGE_MANAGER] }
    }
}

/// Whom a window concerns.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every service and every item.
    Everything,
    /// Those named; at least one.
    Named(Named),
}

/// Services and items by name.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Services.
    #[serde(default)]
    pub services: List<Key>,
    /// Configuration items.
    #[serde(default)]
    pub configuration_items: List<Key>,
}

/// When: one period, or again and again within it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// From when on.
    pub from: Timestamp,
    /// Until when, exclusive. Only what recurs can be without end.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// At which hours of which days, on the clocks of a time zone; all the time where left out.
    #[serde(default)]
    pub hours: Option<ServiceHours>,
}

/// What is to be done in a period: a change, a release, a test.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Of which process, such as `change`.
    pub process: Label,
    /// Which one.
    pub key: Key,
}

/// What an exception rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The emergency change is authorised.
    EmergencyAuthorised,
    /// The customer consented.
    CustomerConsented,
}

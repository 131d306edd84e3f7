//! What has clocks, and when: incidents and service requests.

use processes::{incident, service_request};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The events that tell of a missed target.
pub(super) const OF_BREACHES: &[&str] = &["target_missed", "breach_superseded"];

/// The events that the clocks of an incident depend on.
const OF_INCIDENTS: &[&str] = &[
    "logged",
    "prioritised",
    "responded",
    "reassigned",
    "reprioritised",
    "held",
    "resumed",
    "change_raised",
    "change_completed",
    "resolved",
    "reopened",
    "cancelled",
    "merged",
    "parent_followed",
    "converted_to_request",
    "adopted",
];

/// The events that the clocks of a service request depend on. What may be requested has none of
/// them, and so is no case.
const OF_REQUESTS: &[&str] = &[
    "logged",
    "validated",
    "prioritised",
    "approval_requested",
    "approved",
    "returned_to_requester",
    "rejected",
    "assigned",
    "reassigned",
    "held",
    "resumed",
    "fulfilled",
    "reopened",
    "withdrawn",
    "cancelled",
    "converted",
];

/// The events that tell of what items an incident is, besides how it was logged.
const OF_ITEMS: &[&str] = &["ci_linked", "unlinked"];

/// The kind of a case.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An incident.
    Incident,
    /// A service request: its resolution is that it is fulfilled.
    ServiceRequest,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Incident, Self::ServiceRequest];

    /// The name of its process.
    #[must_use]
    pub const fn process(self) -> &'static str {
        match self {
            Self::Incident => incident::NAME,
            Self::ServiceRequest => service_request::NAME,
        }
    }

    /// The kind of the cases of a process, if it has any.
    #[must_use]
    pub fn of(process: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.process() == process)
    }

    /// Whether its clocks depend on such an event.
    pub(super) fn is_moved_by(self, event: &str) -> bool {
        match self {
            Self::Incident => OF_INCIDENTS.contains(&event),
            Self::ServiceRequest => OF_REQUESTS.contains(&event),
        }
    }

    /// Whether anything that is kept of it depends on such an event.
    pub(super) fn hears(self, event: &str) -> bool {
        let of_items = self == Self::Incident && OF_ITEMS.contains(&event);
        of_items || self.is_moved_by(event) || OF_BREACHES.contains(&event)
    }
}

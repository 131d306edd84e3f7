use super::{Ask, Condition};
use crate::facts::OpenMajors;
use crate::incident;
use crate::roles::MAJOR_INCIDENT_MANAGER;
use engine::{NewFact, Span};

/// Whenever an incident is resolved that is still a major one, its manager is asked to confirm that
/// agreed service is back (8.1.13). Within an hour: an assumption.
pub const RESOLVED_MAJOR_IS_TO_BE_RESTORED: Ask = Ask {
    name: "resolved-major-is-to-be-restored",
    whenever: (incident::NAME, "resolved"),
    only_if: Some(Condition {
        says: "its major incident is open",
        fact: NewFact::of::<OpenMajors>,
        holds: |incident, facts| facts.get::<OpenMajors>().is_open(incident),
    }),
    role: MAJOR_INCIDENT_MANAGER,
    ask: "confirm that agreed service is back: the incident is resolved, its major incident is open",
    command: (incident::NAME, "restore"),
    within: Span::from_hours(1),
    done_by: &["restored"],
    moot_by: &["major_downgraded", "reopened"],
};

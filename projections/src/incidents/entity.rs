//! An incident as it is told to whoever keeps a copy of it: nothing here becomes wrong by time alone.

use super::list::{dues, waits};
use super::{Incidents, Listed, NOT_SHOWN};
use crate::names::Name;
use engine::projection::{Tells, of_one};
use engine::{Actor, Key, StreamId, Timestamp};
use processes::agreement::Priority;
use processes::incident::{self, LIFECYCLE};
use processes::limits::Label;
use schemars::JsonSchema;
use serde::Serialize;

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Entity {
    /// Its number.
    pub number: Key,
    /// In a few words.
    pub summary: Option<Label>,
    /// The service concerned.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// Its priority.
    pub priority: Option<Priority>,
    /// Where it is in its life. One that is over stays, and says so.
    pub phase: &'static str,
    /// Which group has it.
    pub group: Option<Label>,
    /// Who has it.
    pub assignee: Option<Actor>,
    /// When it was logged.
    pub logged_at: Option<Timestamp>,
    /// The last instant at which a response keeps its target, while one is awaited and the clock
    /// runs.
    pub response_due: Option<Timestamp>,
    /// The last instant at which a resolution keeps its target, while its clock runs.
    pub resolution_due: Option<Timestamp>,
    /// For what it waits.
    pub hold: Option<Label>,
    /// Whether it is a major incident and that is not over.
    pub major: bool,
    /// How often those who know more were called in.
    pub functional_escalations: u16,
    /// How often those who may decide more were called in.
    pub hierarchical_escalations: u16,
}

impl Tells for Incidents {
    const PROCESS: &'static str = incident::NAME;
    type Entity = Entity;

    fn changes(_: &str, event: &str) -> bool {
        !NOT_SHOWN.contains(&event)
    }

    fn entity(&self, stream: &StreamId) -> Option<Entity> {
        let number = &stream.key;
        Some(self.told(number, &*self.both().get(number)?))
    }

    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Vec<StreamId> {
        of_one::<Self>(after, |after| self.both().keys_after(after, most))
    }
}

impl Incidents {
    pub(super) fn told(&self, number: &Key, listed: &Listed) -> Entity {
        let key = |name: Option<Name>| name.and_then(|name| self.names.key(name));
        let (response_due, resolution_due) = dues(listed);
        Entity {
            number: number.clone(),
            summary: listed.summary.clone(),
            service: key(listed.service),
            customer: key(listed.customer),
            priority: listed.priority,
            phase: LIFECYCLE.name_of(listed.phase),
            group: listed.group.clone(),
            assignee: listed.assignee.and_then(|name| self.names.actor(name)),
            logged_at: listed.logged_at,
            response_due,
            resolution_due,
            hold: listed.hold.as_ref().filter(|_| waits(listed)).map(|hold| hold.reason.clone()),
            major: listed.major.is_open(),
            functional_escalations: listed.functional_escalations,
            hierarchical_escalations: listed.hierarchical_escalations,
        }
    }
}

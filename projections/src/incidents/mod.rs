//! What is to be done: the work list of incidents (ISO/IEC 20000-1, 8.1).
//!
//! Incidents are folded by their own `evolve`, as far as the list shows them: no time lines, no
//! links, no caller. When a clock is due next stands in the events. What is over is kept encoded, in
//! about 300 bytes of memory each, all included; what is not over is few.
//!
//! The timeline of one incident is not kept: [`timeline()`] makes it from the records of its stream.

mod list;
#[cfg(test)]
mod tests;
mod timeline;

pub use list::{Filter, PAGE_MAX, Page, Row, Sort, Which};
pub use timeline::{Line, line, timeline};

use crate::packed::Packed;
use engine::{
    Decider as _, DecodeError, EventSet as _, Fact as _, Key, Projection, RecordRef, Stamp,
};
use processes::facts::Calendars;
use processes::incident::{Event, Incident, LIFECYCLE, Phase, Triage};
use processes::{calendar, incident};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The events that say nothing the list shows. They are not decoded.
const NOT_SHOWN: &[&str] = &[
    "updated",
    "progress_notified",
    "target_at_risk",
    "security_flagged",
    "information_consulted",
    "known_error_matched",
    "workaround_applied",
    "ci_linked",
    "problem_linked",
    "change_linked",
    "unlinked",
    "reclassified",
    "attributes_stated",
    "top_management_notified",
    "update_issued",
    "continuity_requested",
    "manager_replaced",
];

/// All incidents, as a list to work from.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Incidents {
    calendars: Calendars,
    /// Not over.
    open: BTreeMap<Key, Listed>,
    over: BTreeMap<Key, Packed<Listed>>,
    /// How many are in each phase, by its name.
    phases: BTreeMap<String, u64>,
}

/// An incident, as far as the list goes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Listed {
    incident: Incident,
    /// Whether its clock was cancelled while it ran: what another system reopens then has none.
    cancelled: bool,
}

impl Projection for Incidents {
    const NAME: &'static str = "incidents";
    const VERSION: u16 = 1;
    const PROCESSES: &'static [&'static str] = &[incident::NAME, calendar::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        match record.process {
            calendar::NAME => self.calendars.apply(record),
            incident::NAME if !NOT_SHOWN.contains(&record.event) => self.take_in(record),
            _ => Ok(()),
        }
    }
}

impl Incidents {
    /// How many incidents are in each phase, by the phase's name; of those that are over, too.
    #[must_use]
    pub fn phases(&self) -> &BTreeMap<String, u64> {
        &self.phases
    }

    /// How many bytes the incidents take that are over, without what the map costs.
    #[must_use]
    pub fn bytes_of_those_over(&self) -> usize {
        self.over.values().map(Packed::len).sum()
    }

    fn take_in(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        let known = match self.open.remove(&key) {
            Some(listed) => Some(listed),
            None => self.over.remove(&key).map(|packed| packed.open()).transpose()?,
        };
        if let Some(known) = &known {
            self.count(known.incident.phase, |count| count.saturating_sub(1));
        }
        let listed = known.unwrap_or_default().with(&event, &Stamp::from(record));
        let phase = listed.incident.phase;
        self.count(phase, |count| count + 1);
        if is_over(phase) {
            self.over.insert(key, Packed::of(&listed));
        } else {
            self.open.insert(key, listed);
        }
        Ok(())
    }

    fn count(&mut self, phase: Phase, change: impl Fn(u64) -> u64) {
        let name = LIFECYCLE.name_of(phase);
        let count = change(self.phases.get(name).copied().unwrap_or_default());
        if count == 0 {
            self.phases.remove(name);
        } else if let Some(known) = self.phases.get_mut(name) {
            *known = count;
        } else {
            self.phases.insert(name.to_owned(), count);
        }
    }
}

/// How a resolution clock has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ended {
    Stopped,
    Cancelled,
}

impl Listed {
    fn with(self, event: &Event, stamp: &Stamp<'_>) -> Self {
        let stopped = self.ended() == Some(Ended::Stopped);
        let Self { mut incident, cancelled } = self;
        incident.evolve(event, stamp);
        let measured = incident.service_level.is_some();
        let cancels = matches!(incident.phase, Phase::Cancelled | Phase::Converted);
        let cancelled = cancelled || (measured && cancels && !stopped);
        Self { incident: shown(incident), cancelled }
    }

    /// How the resolution clock has ended, if it has.
    fn ended(&self) -> Option<Ended> {
        let Self { incident, cancelled } = self;
        incident.service_level.as_ref()?;
        match incident.phase {
            _ if *cancelled => Some(Ended::Cancelled),
            Phase::Merged if !incident.parent_works => None,
            Phase::Resolved
            | Phase::Closed
            | Phase::Merged
            | Phase::Cancelled
            | Phase::Converted => Some(Ended::Stopped),
            Phase::Unlogged
            | Phase::Logged
            | Phase::Classified
            | Phase::Prioritised
            | Phase::Assigned
            | Phase::InProgress
            | Phase::OnHold
            | Phase::AwaitingChange => None,
        }
    }
}

/// Whether nothing is left to do.
fn is_over(phase: Phase) -> bool {
    match phase {
        Phase::Closed | Phase::Cancelled | Phase::Merged | Phase::Converted => true,
        Phase::Unlogged
        | Phase::Logged
        | Phase::Classified
        | Phase::Prioritised
        | Phase::Assigned
        | Phase::InProgress
        | Phase::OnHold
        | Phase::AwaitingChange
        | Phase::Resolved => false,
    }
}

/// What the list shows of an incident, and what that depends on.
fn shown(incident: Incident) -> Incident {
    Incident {
        phase: incident.phase,
        summary: incident.summary,
        service: incident.service,
        customer: incident.customer,
        triage: Triage {
            group: incident.triage.group,
            assignee: incident.triage.assignee,
            ..Triage::default()
        },
        priority: incident.priority,
        logged_at: incident.logged_at,
        service_level: incident.service_level,
        dues: incident.dues,
        missed: incident.missed,
        responded: incident.responded,
        hold: incident.hold,
        parent_works: incident.parent_works,
        functional_escalations: incident.functional_escalations,
        hierarchical_escalations: incident.hierarchical_escalations,
        parent: incident.parent,
        major: incident.major,
        ..Incident::default()
    }
}

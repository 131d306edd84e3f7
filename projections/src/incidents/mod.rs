//! What is to be done: the work list of incidents (ISO/IEC 20000-1, 8.1).
//!
//! Incidents are folded by their own `evolve`, as far as the list shows them: no time lines, no
//! links, no caller. When a clock is due next stands in the events. What is over is kept encoded, in
//! about 200 bytes of memory each, all included; what is not over is few.
//!
//! The timeline of one incident is not kept: [`timeline()`] makes it from the records of its stream.

mod entity;
mod list;
mod listed;
#[cfg(test)]
mod tests;
mod timeline;

pub use entity::Entity;
pub use list::{Filter, Row, Sort, Which};
pub use timeline::{Line, line, timeline};

use crate::desk::{Desk, take_all};
use crate::names::Names;
use crate::packed::{OpenAndOver, Packed};
use engine::projection::Entities;
use engine::{DecodeError, EventSet as _, Fact as _, Key, Position, Projection, RecordRef, Stamp};
use listed::{Ended, Listed, Out};
use processes::facts::Calendars;
use processes::incident::{Event, LIFECYCLE, Phase};
use processes::{calendar, incident};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The events that say nothing the list shows. They are not read.
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
    "late_row_stated",
    "top_management_notified",
    "update_issued",
    "continuity_requested",
    "manager_replaced",
];

/// All incidents, as a list to work from.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Incidents {
    calendars: Calendars,
    names: Names,
    /// Not over. Boxed: a tree keeps room for nearly as many again.
    open: BTreeMap<Key, Box<Listed>>,
    over: BTreeMap<Key, Packed<Listed>>,
    /// How many are in each phase, by its name.
    phases: BTreeMap<String, u64>,
}

impl Projection for Incidents {
    const NAME: &'static str = "incidents";
    const VERSION: u16 = 1;
    const PROCESSES: &'static [&'static str] = &[incident::NAME, calendar::NAME];
    const ENTITIES: Option<Entities<Self>> = Some(Entities::told());

    fn takes(process: &str, event: &str) -> bool {
        match process {
            incident::NAME => !NOT_SHOWN.contains(&event),
            _ => Self::PROCESSES.contains(&process),
        }
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.apply_all(std::slice::from_ref(record)).map_err(|(_, error)| error)
    }

    fn apply_all(&mut self, records: &[RecordRef<'_>]) -> Result<(), (Position, DecodeError)> {
        take_all(self, records, Self::take_in, Self::put_back)
    }
}

impl Incidents {
    fn both(&self) -> OpenAndOver<'_, Listed> {
        OpenAndOver { open: &self.open, over: &self.over }
    }

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

    fn take_in<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        match record.process {
            calendar::NAME => self.calendars.apply(record),
            _ => self.show(record, desk),
        }
    }

    fn show<'a>(
        &mut self,
        record: &RecordRef<'a>,
        desk: &mut Desk<'a, Out>,
    ) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let incident = desk.of(record, Out::default, |key| {
            let known = match self.open.remove(key) {
                Some(listed) => Some(*listed),
                None => self.over.remove(key).map(|packed| packed.open()).transpose()?,
            };
            if let Some(known) = &known {
                count(&mut self.phases, known.phase, |count| count.saturating_sub(1));
            }
            Ok(known.unwrap_or_default().out(&self.names))
        })?;
        incident.take_in(&event, &Stamp::from(record), &mut self.names);
        Ok(())
    }

    fn put_back(&mut self, desk: &mut Desk<'_, Out>) {
        let mut buffer = Vec::new();
        for (key, incident) in desk.clear() {
            count(&mut self.phases, incident.phase(), |count| count + 1);
            let listed = incident.back();
            if is_over(listed.phase) {
                self.over.insert(key, Packed::of(&listed, &mut buffer));
            } else {
                self.open.insert(key, Box::new(listed));
            }
        }
    }
}

fn count(phases: &mut BTreeMap<String, u64>, phase: Phase, change: impl Fn(u64) -> u64) {
    let name = LIFECYCLE.name_of(phase);
    let count = change(phases.get(name).copied().unwrap_or_default());
    if count == 0 {
        phases.remove(name);
    } else if let Some(known) = phases.get_mut(name) {
        *known = count;
    } else {
        phases.insert(name.to_owned(), count);
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

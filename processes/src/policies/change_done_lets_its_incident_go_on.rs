use crate::change::{self, Event};
use crate::facts::{Changes, OpenIncidents};
use crate::incident::{self, ChangeOutcome, Incident, NoteChangeDone};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever a change is carried out, refused or given up, the incident that it was raised from and
/// those that name it are told, for they may wait for that; and those that wait for what has become
/// part of it.
#[derive(Clone, Copy, Debug)]
pub struct ChangeDoneLetsItsIncidentGoOn;

impl Policy for ChangeDoneLetsItsIncidentGoOn {
    fn name(&self) -> &'static str {
        "change-done-lets-its-incident-go-on"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (incident::NAME, "note_change_done");
        let edge = |heard| {
            Edge::when((change::NAME, heard), "an incident waits for it, or for a part of it", sent)
        };
        let done = ["implemented", "remedied", "backed_out"];
        done.into_iter().chain(["rejected", "withdrawn", "cancelled"]).map(edge).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<OpenIncidents>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some(outcome) = outcome(&event) else { return Ok(Vec::new()) };
        let (change, open) = (record.stream()?.key, facts.get::<OpenIncidents>());
        let parts = facts.get::<Changes>().parts_of(&change);
        let all = parts.into_iter().chain([(&change, event.raised_from())]);
        let mut waiting: BTreeSet<&Key> = BTreeSet::new();
        for (part, origin) in all {
            let raised = origin.filter(|origin| &*origin.process == incident::NAME);
            waiting.extend(raised.map(|origin| &origin.key));
            waiting.extend(open.waiting_for(part));
        }
        let note = || NoteChangeDone { outcome, change: change.clone() };
        let told = |incident: &Key| Dispatch::to::<Incident>(incident.clone(), note());
        Ok(waiting.into_iter().map(told).collect())
    }
}

/// What became of it.
#[expect(clippy::wildcard_enum_match_arm, reason = "few of many events end the wait")]
const fn outcome(event: &Event) -> Option<ChangeOutcome> {
    use ChangeOutcome::{Done, GivenUp, Rejected};
    match event {
        Event::Implemented(_) | Event::Remedied(_) => Some(Done),
        Event::Rejected(_) => Some(Rejected),
        Event::BackedOut(_) | Event::Withdrawn(_) | Event::Cancelled(_) => Some(GivenUp),
        _ => None,
    }
}

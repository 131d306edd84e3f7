use crate::change::{self, Event};
use crate::incident::{self, ChangeOutcome, Incident, NoteChangeDone};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever a change is carried out, refused or given up, the incident that it was raised from is
/// told, for it may wait for that.
#[derive(Clone, Copy, Debug)]
pub struct ChangeDoneLetsItsIncidentGoOn;

impl Policy for ChangeDoneLetsItsIncidentGoOn {
    fn name(&self) -> &'static str {
        "change-done-lets-its-incident-go-on"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (incident::NAME, "note_change_done");
        let edge = |heard| Edge::when((change::NAME, heard), "raised from an incident", sent);
        let done = ["implemented", "remedied", "backed_out"];
        done.into_iter().chain(["rejected", "withdrawn", "cancelled"]).map(edge).collect()
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let change = record.stream()?.key;
        let incident = event.raised_from().filter(|origin| &*origin.process == incident::NAME);
        let Some((incident, outcome)) = incident.zip(outcome(&event)) else {
            return Ok(Vec::new());
        };
        let note = NoteChangeDone { outcome, change };
        Ok(vec![Dispatch::to::<Incident>(incident.key.clone(), note)])
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

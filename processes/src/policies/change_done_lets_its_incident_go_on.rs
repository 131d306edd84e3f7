use crate::change::{self, Event, Origin};
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
        let told = outcome(event).filter(|(origin, _)| &*origin.process == incident::NAME);
        let note = |(origin, outcome): (Origin, _)| {
            let note = NoteChangeDone { outcome, change: Some(change) };
            Dispatch::to::<Incident>(origin.key, note)
        };
        Ok(told.map(note).into_iter().collect())
    }
}

/// What it was raised from, and what became of it.
#[expect(clippy::wildcard_enum_match_arm, reason = "few of many events end the wait")]
fn outcome(event: Event) -> Option<(Origin, ChangeOutcome)> {
    use ChangeOutcome::{Done, GivenUp, Rejected};
    Some(match event {
        Event::Implemented(event) => (event.raised_from?, Done),
        Event::Remedied(event) => (event.raised_from?, Done),
        Event::BackedOut(event) => (event.raised_from?, GivenUp),
        Event::Rejected(event) => (event.raised_from?, Rejected),
        Event::Withdrawn(event) => (event.raised_from?, GivenUp),
        Event::Cancelled(event) => (event.raised_from?, GivenUp),
        _ => return None,
    })
}

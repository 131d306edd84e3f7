use crate::change::{self, Event, Origin};
use crate::facts::Problems;
use crate::problem::{self, ChangeEnd, NoteChangeFailed, Problem};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change that was raised from a problem is refused, given up or backed out, the problem
/// that waits for it is a known error again.
#[derive(Clone, Copy, Debug)]
pub struct FailedChangeLeadsItsProblemBack;

impl Policy for FailedChangeLeadsItsProblemBack {
    fn name(&self) -> &'static str {
        "failed-change-leads-its-problem-back"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (problem::NAME, "note_change_failed");
        let only_if = "raised from a problem that waits for it";
        let edge = |heard| Edge::when((change::NAME, heard), only_if, sent);
        ["backed_out", "rejected", "withdrawn", "cancelled"].into_iter().map(edge).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Problems>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let change = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some((Origin { process, key }, end)) = end(event) else { return Ok(Vec::new()) };
        let waited_for = facts.get::<Problems>().change_of(&key);
        if &*process != problem::NAME || waited_for != Some(&change) {
            return Ok(Vec::new());
        }
        let note = NoteChangeFailed { change: Some(change), end };
        Ok(vec![Dispatch::to::<Problem>(key, note)])
    }
}

/// What it was raised from, and how it ended.
#[expect(clippy::wildcard_enum_match_arm, reason = "few of many events are such an end")]
fn end(event: Event) -> Option<(Origin, ChangeEnd)> {
    Some(match event {
        Event::BackedOut(event) => (event.raised_from?, ChangeEnd::BackedOut),
        Event::Rejected(event) => (event.raised_from?, ChangeEnd::Rejected),
        Event::Withdrawn(event) => (event.raised_from?, ChangeEnd::GivenUp),
        Event::Cancelled(event) => (event.raised_from?, ChangeEnd::GivenUp),
        _ => return None,
    })
}

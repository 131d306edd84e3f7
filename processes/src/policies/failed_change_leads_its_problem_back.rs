use crate::change::{self, Event};
use crate::facts::Problems;
use crate::problem::{self, ChangeEnd, NoteChangeFailed, Problem};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a change that was raised from a problem is refused, given up, backed out or turns out to have failed, the problem
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
        ["backed_out", "outcome_corrected", "rejected", "withdrawn", "cancelled"]
            .into_iter()
            .map(edge)
            .collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Problems>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let change = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let problem = event.raised_from().filter(|origin| &*origin.process == problem::NAME);
        let problem = problem.map(|origin| &origin.key);
        let waits = |key: &&Key| facts.get::<Problems>().change_of(key) == Some(&change);
        let Some((problem, end)) = problem.filter(waits).zip(end(&event)) else {
            return Ok(Vec::new());
        };
        let note = NoteChangeFailed { change: Some(change), end };
        Ok(vec![Dispatch::to::<Problem>(problem.clone(), note)])
    }
}

/// How it ended.
#[expect(clippy::wildcard_enum_match_arm, reason = "few of many events are such an end")]
const fn end(event: &Event) -> Option<ChangeEnd> {
    match event {
        Event::BackedOut(_) | Event::OutcomeCorrected(_) => Some(ChangeEnd::BackedOut),
        Event::Rejected(_) => Some(ChangeEnd::Rejected),
        Event::Withdrawn(_) | Event::Cancelled(_) => Some(ChangeEnd::GivenUp),
        _ => None,
    }
}

use crate::change::{self, Event};
use crate::facts::{Changes, Course, Problems};
use crate::problem::{self, ChangeEnd, NoteChangeFailed, Problem};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeMap;

/// Whenever a change is refused, given up, backed out, turns out to have failed or is closed with less
/// than was expected, the problems that wait for it, or for what has become part of it, are known errors
/// again.
#[derive(Clone, Copy, Debug)]
pub struct FailedChangeLeadsItsProblemBack;

impl Policy for FailedChangeLeadsItsProblemBack {
    fn name(&self) -> &'static str {
        "failed-change-leads-its-problem-back"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (problem::NAME, "note_change_failed");
        let only_if = "a problem waits for it, or for a part of it";
        let edge = |heard| Edge::when((change::NAME, heard), only_if, sent);
        let less = "it brought less than was expected, and a problem waits for it";
        let closed = Edge::when((change::NAME, "closed"), less, sent);
        ["backed_out", "outcome_corrected", "rejected", "withdrawn", "cancelled"]
            .into_iter()
            .map(edge)
            .chain([closed])
            .collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Problems>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let change = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some(end) = end(&event) else { return Ok(Vec::new()) };
        let course = facts.get::<Changes>().course(&change);
        if end == ChangeEnd::LessThanExpected && course.is_some_and(Course::may_mend) {
            return Ok(Vec::new());
        }
        let problems = facts.get::<Problems>();
        let parts = facts.get::<Changes>().parts_of(&change);
        let all = parts.into_iter().chain([(&change, event.raised_from())]);
        let mut back: BTreeMap<&Key, &Key> = BTreeMap::new();
        for (part, origin) in all {
            let raised = origin.filter(|origin| &*origin.process == problem::NAME);
            let raised = raised.map(|origin| &origin.key);
            let raised = raised.filter(|key| problems.change_of(key) == Some(part));
            back.extend(raised.into_iter().chain(problems.waiting_for(part)).map(|it| (it, part)));
        }
        let told = |(problem, change): (&Key, &Key)| {
            let note = NoteChangeFailed { change: Some(change.clone()), end };
            Dispatch::to::<Problem>(problem.clone(), note)
        };
        Ok(back.into_iter().map(told).collect())
    }
}

/// How it ended.
#[expect(clippy::wildcard_enum_match_arm, reason = "few of many events are such an end")]
const fn end(event: &Event) -> Option<ChangeEnd> {
    match event {
        Event::BackedOut(_) | Event::OutcomeCorrected(_) => Some(ChangeEnd::BackedOut),
        Event::Rejected(_) => Some(ChangeEnd::Rejected),
        Event::Withdrawn(_) | Event::Cancelled(_) => Some(ChangeEnd::GivenUp),
        Event::Closed(_) => Some(ChangeEnd::LessThanExpected),
        _ => None,
    }
}

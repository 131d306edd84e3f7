use super::AskAbout;
use crate::facts::{Changes, Problems};
use crate::roles::PROBLEM_MANAGER;
use crate::{change, problem};
use engine::{Key, NewFact, Span};
use std::collections::BTreeSet;

/// Whenever a change that succeeded is closed, the problem manager is asked to resolve the problems
/// that wait for it, or for what has become part of it (8.2.5); also where it is closed already when
/// it is named there. Within a day: an assumption.
pub const SUCCESSFUL_CHANGE_RESOLVES_ITS_PROBLEM: AskAbout = AskAbout {
    name: "successful-change-resolves-its-problem",
    whenever: &[
        (change::NAME, "closed"),
        (problem::NAME, "change_raised"),
        (problem::NAME, "change_named"),
    ],
    only_if: Some("it is closed and succeeded, and a problem waits for it or for a part of it"),
    facts: &[NewFact::of::<Changes>, NewFact::of::<Problems>],
    about: problem::NAME,
    which: |record, key, facts| {
        let (changes, problems) = (facts.get::<Changes>(), facts.get::<Problems>());
        let helped = |change: &Key| {
            let course = changes.course(change).filter(|course| course.has_succeeded());
            course.is_some_and(|course| course.closed_at.is_some())
        };
        if record.process == problem::NAME {
            let named = problems.change_of(key).is_some_and(helped);
            return Ok(Vec::from_iter(named.then(|| key.clone())));
        }
        if !helped(key) {
            return Ok(Vec::new());
        }
        let parts = changes.parts_of(key).into_iter().map(|(part, _)| part);
        let waiting = parts.chain([key]).flat_map(|part| problems.waiting_for(part));
        let waiting: BTreeSet<&Key> = waiting.collect();
        Ok(waiting.into_iter().cloned().collect())
    },
    role: PROBLEM_MANAGER,
    ask: "resolve this problem: the change that it waited for is closed, and succeeded",
    command: (problem::NAME, "resolve"),
    cause: "resolve",
    within: Span::from_days(1),
    done_by: &["resolved"],
    moot_by: &["change_unsuccessful", "accepted_unresolved", "cancelled", "merged"],
};

//! How rules that ask a person end the task of a cause: one that is not open is left alone.

use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::task::{Cancel, Command, Complete, Task};
use engine::{Dispatch, Facts, Key, RecordRef};

/// What it asks for is on record, as `reference` shows.
pub(super) fn complete(cause: Key, reference: &str, facts: &Facts) -> Option<Dispatch> {
    end(cause, Complete { note: None, reference: Some(label(reference)) }, facts)
}

/// Nobody need do it any more.
pub(super) fn cancel(cause: Key, reason: &str, facts: &Facts) -> Option<Dispatch> {
    end(cause, Cancel { reason: text(reason) }, facts)
}

/// What it asks for is this record.
pub(super) fn done_by(record: &RecordRef<'_>, cause: Key, facts: &Facts) -> Option<Dispatch> {
    complete(cause, &heard(record), facts)
}

/// Since this record nobody need do it.
pub(super) fn moot_by(record: &RecordRef<'_>, cause: Key, facts: &Facts) -> Option<Dispatch> {
    cancel(cause, &format!("moot by {}", heard(record)), facts)
}

fn heard(record: &RecordRef<'_>) -> String {
    format!("{}.{}, position {}", record.process, record.event, record.position)
}

fn end(cause: Key, by: impl Into<Command>, facts: &Facts) -> Option<Dispatch> {
    let open = facts.get::<OpenTasks>().is_open(&cause);
    open.then(|| Dispatch::to::<Task>(cause, by))
}

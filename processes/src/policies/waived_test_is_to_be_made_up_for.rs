use super::task_of_cause;
use crate::change::{self, Event};
use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::roles::TESTER;
use crate::task::{self, Open, Subject, Task};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever an emergency is let through untested, whoever tests is asked to test it after all, by the
/// time that was set for that (9.2.15).
///
/// The report is what the task is completed with. Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct WaivedTestIsToBeMadeUpFor;

/// There is nothing left to test.
const MOOT_BY: [&str; 4] = ["cancelled", "backed_out", "reclassified", "replanned"];

impl Policy for WaivedTestIsToBeMadeUpFor {
    fn name(&self) -> &'static str {
        "waived-test-is-to-be-made-up-for"
    }

    fn edges(&self) -> Vec<Edge> {
        let asks =
            Edge::when((change::NAME, "test_waived"), "it is due later", (task::NAME, "open"));
        let ends =
            |event| Edge::when((change::NAME, event), "its task is open", (task::NAME, "cancel"));
        std::iter::once(asks).chain(MOOT_BY.map(ends)).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenTasks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if MOOT_BY.contains(&record.event) {
            return Ok(task_of_cause::moot_by(record, cause(&key), facts).into_iter().collect());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::TestWaived(waived) = event else { return Ok(Vec::new()) };
        let Some(due) = waived.retest_due else { return Ok(Vec::new()) };
        let about = Subject::of(change::NAME, key.clone());
        let ask = text("test this change after all, and complete this task with the report");
        let open = Open::for_role(TESTER, about, ask, label("task.complete"), due);
        Ok(vec![Dispatch::to::<Task>(cause(&key), open)])
    }
}

fn cause(change: &Key) -> Key {
    task::cause(change::NAME, change, "retest")
}

use super::task_of_cause;
use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::service_request::{self, Event};
use crate::task::{self, Open, Subject, Task};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a service request waits for approval, those whom its item names are asked for it, until
/// others are called in (8.1).
///
/// Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct RequestedApprovalIsToBeGiven;

const DONE_BY: [&str; 3] = ["approved", "rejected", "returned_to_requester"];
const MOOT_BY: [&str; 2] = ["withdrawn", "converted"];

impl Policy for RequestedApprovalIsToBeGiven {
    fn name(&self) -> &'static str {
        "requested-approval-is-to-be-given"
    }

    fn edges(&self) -> Vec<Edge> {
        let process = service_request::NAME;
        let asks = Edge::always((process, "approval_requested"), (task::NAME, "open"));
        let ends = |event, command| {
            Edge::when((process, event), "its task is open", (task::NAME, command))
        };
        let done = DONE_BY.map(|event| ends(event, "complete"));
        let moot = MOOT_BY.map(|event| ends(event, "cancel"));
        std::iter::once(asks).chain(done).chain(moot).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenTasks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let cause = task::cause(service_request::NAME, &key, "approve");
        if DONE_BY.contains(&record.event) {
            return Ok(task_of_cause::done_by(record, cause, facts).into_iter().collect());
        }
        if MOOT_BY.contains(&record.event) {
            return Ok(task_of_cause::moot_by(record, cause, facts).into_iter().collect());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::ApprovalRequested(asked) = event else { return Ok(Vec::new()) };
        let about = Subject::of(service_request::NAME, key);
        let ask = text("approve this request, reject it, or ask what you want to know first");
        let command = label(&format!("{}.approve", service_request::NAME));
        let open = Open::for_role(asked.approver.role(), about, ask, command, asked.remind_at);
        Ok(vec![Dispatch::to::<Task>(cause, open)])
    }
}

use super::task_of_cause;
use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::roles::AVAILABILITY_MANAGER;
use crate::service::{self, Event};
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Span,
    StreamId,
};

/// How long there is to find the cause: an assumption.
const WITHIN: Span = Span::from_days(5);

/// Whenever an outage is over that was out of its plan, or had none, the availability manager is
/// asked for its cause and for what is done about it (6.3.3). One task for each outage.
#[derive(Clone, Copy, Debug)]
pub struct UnplannedOutageIsToBeInvestigated;

impl Policy for UnplannedOutageIsToBeInvestigated {
    fn name(&self) -> &'static str {
        "unplanned-outage-is-to-be-investigated"
    }

    fn edges(&self) -> Vec<Edge> {
        let when =
            |heard, only_if, sent| Edge::when((service::NAME, heard), only_if, (task::NAME, sent));
        vec![
            when("outage_ended", "some of it was not planned", "open"),
            when("outage_investigated", "its task is open", "complete"),
            when("outage_cancelled", "its task is open", "cancel"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenTasks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let StreamId { key, .. } = record.stream()?;
        let dispatch = match Event::decode(record.event, record.schema, record.payload)? {
            Event::OutageEnded(ended) if ended.unplanned > Span::ZERO => {
                let ask = format!(
                    "say what the cause of outage {} of this service was, and what is done about it",
                    ended.outage
                );
                let about = Subject::of(service::NAME, key.clone());
                let command = label("service.investigate_outage");
                let due = record.metadata.recorded_at + WITHIN;
                let open = Open::for_role(AVAILABILITY_MANAGER, about, text(&ask), command, due);
                Some(Dispatch::to::<Task>(cause(&key, ended.outage), open))
            }
            Event::OutageInvestigated(it) => {
                let shown = format!("position {}", record.position);
                task_of_cause::complete(cause(&key, it.outage), &shown, facts)
            }
            Event::OutageCancelled(it) => {
                task_of_cause::cancel(cause(&key, it.outage), "it was no outage", facts)
            }
            _ => None,
        };
        Ok(dispatch.into_iter().collect())
    }
}

fn cause(service: &Key, outage: u64) -> Key {
    task::cause(service::NAME, service, &format!("investigate_outage-{outage}"))
}

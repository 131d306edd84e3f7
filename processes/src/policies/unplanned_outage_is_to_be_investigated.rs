use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::roles::AVAILABILITY_MANAGER;
use crate::service::{self, Event};
use crate::task::{self, Cancel, Complete, Open, Subject, Task};
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
        let is_open = |cause: &Key| facts.get::<OpenTasks>().is_open(cause);
        let dispatch = match Event::decode(record.event, record.schema, record.payload)? {
            Event::OutageEnded(ended) if ended.unplanned > Span::ZERO => {
                let ask = format!(
                    "say what the cause of outage {} of this service was, and what is done about it",
                    ended.outage
                );
                let open = Open {
                    about: Subject { process: label(service::NAME), key: key.clone() },
                    ask: text(&ask),
                    command: Some(label("service.investigate_outage")),
                    role: label(AVAILABILITY_MANAGER),
                    due: record.metadata.recorded_at + WITHIN,
                    assignee: None,
                    escalate_to: None,
                    escalate_every: None,
                };
                Some(Dispatch::to::<Task>(cause(&key, ended.outage), open))
            }
            Event::OutageInvestigated(it) => {
                Some(cause(&key, it.outage)).filter(is_open).map(|cause| {
                    let reference = Some(label(&format!("position {}", record.position)));
                    Dispatch::to::<Task>(cause, Complete { note: None, reference })
                })
            }
            Event::OutageCancelled(it) => {
                Some(cause(&key, it.outage)).filter(is_open).map(|cause| {
                    Dispatch::to::<Task>(cause, Cancel { reason: text("it was no outage") })
                })
            }
            _ => None,
        };
        Ok(dispatch.into_iter().collect())
    }
}

fn cause(service: &Key, outage: u64) -> Key {
    task::cause(service::NAME, service, &format!("investigate_outage-{outage}"))
}

use crate::limits::{label, text};
use crate::roles::SERVICE_LEVEL_MANAGER;
use crate::service::{self, Event};
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef, Span, StreamId,
};

/// Whenever the change of a requirement that affects service levels is agreed, the service level
/// manager is asked to propose the change of the agreement (6.1.8). Within five days: an assumption.
#[derive(Clone, Copy, Debug)]
pub struct ChangedRequirementChangesServiceLevels;

impl Policy for ChangedRequirementChangesServiceLevels {
    fn name(&self) -> &'static str {
        "changed-requirement-changes-service-levels"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (service::NAME, "requirement_change_agreed");
        vec![Edge::when(heard, "it affects service levels", (task::NAME, "open"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let StreamId { process, key } = record.stream()?;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::RequirementChangeAgreed(agreed) = event else { return Ok(Vec::new()) };
        if !agreed.affects_service_level {
            return Ok(Vec::new());
        }
        let cause = task::cause(&process, &key, &format!("propose_change-{}", agreed.requirement));
        let ask = format!(
            "propose the change of the agreements on this service that its requirement {} asks for",
            agreed.requirement
        );
        let about = Subject::of(&process, key);
        let command = label("agreement.propose_change");
        let due = record.metadata.recorded_at + Span::from_days(5);
        let open = Open::for_role(SERVICE_LEVEL_MANAGER, about, text(&ask), command, due);
        Ok(vec![Dispatch::to::<Task>(cause, open)])
    }
}

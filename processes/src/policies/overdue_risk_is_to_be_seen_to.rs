use super::task_of_cause;
use crate::facts::OpenTasks;
use crate::limits::{label, text};
use crate::risk::{self, EscalationRule, Event};
use crate::roles::TOP_MANAGEMENT;
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Span,
};

/// Within a day: an assumption.
const WITHIN: Span = Span::from_days(1);

/// What shows that it is seen to.
const DONE_BY: &[&str] = &["assessed", "treatment_planned", "treated", "accepted"];
/// After what nobody need do it.
const MOOT_BY: &[&str] = &["reassessed", "closed", "merged", "rejected"];

/// Whenever a risk is not assessed, decided on or treated in time, top management is asked to see to
/// that (4.1.1.g).
#[derive(Clone, Copy, Debug)]
pub struct OverdueRiskIsToBeSeenTo;

impl Policy for OverdueRiskIsToBeSeenTo {
    fn name(&self) -> &'static str {
        "overdue-risk-is-to-be-seen-to"
    }

    fn edges(&self) -> Vec<Edge> {
        let ends = |events: &'static [&'static str], command| {
            let edge = move |event: &&'static str| {
                Edge::when((risk::NAME, *event), "its task is open", (task::NAME, command))
            };
            events.iter().map(edge)
        };
        let asks = Edge::always((risk::NAME, "escalated"), (task::NAME, "open"));
        let ends = ends(DONE_BY, "complete").chain(ends(MOOT_BY, "cancel"));
        std::iter::once(asks).chain(ends).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenTasks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others that are heard end its task")]
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let cause = task::cause(risk::NAME, &key, "overdue");
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let dispatch = match event {
            Event::Escalated(escalated) => Some(asked(escalated.rule, record, key, cause)),
            _ if DONE_BY.contains(&record.event) => task_of_cause::done_by(record, cause, facts),
            _ => task_of_cause::moot_by(record, cause, facts),
        };
        Ok(dispatch.into_iter().collect())
    }
}

fn asked(rule: EscalationRule, record: &RecordRef<'_>, risk: Key, cause: Key) -> Dispatch {
    let (ask, command) = match rule {
        EscalationRule::AssessmentOverdue => ("have this risk assessed", "assess"),
        EscalationRule::DecisionOverdue => {
            ("have it decided what becomes of this risk", "plan_treatment")
        }
        EscalationRule::TreatmentOverdue => {
            ("have done what is to be done about this risk", "complete_treatment")
        }
    };
    let command = label(&format!("{}.{command}", risk::NAME));
    let due = record.metadata.recorded_at + WITHIN;
    let about = Subject::of(risk::NAME, risk);
    Dispatch::to::<Task>(cause, Open::for_role(TOP_MANAGEMENT, about, text(ask), command, due))
}

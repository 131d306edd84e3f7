use crate::change::Origin;
use crate::facts::Problems;
use crate::limits::{List, label, label_or};
use crate::problem::{self, CauseKind, Event};
use crate::vulnerability::{self, Register, Source, Vulnerability};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever the cause of a problem is a weakness that could be exploited, it is a vulnerability of the
/// items concerned. Where none is, a person is asked for them by the refusal.
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct WeaknessBehindAProblemIsRegistered;

impl Policy for WeaknessBehindAProblemIsRegistered {
    fn name(&self) -> &'static str {
        "weakness-behind-a-problem-is-registered"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) =
            ((problem::NAME, "root_cause_found"), (vulnerability::NAME, "register"));
        vec![Edge::when(heard, "the cause is a weakness", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Problems>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::RootCauseFound(found) = event else { return Ok(Vec::new()) };
        if found.cause.kind != CauseKind::Weakness {
            return Ok(Vec::new());
        }
        let items = facts.get::<Problems>().items_of(&key).cloned().collect();
        let weakness = label_or(&format!("the cause of problem {key}"), "the cause of a problem");
        Ok(vec![Dispatch::new::<Vulnerability>(Register {
            weakness,
            configuration_items: List::new(items).unwrap_or_default(),
            source: Source::Record(Origin { process: label(problem::NAME), key }),
            description: Some(found.cause.statement),
            grade: None,
        })])
    }
}

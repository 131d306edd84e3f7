use crate::change::{self, Event};
use crate::facts::Changes;
use crate::limits::{List, label_or};
use crate::problem::{self, Identify, Problem, Source};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever it is found out that a change failed for a reason that others like it would fail for,
/// that is a problem (8.2.a, 9.2.22).
///
/// Outward: a problem is work for people.
#[derive(Clone, Copy, Debug)]
pub struct SystemicFailureOfAChangeIsAProblem;

impl Policy for SystemicFailureOfAChangeIsAProblem {
    fn name(&self) -> &'static str {
        "systemic-failure-of-a-change-is-a-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "investigated"), (problem::NAME, "identify"));
        vec![Edge::when(heard, "its cause is systemic", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Investigated(investigated) = event else { return Ok(Vec::new()) };
        if !investigated.systemic {
            return Ok(Vec::new());
        }
        // Of one that turned out to have failed after it was closed, people know what it was about.
        let claim = facts.get::<Changes>().get(&key);
        let services = claim.map(|claim| claim.services.clone()).unwrap_or_default();
        let items = claim.map(|claim| claim.items.clone()).unwrap_or_default();
        let why = format!("change {key} failed: {}", investigated.cause);
        let summary = label_or(&format!("why change {key} failed"), "why a change failed");
        let identify = Identify {
            services: List::new(services).unwrap_or_default(),
            configuration_items: List::new(items).unwrap_or_default(),
            ..Identify::because(Source::Change(key), summary, &why)
        };
        Ok(vec![Dispatch::new::<Problem>(identify)])
    }
}

use super::nonconforming::{Nonconforming, on_record, source};
use crate::agreement::{self, Breached, Event, Measured};
use crate::facts::{Agreements, Nonconformities};
use crate::limits::text_or;
use crate::nonconformity::{self, Criterion};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a target of an agreement was missed, that is a nonconformity; one for each target, in
/// which further periods are recorded while it is open (6.1, 4.5.4.1).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct BreachedTargetIsANonconformity;

impl Policy for BreachedTargetIsANonconformity {
    fn name(&self) -> &'static str {
        "breached-target-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (agreement::NAME, "breached");
        let name = nonconformity::NAME;
        vec![
            Edge::when(heard, "none is open for the target", (name, "raise")),
            Edge::when(heard, "one is open for the target", (name, "find_again")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Agreements>(), NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let agreement = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Breached(breached) = event else { return Ok(Vec::new()) };
        let terms = facts.get::<Agreements>().last(&agreement);
        let found = Nonconforming {
            source: source(record, &agreement, Some(&target(&breached.target))),
            criterion: Criterion::Agreed(on_record(agreement::NAME, &agreement)),
            summary: format!("a target of agreement {agreement} was missed"),
            statement: text_or(&told(&agreement, &breached), "a target was missed"),
            services: terms.map_or(&[], |terms| &*terms.services),
            items: &[],
            at: breached.period.to.min(record.metadata.recorded_at),
        };
        Ok(vec![found.tell(facts)])
    }
}

fn target(target: &Measured) -> String {
    match target {
        Measured::Response(priority) => format!("response {priority:?}"),
        Measured::Resolution(priority) => format!("resolution {priority:?}"),
        Measured::Service(name) => format!("service target {name}"),
    }
}

fn told(agreement: &Key, breached: &Breached) -> String {
    let Breached { target: missed, period, reached, at_least } = breached;
    let missed = target(missed);
    let (from, to) = (period.from, period.to);
    format!("{missed} of agreement {agreement}: {reached} % of {at_least} % from {from} to {to}")
}

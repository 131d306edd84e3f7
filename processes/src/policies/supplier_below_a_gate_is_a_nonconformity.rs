use super::nonconforming::{Nonconforming, clause, source};
use crate::facts::Nonconformities;
use crate::limits::{Text, text_or};
use crate::nonconformity;
use crate::supplier::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a score shows that a supplier would not pass a gate, or a review that something with him
/// is not as it has to be, that is a nonconformity (7.2.8).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct SupplierBelowAGateIsANonconformity;

impl Policy for SupplierBelowAGateIsANonconformity {
    fn name(&self) -> &'static str {
        "supplier-below-a-gate-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let name = nonconformity::NAME;
        let edges = |event: &'static str, only_if| {
            let heard = (supplier::NAME, event);
            [
                Edge::when(heard, only_if, (name, "raise")),
                Edge::when(heard, "one is open for the same", (name, "find_again")),
            ]
        };
        let published = edges("score_published", "a part of it is below its gate");
        published.into_iter().chain(edges("reviewed", "something is not as it has to be")).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some((what, statement)) = shown(event) else { return Ok(Vec::new()) };
        let found = Nonconforming {
            source: source(record, &key, Some(what)),
            criterion: clause("7.2"),
            summary: format!("supplier {key}: {what}"),
            statement,
            services: &[],
            items: &[],
            at: record.metadata.recorded_at,
        };
        Ok(vec![found.tell(facts)])
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two of many events show one")]
fn shown(event: Event) -> Option<(&'static str, Text)> {
    match event {
        Event::ScorePublished(score) if !score.below_gate.is_empty() => {
            let gates: Vec<_> = score.below_gate.iter().map(|gate| gate.name()).collect();
            let told = format!("its score would not pass: {}", gates.join(", "));
            Some(("a gate of its score", text_or(&told, "its score would not pass a gate")))
        }
        Event::Reviewed(reviewed) => reviewed.nonconforming.map(|told| ("its review", told)),
        _ => None,
    }
}

use super::nonconforming::{Nonconforming, clause};
use crate::configuration_item::{self, Event};
use crate::facts::Nonconformities;
use crate::limits::text_or;
use crate::nonconformity::{self, Source};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an item was altered and no change explains it, that is a nonconformity: one for each
/// audit or discovery, however many items it flags (9.1.9).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct UnexplainedDiscrepancyIsANonconformity;

impl Policy for UnexplainedDiscrepancyIsANonconformity {
    fn name(&self) -> &'static str {
        "unexplained-discrepancy-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (configuration_item::NAME, "discrepancy_found");
        let only_if = "no change explains it, and none is open for what found it";
        vec![Edge::when(heard, only_if, (nonconformity::NAME, "raise"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let item = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::DiscrepancyFound(found) = event else { return Ok(Vec::new()) };
        let source = Source::Comparison(found.found.clone());
        let is_open = facts.get::<Nonconformities>().known_from(&source).is_some();
        if !found.unauthorised || is_open {
            return Ok(Vec::new());
        }
        let told = format!("{} has found that {item} was altered: {}", found.found, found.detail);
        let nonconforming = Nonconforming {
            source,
            criterion: clause("9.1"),
            summary: format!("{item} was altered, and no change explains it"),
            statement: text_or(&told, "an item was altered, and no change explains it"),
            services: &[],
            items: std::slice::from_ref(&item),
            at: record.metadata.recorded_at,
        };
        Ok(vec![nonconforming.tell(facts)])
    }
}

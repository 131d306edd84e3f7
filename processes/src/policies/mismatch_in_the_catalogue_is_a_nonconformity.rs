use super::nonconforming::{Nonconforming, clause, source};
use crate::facts::Nonconformities;
use crate::limits::text_or;
use crate::{nonconformity, service};
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever the catalogue says something else of a service than its agreements, that is a
/// nonconformity (6.1.9).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct MismatchInTheCatalogueIsANonconformity;

impl Policy for MismatchInTheCatalogueIsANonconformity {
    fn name(&self) -> &'static str {
        "mismatch-in-the-catalogue-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (service::NAME, "mismatch_found");
        let name = nonconformity::NAME;
        vec![
            Edge::when(heard, "none is open for the service", (name, "raise")),
            Edge::when(heard, "one is open for the service", (name, "find_again")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let service = record.stream()?.key;
        let told = format!("the catalogue says something else of {service} than its agreements");
        let found = Nonconforming {
            source: source(record, &service, Some("its entry in the catalogue")),
            criterion: clause("6.1"),
            summary: format!("the catalogue and agreements of {service} differ"),
            statement: text_or(&told, "the catalogue and an agreement differ"),
            services: std::slice::from_ref(&service),
            items: &[],
            at: record.metadata.recorded_at,
        };
        Ok(vec![found.tell(facts)])
    }
}

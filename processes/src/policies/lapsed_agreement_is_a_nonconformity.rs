use super::nonconforming::{Nonconforming, clause, source};
use crate::agreement::{self, Kind};
use crate::facts::{Agreements, Nonconformities, Services};
use crate::limits::text_or;
use crate::nonconformity;
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever the term of a service level agreement is over and a service of it is still offered that
/// no other agreement promises, that is a nonconformity (6.1).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct LapsedAgreementIsANonconformity;

impl Policy for LapsedAgreementIsANonconformity {
    fn name(&self) -> &'static str {
        "lapsed-agreement-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (agreement::NAME, "expired");
        let edge = |only_if, sent| Edge::when(heard, only_if, (nonconformity::NAME, sent));
        vec![
            edge("a service of it is offered that no agreement promises", "raise"),
            edge("so it is, and one is open for it", "find_again"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        let services = NewFact::of::<Services>();
        vec![NewFact::of::<Agreements>(), NewFact::of::<Nonconformities>(), services]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, now) = (record.stream()?.key, record.metadata.recorded_at);
        let (agreements, offered) = (facts.get::<Agreements>(), facts.get::<Services>());
        let Some(terms) = agreements.last(&key).filter(|terms| terms.kind == Kind::Sla) else {
            return Ok(Vec::new());
        };
        let promised = |service: &Key| {
            let applies = agreements.applicable(Some(service), terms.party.as_ref(), now);
            applies.is_some_and(|it| it.agreed)
        };
        let of_it = |service: &&Key| terms.services.is_empty() || terms.services.contains(service);
        let left = offered.offered().filter(of_it).filter(|service| !promised(service));
        let left: Vec<Key> = left.cloned().collect();
        if left.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<_> = left.iter().map(ToString::to_string).collect();
        let told = format!("agreement {key} has expired, and still offered: {}", names.join(", "));
        let found = Nonconforming {
            source: source(record, &key, Some("its term")),
            criterion: clause("6.1"),
            summary: format!("agreement {key} has expired, its services are offered"),
            statement: text_or(&told, "an agreement has expired, its services are still offered"),
            services: &left,
            items: &[],
            at: now,
        };
        Ok(vec![found.tell(facts)])
    }
}

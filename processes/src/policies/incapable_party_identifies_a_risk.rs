use super::feared_risk::Feared;
use crate::facts::Risks;
use crate::risk::{self, Dimension};
use crate::service::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a party turns out not to be able to do its part of a new or changed service, there is a
/// risk (5.2.10): one for each party.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct IncapablePartyIdentifiesARisk;

impl Policy for IncapablePartyIdentifiesARisk {
    fn name(&self) -> &'static str {
        "incapable-party-identifies-a-risk"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (service::NAME, "party_capability_assessed");
        let again = "it cannot, and the risk of it was decided on";
        vec![
            Edge::when(heard, "it cannot do its part", (risk::NAME, "identify")),
            Edge::when(heard, again, (risk::NAME, "reassess")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::PartyCapabilityAssessed(assessed) = event else { return Ok(Vec::new()) };
        if assessed.capable {
            return Ok(Vec::new());
        }
        let feared = Feared {
            title: format!("{} cannot do its part of service {key}", assessed.party),
            description: Some(assessed.result),
            dimension: Dimension::Service,
            what: Some(assessed.party),
            services: std::slice::from_ref(&key),
            items: &[],
        };
        Ok(feared.identify(record, &key, facts).into_iter().collect())
    }
}

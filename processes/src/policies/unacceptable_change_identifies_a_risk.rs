use super::feared_risk::Feared;
use crate::change::{self, Considered, Event};
use crate::change_model::Finding;
use crate::facts::{Changes, Risks};
use crate::risk::{self, Dimension};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change is found unacceptable as to security, there is a risk that is new or greater
/// (6.6.3): it is identified, or assessed anew.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct UnacceptableChangeIdentifiesARisk;

impl Policy for UnacceptableChangeIdentifiesARisk {
    fn name(&self) -> &'static str {
        "unacceptable-change-identifies-a-risk"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (change::NAME, "assessed");
        let security = "it is unacceptable as to security";
        let again = "it is unacceptable as to security, and the risk of it was decided on";
        vec![
            Edge::when(heard, security, (risk::NAME, "identify")),
            Edge::when(heard, again, (risk::NAME, "reassess")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Risks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Assessed(assessed) = event else { return Ok(Vec::new()) };
        let Considered::Security { risks, .. } = assessed.considered else {
            return Ok(Vec::new());
        };
        if assessed.finding != Finding::Unacceptable {
            return Ok(Vec::new());
        }
        let claim = facts.get::<Changes>().get(&key);
        let feared = Feared {
            title: format!("change {key} is unacceptable as to security"),
            description: Some(risks),
            dimension: Dimension::Security,
            what: None,
            services: claim.map(|claim| &*claim.services).unwrap_or_default(),
            items: claim.map(|claim| &*claim.items).unwrap_or_default(),
        };
        Ok(feared.identify(record, &key, facts).into_iter().collect())
    }
}

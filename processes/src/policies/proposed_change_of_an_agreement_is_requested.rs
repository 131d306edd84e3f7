use super::wanted_change::Wanted;
use crate::agreement::{self, Event};
use crate::change;
use crate::facts::{Agreements, Roles};
use crate::limits::{label_or, text};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a change of an agreement is proposed and no change is named, one of the services that it
/// promises is requested, in the name of who proposes it (6.1.8).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ProposedChangeOfAnAgreementIsRequested;

impl Policy for ProposedChangeOfAnAgreementIsRequested {
    fn name(&self) -> &'static str {
        "proposed-change-of-an-agreement-is-requested"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((agreement::NAME, "change_proposed"), (change::NAME, "request"));
        vec![Edge::when(heard, "no change is named", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Agreements>(), NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, at) = (record.stream()?.key, record.metadata.recorded_at);
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::ChangeProposed(proposed) = event else { return Ok(Vec::new()) };
        if proposed.change.is_some() {
            return Ok(Vec::new());
        }
        let known = facts.get::<Agreements>().in_force(&key, at);
        let services = known.map(|known| &*known.terms.services).unwrap_or_default();
        let title = format!("agreement {key} promises something else");
        let wanted = Wanted {
            title: label_or(&title, "a change of an agreement"),
            need: proposed.need.unwrap_or_else(|| text("an agreement is to be changed")),
            expected: &title,
            services,
            items: &[],
        };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

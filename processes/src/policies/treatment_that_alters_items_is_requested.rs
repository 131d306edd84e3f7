use super::wanted_change::Wanted;
use crate::change;
use crate::facts::{Risks, Roles};
use crate::limits::label_or;
use crate::risk::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever items have to change for the treatment of a risk, and no change is named, one is
/// requested, in the name of who plans the treatment (6.6.2).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct TreatmentThatAltersItemsIsRequested;

impl Policy for TreatmentThatAltersItemsIsRequested {
    fn name(&self) -> &'static str {
        "treatment-that-alters-items-is-requested"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((risk::NAME, "treatment_planned"), (change::NAME, "request"));
        vec![Edge::when(heard, "items have to change, and no change is named", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>(), NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::TreatmentPlanned(planned) = event else { return Ok(Vec::new()) };
        let treatment = planned.treatment;
        if treatment.change.is_some() || treatment.configuration_items.is_empty() {
            return Ok(Vec::new());
        }
        let title = format!("risk {key} is treated");
        let known = facts.get::<Risks>().get(&key);
        let wanted = Wanted {
            title: label_or(&title, "treat a risk"),
            need: treatment.measures,
            expected: &title,
            services: known.map(|known| &*known.services).unwrap_or_default(),
            items: &treatment.configuration_items,
        };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

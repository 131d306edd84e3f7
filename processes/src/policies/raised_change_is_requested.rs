use super::wanted_change::Wanted;
use crate::change;
use crate::facts::{OpenIncidents, Roles};
use crate::incident::{self, Event};
use crate::limits::label;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident needs a change and names none, one is requested, in the name of who needs
/// it. Its risk is high until somebody says otherwise.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct RaisedChangeIsRequested;

impl Policy for RaisedChangeIsRequested {
    fn name(&self) -> &'static str {
        "raised-change-is-requested"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((incident::NAME, "change_raised"), (change::NAME, "request"));
        vec![Edge::when(heard, "no change is named", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>(), NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::ChangeRaised(raised) = event else { return Ok(Vec::new()) };
        let key = record.stream()?.key;
        let service = facts.get::<OpenIncidents>().service_of(&key);
        let (None, Some(need), Some(service)) = (raised.change, raised.need, service) else {
            return Ok(Vec::new());
        };
        let expected = format!("incident {key} can be resolved");
        let wanted = Wanted {
            title: label("mend what an incident is about"),
            need,
            expected: &expected,
            services: std::slice::from_ref(service),
            items: &[],
        };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

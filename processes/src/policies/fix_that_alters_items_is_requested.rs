use super::wanted_change::Wanted;
use crate::change;
use crate::facts::{Roles, Vulnerabilities};
use crate::limits::{label_or, text_or};
use crate::vulnerability::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an item has to change for the fix of a vulnerability, and no change is named, one is
/// requested, in the name of who has graded it (6.6.2).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct FixThatAltersItemsIsRequested;

impl Policy for FixThatAltersItemsIsRequested {
    fn name(&self) -> &'static str {
        "fix-that-alters-items-is-requested"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((vulnerability::NAME, "graded"), (change::NAME, "request"));
        vec![Edge::when(heard, "an item has to change, and no change is named", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Vulnerabilities>(), NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Graded(graded) = event else { return Ok(Vec::new()) };
        if graded.change.is_some() || !graded.alters_items {
            return Ok(Vec::new());
        }
        let title = format!("vulnerability {key} is fixed");
        let wanted = Wanted {
            title: label_or(&title, "fix a vulnerability"),
            need: text_or(&title, "fix a vulnerability"),
            expected: &title,
            services: &[],
            items: facts.get::<Vulnerabilities>().items(&key),
        };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

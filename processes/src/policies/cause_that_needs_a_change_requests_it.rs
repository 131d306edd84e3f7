use super::wanted_change::Wanted;
use crate::change;
use crate::configuration_item::End;
use crate::facts::{ConfigurationItems, Nonconformities, Roles};
use crate::limits::label;
use crate::nonconformity::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever the cause of a nonconformity says what has to change in an item or a service, that is
/// requested, in the name of who has found the cause (4.5.5.1).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct CauseThatNeedsAChangeRequestsIt;

impl Policy for CauseThatNeedsAChangeRequestsIt {
    fn name(&self) -> &'static str {
        "cause-that-needs-a-change-requests-it"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (nonconformity::NAME, "cause_determined");
        vec![Edge::when(heard, "an item or a service has to change", (change::NAME, "request"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Nonconformities>(),
            NewFact::of::<Roles>(),
        ]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::CauseDetermined(cause) = event else { return Ok(Vec::new()) };
        let Some(need) = cause.need else { return Ok(Vec::new()) };
        let (services, items) = facts.get::<Nonconformities>().concerns(&key);
        // Whoever raises one may name what is not on record; no change can be about that.
        let cmdb = facts.get::<ConfigurationItems>();
        let on_record = |item: &&Key| cmdb.is_live(&End::Item((*item).clone()));
        let items: Vec<Key> = items.iter().filter(on_record).cloned().collect();
        let expected = format!("nonconformity {key} does not come again");
        let title = label("remove the cause of a nonconformity");
        let wanted = Wanted { title, need, expected: &expected, services, items: &items };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

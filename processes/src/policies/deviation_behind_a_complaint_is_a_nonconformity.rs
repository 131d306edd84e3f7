use super::nonconforming::{Nonconforming, source};
use crate::complaint::{self, ActionAgreed, Event};
use crate::facts::{Complaints, Nonconformities};
use crate::limits::text_or;
use crate::nonconformity;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a complaint shows that something is not as it has to be, that is a nonconformity (7.1,
/// 4.5.5.1).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct DeviationBehindAComplaintIsANonconformity;

impl Policy for DeviationBehindAComplaintIsANonconformity {
    fn name(&self) -> &'static str {
        "deviation-behind-a-complaint-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (complaint::NAME, "action_agreed");
        let edge = |only_if, sent| Edge::when(heard, only_if, (nonconformity::NAME, sent));
        vec![
            edge("something was not as it has to be", "raise"),
            edge("so it was, and one is open for it", "find_again"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Complaints>(), NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::ActionAgreed(ActionAgreed { action, deviation: Some(criterion), .. }) = event
        else {
            return Ok(Vec::new());
        };
        let known = facts.get::<Complaints>().get(&key);
        let service = known.and_then(|known| known.service.as_ref());
        let told = format!("complaint {key}; what is done for the customer: {action}");
        let found = Nonconforming {
            source: source(record, &key, None),
            criterion,
            summary: format!("complaint {key} shows what is not as it has to be"),
            statement: text_or(&told, "a complaint shows that something is not as it has to be"),
            services: service.map_or(&[], std::slice::from_ref),
            items: &[],
            at: known.map_or(record.metadata.recorded_at, |known| known.at),
        };
        Ok(vec![found.tell(facts)])
    }
}

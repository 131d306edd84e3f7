use crate::change::{self, Event};
use crate::configuration_item::End;
use crate::facts::{Bounds, Changes, ConfigurationItems, Direction};
use crate::incident::{self, Incident, Log};
use crate::limits::{Text, label, label_or};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a change fails, or turns out to have failed, a service suffers and no incident is linked,
/// one is logged.
///
/// Of a change that names no service, it is about the nearest that rests on its items; where none is
/// known to, the item stands for it. Outward: it calls people in.
#[derive(Clone, Copy, Debug)]
pub struct FailedChangeLogsAnIncident;

/// How far a service is looked for.
const NEAR: Bounds = Bounds { hops_max: 16, ends_max: 1_000 };

/// A failure that no incident is linked to.
struct Unlinked {
    symptom: Text,
    services: Vec<Key>,
    items: Vec<Key>,
}

impl Policy for FailedChangeLogsAnIncident {
    fn name(&self) -> &'static str {
        "failed-change-logs-an-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event| {
            let (heard, sent) = ((change::NAME, event), (incident::NAME, "log"));
            Edge::when(heard, "a service suffers and no incident is linked", sent)
        };
        vec![edge("failed"), edge("outcome_corrected")]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<ConfigurationItems>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some(failure) = unlinked(event, &key, facts) else { return Ok(Vec::new()) };
        let Unlinked { symptom, services, items } = failure;
        let configuration_item = items.first().cloned();
        let service = services.into_iter().next();
        let service = service.or_else(|| resting_on(&items, facts)).or(configuration_item.clone());
        let Some(service) = service else { return Ok(Vec::new()) };
        let monitor = label_or(&format!("change {key}"), change::NAME);
        let log = Log::observed(label("a change has failed"), service, monitor);
        let log = Log { description: Some(symptom), configuration_item, ..log };
        Ok(vec![Dispatch::new::<Incident>(log)])
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two of many events say so")]
fn unlinked(event: Event, change: &Key, facts: &Facts) -> Option<Unlinked> {
    match event {
        Event::Failed(it) if it.service_affected && it.incident.is_none() => {
            let claim = facts.get::<Changes>().get(change)?;
            let (services, items) = (claim.services.clone(), claim.items.clone());
            Some(Unlinked { symptom: it.symptom, services, items })
        }
        Event::OutcomeCorrected(it) if it.service_affected && it.incident.is_none() => {
            let (services, items) = (it.services.to_vec(), it.configuration_items.to_vec());
            Some(Unlinked { symptom: it.symptom, services, items })
        }
        _ => None,
    }
}

/// The service nearest to one of these items that suffers when it fails.
fn resting_on(items: &[Key], facts: &Facts) -> Option<Key> {
    let cmdb = facts.get::<ConfigurationItems>();
    items.iter().find_map(|item| {
        let reach = cmdb.impact(&End::Item(item.clone()), Direction::Up, NEAR);
        reach.reached.into_iter().find_map(|reached| match reached.end {
            End::Service(service) => Some(service),
            End::Item(_) | End::Component(_) => None,
        })
    })
}

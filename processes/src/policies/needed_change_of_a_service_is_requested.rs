use super::wanted_change::Wanted;
use crate::change;
use crate::facts::Roles;
use crate::limits::{Text, label_or, text_or};
use crate::service::{self, Event};
use engine::{
    DecodeError, Dispatch, Door, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef,
};

/// Whenever a requirement of a service or what the catalogue says of it is to be other, and no change
/// is named, one is requested in the name of who wants that (6.1, 7.1).
///
/// What a rule has begun to revise, another change is requested for. Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct NeededChangeOfAServiceIsRequested;

impl Policy for NeededChangeOfAServiceIsRequested {
    fn name(&self) -> &'static str {
        "needed-change-of-a-service-is-requested"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge =
            |event, only_if| Edge::when((service::NAME, event), only_if, (change::NAME, "request"));
        vec![
            edge("requirement_agreed", "it takes a new or changed service, and no change is named"),
            edge("requirement_change_proposed", "no change is named"),
            edge("revision_started", "a person has begun it, and no change is named"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some((title, need)) = needed(record, &key, event) else { return Ok(Vec::new()) };
        let wanted = Wanted {
            title: label_or(&title, "a change of a service"),
            need,
            expected: &title,
            services: std::slice::from_ref(&key),
            items: &[],
        };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

/// What is to be so, and what is needed for it, where no change is named.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
fn needed(record: &RecordRef<'_>, service: &Key, event: Event) -> Option<(String, Text)> {
    let or_so =
        |need: Option<Text>, title: &str| need.unwrap_or_else(|| text_or(title, "it is needed"));
    match event {
        Event::RequirementAgreed(agreed) if agreed.change_needed => {
            let title = format!("service {service} meets requirement {}", agreed.requirement);
            let need = or_so(None, &title);
            Some((title, need))
        }
        Event::RequirementChangeProposed(it) if it.change.is_none() => {
            let title = format!("service {service} meets changed requirement {}", it.requirement);
            let need = or_so(it.need, &title);
            Some((title, need))
        }
        // That of a mismatch is for the agreements, and that of a rule is of what it heard.
        Event::RevisionStarted(it) if it.change.is_none() => {
            let title = format!("the catalogue says {} of service {service}", it.revision);
            let need = or_so(it.need, &title);
            (record.metadata.door != Door::Policy).then_some((title, need))
        }
        _ => None,
    }
}

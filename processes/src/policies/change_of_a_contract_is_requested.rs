use super::wanted_change::Wanted;
use crate::change;
use crate::facts::{Agreements, Roles, Suppliers};
use crate::limits::{Text, label_or, text, text_or};
use crate::supplier::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever the contract with a supplier has to change and no change is named, or what he does goes
/// to another, a change of the services that rest on it is requested, in the name of who says so
/// (7.2.10).
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct ChangeOfAContractIsRequested;

impl Policy for ChangeOfAContractIsRequested {
    fn name(&self) -> &'static str {
        "change-of-a-contract-is-requested"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |event, only_if| {
            Edge::when((supplier::NAME, event), only_if, (change::NAME, "request"))
        };
        vec![
            edge("contract_change_proposed", "no change is named"),
            edge("exit_started", "another takes over"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        let (agreements, roles) = (NewFact::of::<Agreements>(), NewFact::of::<Roles>());
        vec![agreements, roles, NewFact::of::<Suppliers>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some((title, need)) = wanted(event, &key) else { return Ok(Vec::new()) };
        let (known, targets) =
            (facts.get::<Agreements>(), facts.get::<Suppliers>().targets_of(&key));
        let terms = targets.iter().filter_map(|target| known.last(target));
        let services: BTreeSet<Key> =
            terms.flat_map(|terms| terms.services.iter().cloned()).collect();
        let services: Vec<Key> = services.into_iter().take(crate::limits::LIST_MAX).collect();
        let wanted = Wanted {
            title: label_or(&title, "another contract with a supplier"),
            need,
            expected: &title,
            services: &services,
            items: &[],
        };
        Ok(vec![wanted.request(record, &key, facts)?])
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two of many events need one")]
fn wanted(event: Event, supplier: &Key) -> Option<(String, Text)> {
    match event {
        Event::ContractChangeProposed(proposed) if proposed.change.is_none() => {
            let need = proposed.need.unwrap_or_else(|| text("a contract is to be changed"));
            Some((format!("the contract with supplier {supplier} is another"), need))
        }
        Event::ExitStarted(started) => {
            let to = started.to?;
            let title = format!("what supplier {supplier} does goes to another");
            Some((title, text_or(&format!("{to} takes over"), "another takes over")))
        }
        _ => None,
    }
}

use super::wanted_change::Wanted;
use crate::facts::Roles;
use crate::limits::{label_or, text};
use crate::{change, configuration_item};
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever nobody has said in time that an idle item is needed, a change that reclaims it is
/// requested.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct IdleItemIsToBeReclaimed;

impl Policy for IdleItemIsToBeReclaimed {
    fn name(&self) -> &'static str {
        "idle-item-is-to-be-reclaimed"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (configuration_item::NAME, "idle_overdue");
        vec![Edge::always(heard, (change::NAME, "request"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let item = record.stream()?.key;
        let title = format!("reclaim idle item {item}");
        let wanted = Wanted {
            title: label_or(&title, "reclaim an idle item"),
            need: text("the item is not used, and nobody has said that it is needed"),
            expected: "what the item takes is free for others",
            services: &[],
            items: std::slice::from_ref(&item),
        };
        Ok(vec![wanted.request(record, &item, facts)?])
    }
}

use crate::change::{self, Change, ConfirmCmdbUpdate};
use crate::configuration_item::{self, Event};
use crate::facts::{Changes, Stage};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever the last item of a change that is carried out is updated or restored under it, the change
/// knows that the CMDB is right (9.2.23).
#[derive(Clone, Copy, Debug)]
pub struct UpdatedItemsConfirmTheirChange;

impl Policy for UpdatedItemsConfirmTheirChange {
    fn name(&self) -> &'static str {
        "updated-items-confirm-their-change"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (change::NAME, "confirm_cmdb_update");
        let only_if = "all its items are as deployed";
        let recorded = ["updated", "restored"];
        let recorded =
            recorded.map(|heard| Edge::when((configuration_item::NAME, heard), only_if, sent));
        let done = ["implemented", "remedied", "investigation_started"];
        let done = done.map(|heard| Edge::when((change::NAME, heard), only_if, sent));
        recorded.into_iter().chain(done).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = if record.process == change::NAME {
            Some(record.stream()?.key)
        } else {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            event.cover().map(|cover| cover.change.clone())
        };
        let is_right = |change: &Key| {
            let claim = facts.get::<Changes>().get(change);
            claim.is_some_and(|claim| {
                let altered = claim.altered.as_ref().is_some_and(|altered| !altered.is_empty());
                let open = claim.stage == Stage::Done && !claim.cmdb_updated;
                open && altered && claim.not_updated().is_empty()
            })
        };
        let confirm = |change| Dispatch::to::<Change>(change, ConfirmCmdbUpdate {});
        Ok(key.filter(is_right).map(confirm).into_iter().collect())
    }
}

//! What may be requested: somebody writes it, somebody else approves it.

use super::access::apart;
use super::table::{OFFERING, WRITING};
use super::{
    DraftItem, Event, Item, ItemApproved, ItemDrafted, ItemWithdrawn, Rejection, ServiceRequest,
    WithdrawItem,
};
use crate::change::hand;
use crate::facts::Services;
use engine::{Context, Span};

impl Item {
    /// The shortest time that there is for something.
    pub const SPAN_MIN: Span = Span::from_minutes(1);
    /// The longest.
    pub const SPAN_MAX: Span = Span::from_days(366);

    fn spans(&self) -> impl Iterator<Item = (&'static str, Span)> {
        let targets = self.targets.iter();
        let targets =
            targets.flat_map(|it| [("response", it.response), ("fulfilment", it.fulfilment)]);
        targets.chain([("approve_within", self.approve_within)])
    }
}

impl ServiceRequest {
    pub(super) fn draft_item(
        command: DraftItem,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let item = command.item;
        let (min, max) = (Item::SPAN_MIN, Item::SPAN_MAX);
        let out = item.spans().find(|(_, span)| !(min..=max).contains(span));
        if let Some((what, span)) = out {
            return Err(Rejection::OutOfBounds { what, span, min, max });
        }
        Ok(vec![ItemDrafted { item, by: hand(context, WRITING) }.into()])
    }

    pub(super) fn approve_item(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let (item, author) = self.offer.draft.as_ref().ok_or(Rejection::NothingDrafted)?;
        let by = hand(context, OFFERING);
        apart(&by, "has written it", |actor| author.actors().any(|author| author == actor))?;
        if !context.facts.get::<Services>().is_offered(&item.service) {
            return Err(Rejection::ServiceNotOffered { service: item.service.clone() });
        }
        Ok(vec![ItemApproved { version: self.offer.version + 1, by }.into()])
    }

    pub(super) fn withdraw_item(command: WithdrawItem) -> Vec<Event> {
        vec![ItemWithdrawn { reason: command.reason }.into()]
    }
}

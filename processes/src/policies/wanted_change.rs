//! How rules request a change that something needs and that nobody has named.

use crate::agreement::Level;
use crate::change::{Change, Content, Origin, Request, ServiceEffect, hand_behind};
use crate::change_model::Risk;
use crate::facts::Roles;
use crate::limits::{Label, List, Text, label, text, text_or};
use engine::{DecodeError, Dispatch, Facts, Key, RecordRef};

/// What a rule knows of a change that is needed.
pub(super) struct Wanted<'a> {
    /// What it is called.
    pub(super) title: Label,
    /// What is needed.
    pub(super) need: Text,
    /// What is expected of it.
    pub(super) expected: &'a str,
    /// The services concerned.
    pub(super) services: &'a [Key],
    /// The items concerned.
    pub(super) items: &'a [Key],
}

impl Wanted<'_> {
    /// Requests it, raised from what the record is about and in the name of who has caused that, and of
    /// for whom he did: neither of them is to decide on it.
    /// Its risk is high until somebody says otherwise.
    ///
    /// # Errors
    /// A record in nobody's name.
    pub(super) fn request(
        self,
        record: &RecordRef<'_>,
        key: &Key,
        facts: &Facts,
    ) -> Result<Dispatch, DecodeError> {
        let content = Content {
            purpose: self.need,
            services: List::new(self.services.to_vec()).unwrap_or_default(),
            configuration_items: List::new(self.items.to_vec()).unwrap_or_default(),
            service_effect: ServiceEffect::Unchanged,
            risk: Risk { level: Level::High, statement: text("not looked at yet") },
            expected: text_or(self.expected, "what was asked for is so"),
            parties: List::empty(),
            retests_continuity: false,
        };
        Ok(Dispatch::new::<Change>(Request {
            title: self.title,
            content,
            model: None,
            raised_from: Some(Origin { process: label(record.process), key: key.clone() }),
            requester: Some(hand_behind(record, facts.get::<Roles>())?),
        }))
    }
}

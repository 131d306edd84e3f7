//! What was decided on a change, and what came of it: asked for ever.

use super::super::ENTRY_BYTES;
use crate::change::{Class, Content, Event, ServiceEffect};
use engine::{Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is known of a change for good, in short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Course {
    /// Its class, once it has one.
    pub class: Option<Class>,
    /// What was decided.
    pub decision: Decision,
    /// What came of it, as reviewed.
    pub result: Achieved,
    /// The services that are other for it, or gone; none where they are as before.
    pub affects: Vec<Key>,
    /// What becomes of them.
    pub effect: ServiceEffect,
    /// The items that it is about.
    pub items: Vec<Key>,
    /// That it failed, if it ever did.
    pub failure: Option<Failure>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// That a change failed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The change model that it was made by.
    pub model: Option<Key>,
    /// Whether it is known why.
    pub investigated: bool,
}

/// What was decided on a change.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Decision {
    /// Nothing yet.
    #[default]
    Pending,
    /// It may be carried out, or was: by a board, by its model or as an emergency.
    Approved,
    /// It was refused, taken back or given up.
    TurnedDown,
    /// It is part of this other change.
    MergedInto(Key),
}

/// What came of a change.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Achieved {
    /// It is not carried out yet.
    #[default]
    Nothing,
    /// What it is to bring about is there.
    InPlace,
    /// It failed, and what was before is there again or is to be.
    Failed,
    /// It was reviewed.
    Reviewed {
        /// Whether what it is to bring about is there.
        in_place: bool,
        /// Whether that is as was expected of it.
        as_expected: bool,
    },
}

impl Course {
    pub(super) fn bytes(&self, change: &Key) -> u64 {
        let parent =
            if let Decision::MergedInto(parent) = &self.decision { Some(parent) } else { None };
        let model = self.failure.as_ref().and_then(|failure| failure.model.as_ref());
        let named = parent.into_iter().chain(model).map(|key| key.as_escaped().len());
        let affects = self.affects.iter().map(|service| ENTRY_BYTES + service.as_escaped().len());
        let items = self.items.iter().map(|item| ENTRY_BYTES + item.as_escaped().len());
        let listed = affects.chain(items).sum::<usize>();
        let keys = change.as_escaped().len() + named.sum::<usize>() + listed;
        (ENTRY_BYTES + size_of::<Self>() + keys) as u64
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    pub(super) fn take_in(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Requested(event) => self.says(&event.content),
            Event::Revised(event) => self.says(&event.content),
            Event::Classified(event) => self.class = Some(event.class),
            Event::Reclassified(event) => self.begin_again(Some(event.class)),
            Event::Replanned(_) => self.begin_again(self.class),
            Event::Approved(_) | Event::Preapproved(_) | Event::EmergencyAuthorised(_) => {
                self.decision = Decision::Approved;
            }
            Event::Adopted(event) => {
                (self.class, self.result) = (Some(Class::Emergency), Achieved::InPlace);
                self.says(&event.content);
            }
            Event::Implemented(_) | Event::Remedied(_) => self.result = Achieved::InPlace,
            Event::Failed(event) => self.fail(event.model.clone()),
            Event::OutcomeCorrected(event) => self.fail(event.model.clone()),
            Event::BackedOut(_) => self.result = Achieved::Failed,
            Event::Investigated(_) => {
                if let Some(failure) = &mut self.failure {
                    failure.investigated = true;
                }
            }
            Event::Reviewed(event) => {
                let (in_place, as_expected) = (self.is_in_place(), event.as_expected);
                self.result = Achieved::Reviewed { in_place, as_expected };
            }
            // What was adopted is approved by its assessment afterwards, without which it does not end.
            Event::Closed(_) => {
                (self.decision, self.closed_at) = (Decision::Approved, Some(at));
            }
            Event::Withdrawn(_) | Event::Cancelled(_) | Event::Rejected(_) => {
                self.decision = Decision::TurnedDown;
            }
            Event::Merged(event) => self.decision = Decision::MergedInto(event.parent.clone()),
            _ => {}
        }
    }

    /// What was decided and came of it is void; that it once failed is not.
    fn begin_again(&mut self, class: Option<Class>) {
        let (affects, effect) = (std::mem::take(&mut self.affects), self.effect);
        let (items, failure) = (std::mem::take(&mut self.items), self.failure.take());
        *self = Self { class, affects, effect, items, failure, ..Self::default() };
    }

    fn says(&mut self, content: &Content) {
        self.effect = content.service_effect;
        let services = content.services.iter().filter(|_| self.effect != ServiceEffect::Unchanged);
        self.affects = services.cloned().collect();
        self.items = content.configuration_items.to_vec();
    }

    fn fail(&mut self, model: Option<Key>) {
        self.result = Achieved::Failed;
        self.failure = Some(Failure { model, investigated: false });
    }

    /// Whether it may be carried out, or was.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.decision == Decision::Approved
    }

    /// Whether something may still come of it, or has: it was not turned down.
    #[must_use]
    pub fn may_help(&self) -> bool {
        self.decision != Decision::TurnedDown
    }

    /// Whether nothing comes of it: it was refused, given up, or failed.
    #[must_use]
    pub fn came_to_nothing(&self) -> bool {
        !self.may_help()
            || matches!(self.result, Achieved::Failed | Achieved::Reviewed { in_place: false, .. })
    }

    /// Whether what it is to bring about is there.
    #[must_use]
    pub const fn is_in_place(&self) -> bool {
        matches!(self.result, Achieved::InPlace | Achieved::Reviewed { in_place: true, .. })
    }

    /// Whether that is there, and no review has found it to be less than was expected.
    #[must_use]
    pub const fn has_succeeded(&self) -> bool {
        self.is_in_place() && !self.is_less_than_expected()
    }

    const fn is_less_than_expected(&self) -> bool {
        matches!(self.result, Achieved::Reviewed { as_expected: false, .. })
    }

    /// Whether it may mend something, now or later: it is not over, or not with less than was expected.
    #[must_use]
    pub fn may_mend(&self) -> bool {
        self.closed_at.is_none() || !(self.is_less_than_expected() || self.came_to_nothing())
    }

    /// Whether it was reviewed.
    #[must_use]
    pub const fn is_reviewed(&self) -> bool {
        matches!(self.result, Achieved::Reviewed { .. })
    }

    /// Whether it is major, and takes this service away, for all that it says now.
    #[must_use]
    pub fn takes_away(&self, service: &Key) -> bool {
        self.class == Some(Class::Major)
            && self.effect.takes_away()
            && self.affects.contains(service)
    }

    /// The services that are other for it, of which the catalogue then says something else.
    #[must_use]
    pub fn alters(&self) -> &[Key] {
        match self.effect {
            ServiceEffect::Changed | ServiceEffect::Introduced => &self.affects,
            ServiceEffect::Unchanged | ServiceEffect::Removed | ServiceEffect::Transferred => &[],
        }
    }
}

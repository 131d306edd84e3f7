//! Who has had which part in each open change.

use super::ENTRY_BYTES;
use crate::change::{self, Event, Hand};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The changes that are not over, and who has had to do with each. Those that are over, are gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeHands {
    open: BTreeMap<Key, Hands>,
    bytes: u64,
}

/// Who has had which part in a change, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hands {
    /// Who wanted it, and who wrote at it.
    pub requesters: BTreeSet<Actor>,
    /// Who decided on it.
    pub approvers: BTreeSet<Actor>,
    /// Who reviewed it.
    pub reviewers: BTreeSet<Actor>,
    /// Who has cast the last vote of each seat.
    votes: BTreeMap<Actor, Actor>,
}

impl Hands {
    fn decided_by(&mut self, members: &[Actor]) {
        for seat in members {
            self.approvers.extend(self.votes.get(seat).cloned());
            self.approvers.insert(seat.clone());
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn take_in(&mut self, event: &Event) {
        let add = |to: &mut BTreeSet<Actor>, hand: &Hand| to.extend(hand.actors().cloned());
        match event {
            Event::Requested(event) => add(&mut self.requesters, &event.requester),
            Event::Adopted(event) => add(&mut self.requesters, &event.recorder),
            Event::Revised(event) => add(&mut self.requesters, &event.author),
            Event::Voted(event) => {
                self.votes.insert(event.seat.clone(), event.by.actor.clone());
            }
            Event::EmergencyVoted(event) => {
                self.votes.insert(event.seat.clone(), event.by.actor.clone());
            }
            Event::Approved(event) => self.decided_by(&event.members),
            Event::EmergencyAuthorised(event) => self.decided_by(&event.members),
            Event::Reviewed(event) => add(&mut self.reviewers, &event.reviewer),
            Event::Reclassified(_) | Event::Replanned(_) => {
                let requesters = std::mem::take(&mut self.requesters);
                *self = Self { requesters, ..Self::default() };
            }
            _ => {}
        }
    }

    /// In maps it takes about what its names take, with an entry each.
    fn bytes(&self, change: &Key) -> u64 {
        let sets = [&self.requesters, &self.approvers, &self.reviewers];
        let names = sets.into_iter().flatten().chain(self.votes.keys()).chain(self.votes.values());
        let names: usize = names.map(|name| name.as_escaped().len() + ENTRY_BYTES).sum();
        (ENTRY_BYTES + change.as_escaped().len() + size_of::<Self>() + names) as u64
    }
}

impl ChangeHands {
    /// Who has had to do with a change, if it is open.
    #[must_use]
    pub fn get(&self, change: &Key) -> Option<&Hands> {
        self.open.get(change)
    }
}

impl Fact for ChangeHands {
    const NAME: &'static str = "change_hands";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[change::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const ENDS: [&str; 5] = ["closed", "cancelled", "withdrawn", "rejected", "merged"];
        const HEARD: [&str; 10] = [
            "requested",
            "adopted",
            "revised",
            "voted",
            "emergency_voted",
            "approved",
            "emergency_authorised",
            "reviewed",
            "reclassified",
            "replanned",
        ];
        let ends = ENDS.contains(&record.event);
        if !ends && !HEARD.contains(&record.event) {
            return Ok(());
        }
        let change = record.stream()?.key;
        let before = self.open.remove(&change);
        self.bytes -= before.as_ref().map_or(0, |hands| hands.bytes(&change));
        if ends {
            return Ok(());
        }
        let mut hands = before.unwrap_or_default();
        hands.take_in(&Event::decode(record.event, record.schema, record.payload)?);
        self.bytes += hands.bytes(&change);
        self.open.insert(change, hands);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::ChangeHands;
    use crate::change::tests::world::Staff;
    use crate::roles::CHANGE_ADVISORY_BOARD;
    use crate::testing::{actor, key};
    use engine::Fact as _;
    use serde_json::json;

    #[test]
    fn who_asked_decided_and_reviewed_is_known_until_it_is_over() {
        let mut staff = Staff::new();
        staff.delegate("cy", "lee", CHANGE_ADVISORY_BOARD);
        staff.submitted("CHG1", "medium");
        staff.vote("lee", "CHG1");
        staff.vote("di", "CHG1");
        let known = |staff: &Staff| staff.0.facts.get::<ChangeHands>().get(&key("CHG1")).cloned();
        let hands = known(&staff).unwrap();
        assert_eq!(hands.requesters, [actor("bo")].into());
        assert_eq!(hands.approvers, ["cy", "di", "lee"].map(actor).into());
        let again = json!({"class": "normal", "policy": {"statement": "so"}, "reason": "closer"});
        staff.does("ada", "CHG1", "reclassify", &again);
        let hands = known(&staff).unwrap();
        assert!(hands.approvers.is_empty() && hands.requesters == [actor("bo")].into());
        let mut staff = Staff::new();
        staff.reviewing("CHG1");
        staff.reviewed("ada", "CHG1");
        assert_eq!(known(&staff).unwrap().reviewers, [actor("ada")].into());
        staff.does("ada", "CHG1", "close", &json!({}));
        assert!(known(&staff).is_none());
        assert_eq!(staff.0.facts.get::<ChangeHands>().bytes(), 0, "nothing is left");
    }
}

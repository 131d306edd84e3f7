//! Who has had which part in each open change: by its own record, by that of its releases and of what
//! has become part of it, and by that of the model by which it is approved.

use super::{ENTRY_BYTES, Roles};
use crate::change::{self, Assessor, Event, Hand, hand_behind};
use crate::{change_model, release, role, window};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The changes that are not over, and who has had to do with each. Those that are over, are gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeHands {
    open: BTreeMap<Key, Hands>,
    /// The changes of each release that is not over.
    releases: BTreeMap<Key, Vec<Key>>,
    /// Who has approved each change model as it is, or confirmed it since, and for whom.
    models: BTreeMap<Key, BTreeSet<Actor>>,
    /// For whom somebody deploys or approves who may only as a deputy.
    roles: Roles,
    bytes: u64,
}

/// Who has had which part in a change, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hands {
    /// Who wanted it or what has become part of it, and who wrote at either.
    pub requesters: BTreeSet<Actor>,
    /// Who decided on it, or on the model by which it is approved.
    pub approvers: BTreeSet<Actor>,
    /// Who has assessed it.
    pub assessors: BTreeSet<Actor>,
    /// Who carries it out or has deployed some of it, or had that done by a deputy.
    pub deployers: BTreeSet<Actor>,
    /// Who reviewed it.
    pub reviewers: BTreeSet<Actor>,
    /// Who voted for an exception from a window for it, and for whom.
    pub excepted_by: BTreeSet<Actor>,
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
            Event::Assessed(event) => {
                if let Assessor::Person(hand) = &event.assessor {
                    add(&mut self.assessors, hand);
                }
            }
            Event::ImplementationStarted(event) => add(&mut self.deployers, &event.implementer),
            Event::StepRetried(event) => {
                event.implementer.iter().for_each(|hand| add(&mut self.deployers, hand));
            }
            Event::Implemented(event) => add(&mut self.deployers, &event.implementer),
            Event::BackoutStarted(event) => add(&mut self.deployers, &event.implementer),
            Event::BackedOut(event) => add(&mut self.deployers, &event.implementer),
            Event::Remedied(event) => add(&mut self.deployers, &event.implementer),
            Event::Reviewed(event) => add(&mut self.reviewers, &event.reviewer),
            // Also when it begins anew, each has had his part in what was carried out; who decided on
            // what never was has not.
            Event::Reclassified(_) | Event::Replanned(_) => {
                let mut before = std::mem::take(self);
                before.votes.clear();
                before.assessors.clear();
                *self = if before.deployers.is_empty() {
                    Self { requesters: before.requesters, ..Self::default() }
                } else {
                    before
                };
            }
            _ => {}
        }
    }

    /// In maps it takes about what its names take, with an entry each.
    fn bytes(&self, change: &Key) -> u64 {
        let judges = [&self.approvers, &self.deployers, &self.reviewers, &self.excepted_by];
        let sets = judges.into_iter().chain([&self.requesters, &self.assessors]);
        let names = sets.flatten().chain(self.votes.keys()).chain(self.votes.values());
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

    /// Who has approved a change model as it is, if anybody has.
    #[must_use]
    pub fn approvers_of(&self, model: &Key) -> Option<&BTreeSet<Actor>> {
        self.models.get(model)
    }
}

/// About what it takes to know the changes of a release.
fn bytes_of(release: &Key, changes: &[Key]) -> u64 {
    let names = changes.iter().chain([release]);
    names.map(|name| (name.as_escaped().len() + ENTRY_BYTES) as u64).sum()
}

/// ... and to know who has approved a model.
fn bytes_of_model(model: &Key, approvers: &BTreeSet<Actor>) -> u64 {
    let names = approvers.iter().map(Actor::as_escaped).chain([model.as_escaped()]);
    names.map(|name| (name.len() + ENTRY_BYTES) as u64).sum()
}

impl ChangeHands {
    fn hear_of_change(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const ENDS: [&str; 4] = ["closed", "cancelled", "withdrawn", "rejected"];
        const HEARD: [&str; 19] = [
            "requested",
            "adopted",
            "revised",
            "voted",
            "emergency_voted",
            "approved",
            "emergency_authorised",
            "preapproved",
            "assessed",
            "implementation_started",
            "step_retried",
            "implemented",
            "backout_started",
            "backed_out",
            "remedied",
            "reviewed",
            "reclassified",
            "replanned",
            "merged",
        ];
        let change = record.stream()?.key;
        if ENDS.contains(&record.event) {
            self.set(change, None);
        } else if HEARD.contains(&record.event) {
            let mut hands = self.open.get(&change).cloned().unwrap_or_default();
            let event = Event::decode(record.event, record.schema, record.payload)?;
            if let Event::Merged(merged) = &event {
                self.set(change, None);
                self.wanted_by(&merged.parent, hands.requesters);
                return Ok(());
            }
            if let Event::Preapproved(event) = &event {
                let approvers = self.approvers_of(&event.by.model).into_iter().flatten();
                hands.approvers.extend(approvers.cloned());
            }
            hands.take_in(&event);
            self.set(change, Some(hands));
        }
        Ok(())
    }

    /// Who wanted what has become part of a change wants that one.
    fn wanted_by(&mut self, change: &Key, requesters: BTreeSet<Actor>) {
        let Some(mut hands) = self.open.get(change).cloned() else { return };
        hands.requesters.extend(requesters);
        self.set(change.clone(), Some(hands));
    }

    fn hear_of_window(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.event != "exception_voted" {
            return Ok(());
        }
        let event = window::Event::decode(record.event, record.schema, record.payload)?;
        let window::Event::ExceptionVoted(voted) = event else { return Ok(()) };
        let window::Activity { process, key } = voted.activity;
        let hands = self.open.get(&key).filter(|_| &*process == change::NAME);
        if let Some(mut hands) = hands.cloned() {
            hands.excepted_by.extend(voted.by.actors().cloned());
            hands.excepted_by.insert(voted.seat);
            self.set(key, Some(hands));
        }
        Ok(())
    }

    fn hear_of_model(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const ENDS: [&str; 3] = ["retired", "expired", "discarded"];
        let model = record.stream()?.key;
        let deciding = || -> Result<BTreeSet<Actor>, DecodeError> {
            Ok(hand_behind(record, &self.roles)?.actors().cloned().collect())
        };
        let approvers = match record.event {
            "approved" => Some(deciding()?),
            // Without that, no change would be made by it any more.
            "confirmed" => {
                let before = self.models.get(&model).cloned().unwrap_or_default();
                Some(before.into_iter().chain(deciding()?).collect())
            }
            event if ENDS.contains(&event) => None,
            _ => return Ok(()),
        };
        let before = self.models.remove(&model);
        self.bytes -= before.map_or(0, |approvers| bytes_of_model(&model, &approvers));
        if let Some(approvers) = approvers {
            self.bytes += bytes_of_model(&model, &approvers);
            self.models.insert(model, approvers);
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn hear_of_release(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let release = record.stream()?.key;
        match record.event {
            "planned" | "scope_changed" => {
                let event = release::Event::decode(record.event, record.schema, record.payload)?;
                let changes = match event {
                    release::Event::Planned(event) => event.plan.changes,
                    release::Event::ScopeChanged(event) => event.plan.changes,
                    _ => return Ok(()),
                };
                self.carry(release, Some(changes.to_vec()));
            }
            "closed" | "cancelled" => self.carry(release, None),
            event if release::DEPLOYED.contains(&event) => {
                let hand = hand_behind(record, &self.roles)?;
                for change in self.releases.get(&release).cloned().unwrap_or_default() {
                    let Some(mut hands) = self.open.get(&change).cloned() else { continue };
                    hands.deployers.extend(hand.actors().cloned());
                    self.set(change, Some(hands));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn set(&mut self, change: Key, now: Option<Hands>) {
        let before = self.open.remove(&change);
        self.bytes -= before.map_or(0, |hands| hands.bytes(&change));
        if let Some(hands) = now {
            self.bytes += hands.bytes(&change);
            self.open.insert(change, hands);
        }
    }

    fn carry(&mut self, release: Key, now: Option<Vec<Key>>) {
        let before = self.releases.remove(&release);
        self.bytes -= before.map_or(0, |changes| bytes_of(&release, &changes));
        if let Some(changes) = now {
            self.bytes += bytes_of(&release, &changes);
            self.releases.insert(release, changes);
        }
    }
}

impl Fact for ChangeHands {
    const NAME: &'static str = "change_hands";
    const VERSION: u16 = 7;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] =
        &[change::NAME, change_model::NAME, release::NAME, role::NAME, window::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        match record.process {
            change::NAME => self.hear_of_change(record),
            change_model::NAME => self.hear_of_model(record),
            release::NAME => self.hear_of_release(record),
            window::NAME => self.hear_of_window(record),
            _ => self.roles.apply(record),
        }
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_add(self.roles.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeHands, bytes_of_model};
    use crate::change::tests::world::Staff;
    use crate::facts::Roles;
    use crate::limits::text;
    use crate::release;
    use crate::roles::{CHANGE_ADVISORY_BOARD, DEPLOYER};
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
        assert!(is_empty(&staff), "nothing is left");
    }

    #[test]
    fn each_who_deploys_some_of_a_release_carries_out_its_changes() {
        let mut staff = Staff::new();
        staff.reviewing("CHG1");
        let mut release = |event: release::Event| staff.0.record(release::NAME, "REL1", &event);
        release(release::Planned { plan: release::tests::plan() }.into());
        release(
            release::CanaryWaits {
                stage: 0,
                waiting: release::Waiting::NoData,
                until: engine::testing::NOW,
            }
            .into(),
        );
        let known = |staff: &Staff| {
            let hands = staff.0.facts.get::<ChangeHands>().get(&key("CHG1"));
            hands.unwrap().deployers.clone()
        };
        assert_eq!(known(&staff), [actor("fay")].into(), "who carried it out by hand");
        for (by, event) in [
            ("dan", release::DeploymentStarted {}.into()),
            ("fay", release::StepRetried { reason: text("a time-out") }.into()),
        ] {
            staff.0.record_by::<release::Event>(by, release::NAME, "REL1", &event);
        }
        let both: std::collections::BTreeSet<_> = ["dan", "fay"].map(actor).into();
        assert_eq!(known(&staff), both);
        let mut again = known_all(&staff);
        let (reason, voided) = (text("smaller"), crate::limits::List::empty());
        again.take_in(&crate::change::Replanned { reason, voided }.into());
        assert_eq!(again.deployers, both, "also when it begins anew");
        assert!(!again.approvers.is_empty(), "so have those who decided on what was carried out");
        let closed = release::Event::from(release::Closed {});
        staff.0.record(release::NAME, "REL1", &closed);
        assert_eq!(known(&staff), both, "as long as the change is open");
        staff.reviewed("ada", "CHG1");
        staff.does("ada", "CHG1", "close", &json!({}));
        assert!(is_empty(&staff), "nothing is left");
    }

    #[test]
    fn who_has_it_deployed_by_a_deputy_carries_it_out() {
        let mut staff = Staff::new();
        staff.reviewing("CHG1");
        staff.0.give("ada", "rik", DEPLOYER);
        staff.delegate("rik", "dan", DEPLOYER);
        let planned: release::Event = release::Planned { plan: release::tests::plan() }.into();
        staff.0.record(release::NAME, "REL1", &planned);
        let started: release::Event = release::DeploymentStarted {}.into();
        staff.0.record_by("dan", release::NAME, "REL1", &started);
        let hands = staff.0.facts.get::<ChangeHands>().get(&key("CHG1")).unwrap();
        assert_eq!(hands.deployers, ["dan", "fay", "rik"].map(actor).into());
    }

    #[test]
    fn who_confirms_a_model_has_approved_what_is_made_by_it() {
        let mut staff = Staff::new();
        let confirmed: crate::change_model::Event =
            crate::change_model::Confirmed { finding: text("right"), investigated: None }.into();
        staff.0.record_by("di", crate::change_model::NAME, "restart", &confirmed);
        let hands = staff.0.facts.get::<ChangeHands>();
        assert_eq!(hands.approvers_of(&key("restart")), Some(&["cy", "di"].map(actor).into()));
    }

    /// Whether nothing is kept but who has which role, and who has approved the model.
    fn known_all(staff: &Staff) -> super::Hands {
        staff.0.facts.get::<ChangeHands>().get(&key("CHG1")).unwrap().clone()
    }

    fn is_empty(staff: &Staff) -> bool {
        let (hands, roles) = (staff.0.facts.get::<ChangeHands>(), staff.0.facts.get::<Roles>());
        let model = bytes_of_model(&key("restart"), &[actor("cy")].into());
        hands.bytes() == roles.bytes() + usize::try_from(model).unwrap()
    }
}

//! Which changes are open, what they concern, and when they are carried out; of each that there ever
//! was, what was decided and what came of it.

mod course;

pub use course::{Achieved, Course, Decision, Failure};

use super::ENTRY_BYTES;
use crate::agreement::Level;
use crate::change::{self, Class, Collision, Content, Event, Origin, ServiceEffect, Slot};
use crate::configuration_item::{self, Cover, Occasion, Retired};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The changes that are not over; of those that are, only the course.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    courses: BTreeMap<Key, Course>,
    open: BTreeMap<Key, Claim>,
    /// Those that have a time, by item.
    by_item: BTreeMap<Key, BTreeSet<Key>>,
    /// What has become part of each, and what that was raised from.
    parts: BTreeMap<Key, BTreeMap<Key, Option<Origin>>>,
    bytes: u64,
}

/// What is known of an open change.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// How far it is.
    pub stage: Stage,
    /// The services concerned.
    pub services: Vec<Key>,
    /// What becomes of them.
    pub service_effect: ServiceEffect,
    /// The items concerned.
    pub items: Vec<Key>,
    /// How bad what may go wrong is.
    pub risk: Level,
    /// Whether continuity is tested anew for it.
    pub retests_continuity: bool,
    /// When it is carried out, once it has a time; kept while it waits.
    pub slot: Option<Slot>,
    /// Since when it is being carried out: an emergency may begin before its time.
    pub begun_at: Option<Timestamp>,
    /// Whether it is being reversed.
    pub backing_out: bool,
    /// Whether it was.
    pub backed_out: bool,
    /// What it was raised from.
    pub raised_from: Option<Origin>,
    /// Whether service design has taken it up.
    pub in_design: bool,
    /// Whether what service design says of it is accepted.
    pub design_accepted: bool,
    /// The items that have become other; all, until it is known.
    pub altered: Option<Vec<Key>>,
    /// Of which of its items there is a baseline for it.
    pub baselines: BTreeSet<Key>,
    /// Which of its items were updated under it, since what is there now is there.
    pub updated: BTreeSet<Key>,
    /// ... and at any time since it was begun.
    pub ever_updated: BTreeSet<Key>,
    /// Which of its items were retired under it, and are neither restored nor disposed of.
    pub retired: BTreeSet<Key>,
    /// Whether the CMDB is confirmed to be right.
    pub cmdb_updated: bool,
}

/// How far a change is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Stage {
    /// Nothing is to happen at a time yet.
    Planned,
    /// It has a time.
    Scheduled,
    /// It has a time, and waits.
    Held,
    /// It is being carried out or remedied.
    Implementing,
    /// It does not work, and is to be backed out or remedied.
    Failed,
    /// That is over.
    Done,
}

impl Claim {
    fn of(content: &Content, raised_from: Option<Origin>) -> Self {
        Self {
            stage: Stage::Planned,
            services: content.services.to_vec(),
            service_effect: content.service_effect,
            items: content.configuration_items.to_vec(),
            risk: content.risk.level,
            retests_continuity: content.retests_continuity,
            slot: None,
            begun_at: None,
            backing_out: false,
            backed_out: false,
            raised_from,
            in_design: false,
            design_accepted: false,
            altered: None,
            baselines: BTreeSet::new(),
            updated: BTreeSet::new(),
            ever_updated: BTreeSet::new(),
            retired: BTreeSet::new(),
            cmdb_updated: false,
        }
    }

    /// Whether it waits for service design.
    #[must_use]
    pub const fn waits_for_design(&self) -> bool {
        self.in_design && !self.design_accepted
    }

    /// When it needs its items for itself: in its time, and from when it was begun where that was
    /// before. One that has failed needs them from then on, whatever time it had, until it is backed
    /// out or remedied: see [`is_in_doubt`](Self::is_in_doubt).
    #[must_use]
    pub fn claims(&self) -> Option<Slot> {
        let slot = self.slot?;
        let begun = self.begun_at.map_or(slot.from, |begun| begun.min(slot.from));
        match self.stage {
            Stage::Scheduled => Some(slot),
            Stage::Implementing | Stage::Failed => Some(Slot { from: begun, to: slot.to }),
            Stage::Planned | Stage::Held | Stage::Done => None,
        }
    }

    /// Whether it is still to be recorded what became of an item.
    fn is_to_record(&self, item: &Key) -> bool {
        let altered = self.altered.as_ref().unwrap_or(&self.items);
        matches!(self.stage, Stage::Implementing | Stage::Failed | Stage::Done)
            && !self.cmdb_updated
            && altered.contains(item)
            && !self.updated.contains(item)
    }

    /// Since when it has been carried out, whatever came of that; none, where it was not begun.
    #[must_use]
    pub fn carried_out_from(&self) -> Option<Timestamp> {
        let adopted = || self.slot.filter(|_| self.stage == Stage::Done).map(|slot| slot.from);
        self.begun_at.or_else(adopted)
    }

    /// Whether its items are neither as before nor as they are to be, for nobody knows how long: it
    /// has failed and is not made good, or goes on beyond its time, as an emergency may.
    #[must_use]
    pub fn is_in_doubt(&self, at: Timestamp) -> bool {
        match self.stage {
            Stage::Failed => true,
            Stage::Implementing => self.slot.is_some_and(|slot| slot.to <= at),
            Stage::Planned | Stage::Scheduled | Stage::Held | Stage::Done => false,
        }
    }

    /// Whether it covers what is done to an item now: the item is one of its, and the change is being
    /// carried out, or that is over, the item has become other and the CMDB is not confirmed yet. A
    /// change that has failed covers nothing; once it is backed out, what was put on record under it.
    #[must_use]
    pub fn covers(&self, item: &Key) -> bool {
        let is_other = match self.stage {
            Stage::Implementing => true,
            Stage::Done => self.altered.as_ref().is_none_or(|altered| altered.contains(item)),
            Stage::Planned | Stage::Scheduled | Stage::Held | Stage::Failed => false,
        };
        is_other && !self.cmdb_updated && self.items.contains(item)
    }

    /// Its items that were retired under it and are there again, for it is backed out: to be restored
    /// on record, or disposed of.
    #[must_use]
    pub fn to_restore(&self) -> Vec<Key> {
        let retired = self.retired.iter().filter(|_| self.backed_out);
        retired.cloned().collect()
    }

    /// Its items that have become other and were not updated under it.
    #[must_use]
    pub fn not_updated(&self) -> Vec<Key> {
        let altered = self.altered.as_ref().unwrap_or(&self.items);
        altered.iter().filter(|item| !self.updated.contains(*item)).cloned().collect()
    }

    /// Its items of which there is no baseline for it.
    #[must_use]
    pub fn without_baseline(&self) -> Vec<Key> {
        self.items.iter().filter(|item| !self.baselines.contains(*item)).cloned().collect()
    }

    /// In text and lists it takes about what its keys take, with an entry each.
    fn bytes(&self) -> u64 {
        let lists = [&self.services, &self.items].into_iter().chain(&self.altered);
        let keys = lists.flatten().chain(&self.baselines).chain(&self.updated);
        let keys = keys.chain(&self.ever_updated).chain(&self.retired);
        let keys: usize = keys.map(|key| key.as_escaped().len() + ENTRY_BYTES).sum();
        (size_of::<Self>() + ENTRY_BYTES + keys) as u64
    }
}

impl Changes {
    /// What is known of a change, if it is open.
    #[must_use]
    pub fn get(&self, change: &Key) -> Option<&Claim> {
        self.open.get(change)
    }

    /// What was decided on a change, and what came of it, if there ever was one of that name; of
    /// one that is part of another, what became of that one.
    #[must_use]
    pub fn course(&self, change: &Key) -> Option<&Course> {
        Some(self.whole(change)?.1)
    }

    /// That one, or what it is part of.
    fn whole(&self, change: &Key) -> Option<(&Key, &Course)> {
        let mut known = self.courses.get_key_value(change)?;
        // Merged into what was open, so this comes to an end.
        while let Decision::MergedInto(parent) = &known.1.decision {
            known = self.courses.get_key_value(parent)?;
        }
        Some(known)
    }

    /// Whether a change, or what it is part of, is being carried out.
    #[must_use]
    pub fn is_being_carried_out(&self, change: &Key) -> bool {
        let claim = self.whole(change).and_then(|(whole, _)| self.get(whole));
        claim.is_some_and(|claim| claim.stage == Stage::Implementing)
    }

    /// The class that a change was given itself, whatever it is part of now.
    #[must_use]
    pub fn own_class(&self, change: &Key) -> Option<Class> {
        self.courses.get(change)?.class
    }

    /// What has become part of a change, and parts of that, each with what it was raised from.
    #[must_use]
    pub fn parts_of(&self, change: &Key) -> Vec<(&Key, Option<&Origin>)> {
        let of = |whole: &Key| self.parts.get(whole).into_iter().flatten();
        let mut parts: Vec<_> = of(change).collect();
        let mut seen = 0;
        while let Some((part, _)) = parts.get(seen).copied() {
            parts.extend(of(part));
            seen += 1;
        }
        parts.into_iter().map(|(part, origin)| (part, origin.as_ref())).collect()
    }

    /// Whether there is, or was, one of that name.
    #[must_use]
    pub fn is_known(&self, change: &Key) -> bool {
        self.courses.contains_key(change)
    }

    /// Whether an open change covers what is done to an item now.
    #[must_use]
    pub fn cover(&self, change: &Key, item: &Key) -> bool {
        self.get(change).is_some_and(|claim| claim.covers(item))
    }

    /// A change that covers what is done to an item now, if there is one.
    #[must_use]
    pub fn covering(&self, item: &Key) -> Option<&Key> {
        self.open.iter().find(|(_, claim)| claim.covers(item)).map(|(change, _)| change)
    }

    /// Whether a change names services, and this is none of them.
    #[must_use]
    pub fn is_about_others(&self, change: &Key, service: &Key) -> bool {
        let Some((whole, course)) = self.whole(change) else { return false };
        let named = self.get(whole).map_or(&course.affects, |claim| &claim.services);
        !named.is_empty() && !named.contains(service)
    }

    /// Whether any change is open.
    #[must_use]
    pub fn any_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The open changes.
    pub fn open(&self) -> impl Iterator<Item = (&Key, &Claim)> {
        self.open.iter()
    }

    /// The changes that have a time, and are not held or over it.
    pub fn scheduled(&self) -> impl Iterator<Item = (&Key, &Claim, Slot)> {
        let claims = self.open.iter();
        claims.filter_map(|(change, claim)| Some((change, claim, claim.claims()?)))
    }

    /// The changes that are carried out, and of which it is still to be recorded what became of an item.
    pub fn recording(&self, item: &Key) -> impl Iterator<Item = &Key> {
        self.open().filter(|(_, claim)| claim.is_to_record(item)).map(|(change, _)| change)
    }

    /// The changes that need an item in a slot: which, and when. Among them those that leave the item
    /// in doubt now, whenever they were.
    pub fn claiming(
        &self,
        item: &Key,
        slot: Slot,
        now: Timestamp,
    ) -> impl Iterator<Item = (&Key, Slot)> {
        let changes = self.by_item.get(item).into_iter().flatten();
        changes.filter_map(move |change| {
            let claim = self.get(change)?;
            let claimed = claim.claims()?;
            (claim.is_in_doubt(now) || claimed.overlaps(&slot)).then_some((change, claimed))
        })
    }

    /// What other changes need in a slot of pairs of our items and items related to them; each pair
    /// once, sorted.
    #[must_use]
    pub fn collisions<'a>(
        &self,
        own: &Key,
        pairs: impl Iterator<Item = (&'a Key, &'a Key)>,
        slot: Slot,
        now: Timestamp,
    ) -> Vec<Collision> {
        let collisions = pairs.flat_map(|(item, its_item)| {
            let others = self.claiming(its_item, slot, now).filter(|(change, _)| *change != own);
            others.map(|(change, claimed)| Collision {
                change: change.clone(),
                item: item.clone(),
                its_item: its_item.clone(),
                from: claimed.from,
                to: claimed.to,
            })
        });
        collisions.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Replaces what is known of a change.
    fn set(&mut self, change: &Key, now: Option<Claim>) {
        let bytes = |claim: &Claim| claim.bytes() + 2 * change.as_escaped().len() as u64;
        if let Some(before) = self.open.remove(change) {
            self.bytes -= bytes(&before);
            if before.claims().is_some() {
                self.unlist(change, &before.items);
            }
        }
        let Some(now) = now else { return };
        self.bytes += bytes(&now);
        if now.claims().is_some() {
            for item in &now.items {
                let listed = self.by_item.entry(item.clone()).or_default();
                if listed.insert(change.clone()) {
                    self.bytes += listing_bytes(change, item);
                }
            }
        }
        self.open.insert(change.clone(), now);
    }

    fn unlist(&mut self, change: &Key, items: &[Key]) {
        for item in items {
            let Some(listed) = self.by_item.get_mut(item) else { continue };
            if listed.remove(change) {
                self.bytes -= listing_bytes(change, item);
            }
            if listed.is_empty() {
                self.by_item.remove(item);
            }
        }
    }

    fn alter(&mut self, change: &Key, alter: impl FnOnce(&mut Claim)) {
        if let Some(mut claim) = self.open.get(change).cloned() {
            alter(&mut claim);
            self.set(change, Some(claim));
        }
    }

    /// Alters each open one of which something is so.
    fn alter_those(&mut self, which: impl Fn(&Claim) -> bool, alter: impl Fn(&mut Claim)) {
        let those = self.open().filter(|(_, claim)| which(claim));
        for change in those.map(|(change, _)| change.clone()).collect::<Vec<_>>() {
            self.alter(&change, &alter);
        }
    }

    fn keep_course(&mut self, change: &Key, event: &Event, at: Timestamp) {
        let before = self.courses.remove(change);
        self.bytes -= before.as_ref().map_or(0, |course| course.bytes(change));
        let mut course = before.unwrap_or_default();
        course.take_in(event, at);
        self.bytes += course.bytes(change);
        self.courses.insert(change.clone(), course);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn take_in(&mut self, change: &Key, event: &Event, at: Timestamp) {
        match event {
            Event::Requested(event) => {
                let claim = Claim::of(&event.content, event.raised_from.clone());
                self.set(change, Some(claim));
            }
            Event::Adopted(event) => {
                let at = event.carried_out_at;
                let (stage, slot) = (Stage::Done, Some(Slot { from: at, to: at }));
                let claim = Claim { stage, slot, ..Claim::of(&event.content, None) };
                self.set(change, Some(claim));
            }
            Event::Revised(event) => self.alter(change, |claim| {
                let accepted = claim.design_accepted && !event.material;
                *claim = Claim {
                    in_design: claim.in_design,
                    design_accepted: accepted,
                    ..Claim::of(&event.content, claim.raised_from.take())
                };
            }),
            Event::RoutedToDesign(_) => self.alter(change, |claim| {
                (claim.in_design, claim.design_accepted) = (true, false);
            }),
            Event::DesignAccepted(_) => self.alter(change, |claim| claim.design_accepted = true),
            Event::ReturnedForRework(_) => {
                self.alter(change, |claim| claim.design_accepted = false);
            }
            Event::Scheduled(event) => self.alter(change, |claim| claim.scheduled(event.slot)),
            Event::Rescheduled(event) => self.alter(change, |claim| claim.scheduled(event.slot)),
            Event::Held(_) => self.alter(change, |claim| {
                claim.stage = claim.slot.map_or(Stage::Planned, |_| Stage::Held);
            }),
            Event::Resumed(_) => self.alter(change, |claim| {
                claim.stage = claim.slot.map_or(Stage::Planned, |_| Stage::Scheduled);
            }),
            Event::ImplementationStarted(_) => self.alter(change, |claim| {
                (claim.stage, claim.begun_at) = (Stage::Implementing, Some(at));
            }),
            Event::Implemented(event) => self.alter(change, |claim| claim.done(&event.altered)),
            // What was updated under it is to be put back on record.
            Event::BackedOut(event) => self.alter(change, |claim| {
                claim.done(&event.altered);
                (claim.backing_out, claim.backed_out) = (false, true);
                claim.updated.clear();
            }),
            Event::Remedied(event) => self.alter(change, |claim| claim.done(&event.altered)),
            Event::Failed(_) => self.alter(change, |claim| {
                claim.stage = Stage::Failed;
                claim.cmdb_updated = false;
            }),
            Event::BackoutStarted(_) => self.alter(change, |claim| claim.backing_out = true),
            Event::BackoutFailed(_) => self.alter(change, |claim| claim.backing_out = false),
            // What was put on record before is of what did not work.
            Event::RemedyStarted(_) => self.alter(change, |claim| {
                claim.stage = Stage::Implementing;
                claim.updated.clear();
            }),
            Event::RemedyFailed(_) => self.alter(change, |claim| claim.stage = Stage::Failed),
            Event::CmdbUpdated(_) => self.alter(change, |claim| claim.cmdb_updated = true),
            Event::Reclassified(_) | Event::Replanned(_) => self.alter(change, |claim| {
                claim.stage = Stage::Planned;
                (claim.slot, claim.begun_at) = (None, None);
                (claim.in_design, claim.design_accepted) = (false, false);
                claim.altered = None;
                (claim.backed_out, claim.cmdb_updated) = (false, false);
                claim.baselines.clear();
                claim.updated.clear();
                claim.ever_updated.clear();
                claim.retired.clear();
            }),
            Event::Closed(_) | Event::Cancelled(_) | Event::Withdrawn(_) | Event::Rejected(_) => {
                self.set(change, None);
            }
            Event::Merged(event) => {
                let origin = self.get(change).and_then(|claim| claim.raised_from.clone());
                self.set(change, None);
                self.bytes += 2 * listing_bytes(change, &event.parent);
                let parts = self.parts.entry(event.parent.clone()).or_default();
                parts.insert(change.clone(), origin);
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn take_in_item(&mut self, item: &Key, event: &configuration_item::Event) {
        use configuration_item::Event as Of;
        match event {
            Of::BaselineCaptured(event) => {
                if let Occasion::Change(change) = &event.occasion {
                    let of_it = |claim: &Claim| claim.items.contains(item);
                    if self.get(change).is_some_and(of_it) {
                        self.alter(change, |claim| _ = claim.baselines.insert(item.clone()));
                    }
                }
            }
            // It was looked at when that was over: its record says what is there.
            Of::Verified(_) => self.alter_those(
                |claim| claim.stage == Stage::Done && claim.covers(item),
                |claim| _ = claim.updated.insert(item.clone()),
            ),
            Of::Retired(Retired { cover: Some(cover), .. }) if self.cover(&cover.change, item) => {
                self.alter(&cover.change, |claim| _ = claim.retired.insert(item.clone()));
            }
            Of::Restored(_) | Of::Disposed(_) => self.alter_those(
                |claim| claim.retired.contains(item),
                |claim| _ = claim.retired.remove(item),
            ),
            _ => {}
        }
        if let Some(Cover { change, .. }) = event.cover()
            && self.cover(change, item)
        {
            self.alter(change, |claim| claim.update(item));
        }
    }
}

impl Claim {
    fn update(&mut self, item: &Key) {
        self.updated.insert(item.clone());
        self.ever_updated.insert(item.clone());
    }

    fn scheduled(&mut self, slot: Slot) {
        self.stage = Stage::Scheduled;
        self.slot = Some(slot);
    }

    fn done(&mut self, altered: &[Key]) {
        self.stage = Stage::Done;
        self.altered = Some(altered.to_vec());
    }
}

/// About what it takes to list a change under an item.
fn listing_bytes(change: &Key, item: &Key) -> u64 {
    (change.as_escaped().len() + item.as_escaped().len() + 2 * ENTRY_BYTES) as u64
}

impl Fact for Changes {
    const NAME: &'static str = "changes";
    const VERSION: u16 = 7;
    const BYTES_MAX: usize = 256 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[change::NAME, configuration_item::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const OF_ITEMS: [&str; 11] = [
            "baseline_captured",
            "updated",
            "related",
            "unrelated",
            "activated",
            "retired",
            "restored",
            "disposed",
            "merged",
            "corrected",
            "verified",
        ];
        if record.process == change::NAME {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            let change = record.stream()?.key;
            self.keep_course(&change, &event, record.metadata.recorded_at);
            self.take_in(&change, &event, record.metadata.recorded_at);
        } else if OF_ITEMS.contains(&record.event) && !self.open.is_empty() {
            let event =
                configuration_item::Event::decode(record.event, record.schema, record.payload)?;
            self.take_in_item(&record.stream()?.key, &event);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

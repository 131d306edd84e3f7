//! What is in the way of a time, and the next one in which nothing is.

use super::state::Change;
use super::terms::{Blocked, Class, Collision, NotMaintained, Obstacles, OutsideWindows, Slot};
use crate::clock::Calendar;
use crate::configuration_item::End;
use crate::facts::{Changes, ConfigurationItems, Element, Touched, Windows};
use crate::limits::label;
use crate::window::Activity;
use engine::{Context, Key, Span, Timestamp};
use std::ops::Range;

/// How many times are tried before it is said that there is none.
const TRIES_MAX: usize = 1_000;

/// Everything that has a say in when a change is carried out.
pub(super) struct Slots<'a> {
    key: &'a Key,
    activity: Activity,
    now: Timestamp,
    /// The services concerned: those named, and those that suffer from the items.
    services: Vec<Key>,
    items: &'a [Key],
    /// Only what blocks has a say, and other changes.
    emergency: bool,
    windows: &'a Windows,
    changes: &'a Changes,
    /// Our items, each with itself and what it is related to.
    pairs: Vec<(&'a Key, &'a Key)>,
    /// The items that are maintained at agreed hours only.
    hours: Vec<(&'a Key, Calendar)>,
}

impl From<Range<Timestamp>> for Slot {
    fn from(range: Range<Timestamp>) -> Self {
        Self { from: range.start, to: range.end }
    }
}

impl<'a> Slots<'a> {
    pub(super) fn of(change: &'a Change, context: &Context<'a>) -> Self {
        let cmdb: &ConfigurationItems = context.facts.get();
        let (services, items) = change.touched();
        let mut pairs = Vec::new();
        for item in items {
            pairs.push((item, item));
            let end = End::Item(item.clone());
            let parents = cmdb.relations_from(&end);
            for (_, other) in parents.chain(cmdb.relations_to(&end)) {
                if let End::Item(other) = other {
                    pairs.push((item, other));
                }
            }
        }
        // Hours were checked when they were recorded.
        let agreed = |item: &'a Key| {
            let hours = cmdb.maintenance_windows(item)?;
            Some((item, Calendar::new(hours).ok()?))
        };
        Self {
            key: context.key,
            activity: Activity { process: label(super::NAME), key: context.key.clone() },
            now: context.recorded_now,
            services: cmdb.concerned(services, items),
            items,
            emergency: change.class == Some(Class::Emergency),
            windows: context.facts.get(),
            changes: context.facts.get(),
            pairs,
            hours: items.iter().filter_map(agreed).collect(),
        }
    }

    fn touched(&self) -> Touched<'_> {
        Touched { services: &self.services, items: self.items }
    }

    /// All that is in the way of a slot, and the windows that would be, but for an exception.
    pub(super) fn obstacles(&self, slot: Slot) -> (Obstacles, Vec<Key>) {
        let activity = Some(&self.activity);
        let verdict = self.windows.verdict(self.touched(), activity, slot.from, slot.to);
        let blocked = verdict.blocks.into_iter().map(|block| Blocked {
            window: block.window,
            kind: block.kind,
            stretch: block.stretch.into(),
        });
        let mut obstacles = Obstacles {
            blocked: super::bounded(blocked.collect()),
            changes: super::bounded(self.collisions(slot)),
            ..Obstacles::default()
        };
        if !self.emergency {
            let outside = verdict.outside.into_iter().map(|outside| OutsideWindows {
                what: end_of(outside.element),
                windows: super::bounded(outside.windows),
                gap: outside.gap.into(),
            });
            obstacles.outside = super::bounded(outside.collect());
            let gaps = self.hours.iter().filter_map(|(item, hours)| {
                Some(NotMaintained { item: (*item).clone(), gap: gap(hours, slot)? })
            });
            obstacles.maintenance = super::bounded(gaps.collect());
        }
        (obstacles, verdict.excepted.into_iter().map(|block| block.window).collect())
    }

    fn collisions(&self, slot: Slot) -> Vec<Collision> {
        self.changes.collisions(self.key, self.pairs.iter().copied(), slot, self.now)
    }

    /// The first slot of a length, from an instant on, in which nothing is in the way.
    pub(super) fn next_free(&self, from: Timestamp, length: Span) -> Option<Slot> {
        let mut start = from;
        for _ in 0..TRIES_MAX {
            let next = self.past_windows(start, length)?;
            let next = self.past_hours(next, length)?;
            let slot = Slot { from: next, to: next + length };
            let collisions = self.collisions(slot);
            // Nobody knows when an item is free that another change has left in doubt.
            if collisions.iter().any(|it| it.to <= slot.from) {
                return None;
            }
            let next = collisions.into_iter().map(|it| it.to).fold(next, Ord::max);
            if next == start {
                return Some(slot);
            }
            start = next;
        }
        None
    }

    /// The first start from which the windows leave that much time.
    fn past_windows(&self, start: Timestamp, length: Span) -> Option<Timestamp> {
        let activity = Some(&self.activity);
        if !self.emergency {
            let free = self.windows.next_free(self.touched(), activity, start, length)?;
            return Some(free.start);
        }
        let horizon = start + Windows::SLOT_HORIZON;
        let blocks = self.windows.verdict(self.touched(), activity, start, horizon).blocks;
        let in_the_way = blocks.iter().filter(|block| block.stretch.start < start + length);
        let end = in_the_way.map(|block| block.stretch.end).fold(start, Ord::max);
        (end < horizon).then_some(end)
    }

    /// The first start from which each item may be maintained for that long.
    fn past_hours(&self, start: Timestamp, length: Span) -> Option<Timestamp> {
        if self.emergency {
            return Some(start);
        }
        let horizon = start + Windows::SLOT_HORIZON;
        self.hours.iter().try_fold(start, |start, (_, hours)| {
            let mut open = hours.open_intervals(start, horizon);
            let fits = open.find(|open| open.end.since(open.start) >= length)?;
            Some(fits.start)
        })
    }
}

/// The first stretch of a slot that the hours do not hold.
fn gap(hours: &Calendar, slot: Slot) -> Option<Slot> {
    let mut open = hours.open_intervals(slot.from, slot.to);
    match open.next() {
        Some(first) if first.start > slot.from => Some(Slot { from: slot.from, to: first.start }),
        Some(first) if first.end < slot.to => {
            let to = open.next().map_or(slot.to, |next| next.start);
            Some(Slot { from: first.end, to })
        }
        Some(_) => None,
        None => Some(slot),
    }
}

fn end_of(element: Element) -> Option<End> {
    match element {
        Element::Everything => None,
        Element::Service(service) => Some(End::Service(service)),
        Element::Item(item) => Some(End::Item(item)),
    }
}

//! When changes may be carried out, and when not.

use super::ENTRY_BYTES;
use crate::limits::Label;
use crate::window::{self, Activity, Course, Event, Ground, Kind, Scope, Terms};
use crate::{change, release};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

/// The windows that are declared or hold. Those that are over or lifted are gone.
///
/// - What blocks, blocks whatever it concerns, unless an exception is granted. That stands as long as
///   the window keeps its times, and the change or the release that it is for what it is.
/// - What allows, restricts: a service or item that has allowed or maintenance windows of its own
///   may be changed in those only, any other in those for everything, and at any time where there
///   are none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Windows {
    known: BTreeMap<Key, Known>,
    /// The changes of each release that is not over.
    releases: BTreeMap<Key, Vec<Key>>,
    bytes: u64,
}

/// That a member of a board wants an exception.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExceptionVote {
    /// For what.
    pub activity: Activity,
    /// On what it would rest.
    pub ground: Ground,
    /// Of which board.
    pub board: Label,
    /// Whose seat.
    pub seat: Actor,
    /// Who.
    pub by: Actor,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Known {
    terms: Terms,
    approved: bool,
    exceptions: BTreeSet<Activity>,
    /// The votes for others, in the order cast.
    votes: Vec<ExceptionVote>,
    bytes: u64,
    /// The times, ready to reckon with; made when they are first asked for.
    #[serde(skip)]
    course: OnceLock<Option<Course>>,
}

/// What a change touches. Nothing named is anything: what is there for everything applies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Touched<'a> {
    /// Services.
    pub services: &'a [Key],
    /// Configuration items.
    pub items: &'a [Key],
}

/// What may be done in an interval, and why or why not: all windows that have a say.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Verdict {
    /// What blocks.
    pub blocks: Vec<Block>,
    /// What would block, but for an exception.
    pub excepted: Vec<Block>,
    /// What is outside its allowed time.
    pub outside: Vec<Outside>,
}

/// A window that blocks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Block {
    /// Which.
    pub window: Key,
    /// Why.
    pub kind: Kind,
    /// The first stretch of it in the interval, cut to it.
    pub stretch: Range<Timestamp>,
}

/// What may be changed in some windows only, and they leave a gap.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outside {
    /// What.
    pub element: Element,
    /// The windows it may be changed in.
    pub windows: Vec<Key>,
    /// The first gap in the interval, cut to it.
    pub gap: Range<Timestamp>,
}

/// What a window may be for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Element {
    /// Anything.
    Everything,
    /// A service.
    Service(Key),
    /// A configuration item.
    Item(Key),
}

impl Verdict {
    /// Whether nothing is in the way.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.blocks.is_empty() && self.outside.is_empty()
    }
}

impl Windows {
    /// How far ahead [`next_free`](Self::next_free) looks.
    pub const SLOT_HORIZON: Span = Span::from_days(366);
    /// How many obstacles [`next_free`](Self::next_free) goes round before it gives up.
    pub const OBSTACLES_MAX: usize = 1_000;

    /// What `activity` may do to what it touches from `from` up to but not including `to`.
    #[must_use]
    pub fn verdict(
        &self,
        touched: Touched<'_>,
        activity: Option<&Activity>,
        from: Timestamp,
        to: Timestamp,
    ) -> Verdict {
        let mut verdict = Verdict::default();
        for (window, known) in self.blocking(touched) {
            let Some(stretch) = known.first(from, to) else { continue };
            let block = Block { window: window.clone(), kind: known.terms.kind, stretch };
            let excepted = activity.is_some_and(|activity| known.exceptions.contains(activity));
            if excepted { &mut verdict.excepted } else { &mut verdict.blocks }.push(block);
        }
        for element in touched.elements() {
            let allowing = self.allowing(&element);
            if let Some(gap) = gap(&allowing, from, to, to) {
                let windows = allowing.into_iter().map(|(window, _)| window.clone()).collect();
                verdict.outside.push(Outside { element, windows, gap });
            }
        }
        verdict
    }

    /// Whether an activity has an exception of a window.
    #[must_use]
    pub fn excepts(&self, window: &Key, activity: &Activity) -> bool {
        self.known.get(window).is_some_and(|known| known.exceptions.contains(activity))
    }

    /// The votes of a board for an exception that is not granted, on that ground.
    pub fn votes<'a>(
        &'a self,
        window: &Key,
        activity: &'a Activity,
        ground: Ground,
        board: &'a str,
    ) -> impl Iterator<Item = &'a ExceptionVote> {
        let votes = self.known.get(window).into_iter().flat_map(|known| &known.votes);
        votes.filter(move |vote| {
            &vote.activity == activity && vote.ground == ground && &*vote.board == board
        })
    }

    /// The first slot of this length at or after `from` in which nothing is in the way of
    /// `activity`; `None` where there is none within [`SLOT_HORIZON`](Self::SLOT_HORIZON) or behind
    /// more than [`OBSTACLES_MAX`](Self::OBSTACLES_MAX) obstacles.
    #[must_use]
    pub fn next_free(
        &self,
        touched: Touched<'_>,
        activity: Option<&Activity>,
        from: Timestamp,
        length: Span,
    ) -> Option<Range<Timestamp>> {
        let excepted = |known: &Known| activity.is_some_and(|it| known.exceptions.contains(it));
        let blocking = self.blocking(touched).filter(|(_, known)| !excepted(known));
        let blocking: Vec<_> = blocking.map(|(_, known)| known).collect();
        let allowing = touched.elements().into_iter().map(|element| self.allowing(&element));
        let allowing: Vec<_> = allowing.filter(|windows| !windows.is_empty()).collect();
        let horizon = from + Self::SLOT_HORIZON;
        let mut start = from;
        for _ in 0..=Self::OBSTACLES_MAX {
            let end = start + length;
            if end > horizon {
                return None;
            }
            let blocked = blocking.iter().filter_map(|known| known.first(start, horizon));
            let blocked = blocked.filter(|stretch| stretch.start < end).map(|stretch| stretch.end);
            let gaps = allowing.iter().filter_map(|windows| gap(windows, start, end, horizon));
            match blocked.chain(gaps.map(|gap| gap.end)).max() {
                None => return Some(start..end),
                Some(past) => start = past,
            }
        }
        None
    }

    /// The maintenance windows of an item that have a stretch between two instants, each with the
    /// first one.
    #[must_use]
    pub fn maintenance(
        &self,
        item: &Key,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<(&Key, Range<Timestamp>)> {
        let item = Element::Item(item.clone());
        let of_it = self.standing().filter(|(_, known)| {
            known.terms.kind == Kind::Maintenance && known.terms.scope.names(&item)
        });
        of_it.filter_map(|(window, known)| Some((window, known.first(from, to)?))).collect()
    }

    fn standing(&self) -> impl Iterator<Item = (&Key, &Known)> {
        self.known.iter().filter(|(_, known)| known.approved)
    }

    fn blocking(&self, touched: Touched<'_>) -> impl Iterator<Item = (&Key, &Known)> {
        let elements = touched.elements();
        self.standing().filter(move |(_, known)| {
            let scope = &known.terms.scope;
            let concerns = |element| *scope == Scope::Everything || scope.names(element);
            known.terms.kind.blocks() && elements.iter().any(concerns)
        })
    }

    /// The windows that an element may be changed in: its own, or else those for everything.
    fn allowing(&self, element: &Element) -> Vec<(&Key, &Known)> {
        let allowing = || self.standing().filter(|(_, known)| !known.terms.kind.blocks());
        let own: Vec<_> =
            allowing().filter(|(_, known)| known.terms.scope.names(element)).collect();
        if !own.is_empty() {
            return own;
        }
        allowing().filter(|(_, known)| known.terms.scope == Scope::Everything).collect()
    }
}

/// The first time between `from` and `to` that none of the windows holds; it may last up to
/// `horizon`. None where there are no windows.
fn gap(
    windows: &[(&Key, &Known)],
    from: Timestamp,
    to: Timestamp,
    horizon: Timestamp,
) -> Option<Range<Timestamp>> {
    let mut at = from;
    while at < to && !windows.is_empty() {
        let stretches = || windows.iter().filter_map(|(_, known)| known.first(at, horizon));
        let holding = stretches().filter(|stretch| stretch.start <= at);
        let Some(end) = holding.map(|stretch| stretch.end).max() else {
            let next = stretches().map(|stretch| stretch.start).min();
            return Some(at..next.unwrap_or(horizon));
        };
        at = end;
    }
    None
}

impl Touched<'_> {
    fn elements(self) -> Vec<Element> {
        let services = self.services.iter().cloned().map(Element::Service);
        let items = self.items.iter().cloned().map(Element::Item);
        let elements: Vec<_> = services.chain(items).collect();
        if elements.is_empty() { vec![Element::Everything] } else { elements }
    }
}

impl Scope {
    fn names(&self, element: &Element) -> bool {
        match (self, element) {
            (Self::Named(named), Element::Service(service)) => named.services.contains(service),
            (Self::Named(named), Element::Item(item)) => named.configuration_items.contains(item),
            (Self::Named(_), Element::Everything) | (Self::Everything, _) => false,
        }
    }
}

impl Known {
    fn of(terms: &Terms, payload: &[u8]) -> Self {
        // In memory text takes what it takes on disk, and each entry of a list its header.
        let bytes = (ENTRY_BYTES + size_of::<Self>() + 4 * payload.len()) as u64;
        let (approved, exceptions, votes) = (false, BTreeSet::new(), Vec::new());
        Self { terms: terms.clone(), approved, exceptions, votes, bytes, course: OnceLock::new() }
    }

    fn first(&self, from: Timestamp, to: Timestamp) -> Option<Range<Timestamp>> {
        // The times were checked when they were recorded.
        let course = self.course.get_or_init(|| Course::new(&self.terms.times).ok());
        course.as_ref()?.first(from, to)
    }
}

/// What makes a change another one than an exception was granted for, or ends it.
const OTHER_CHANGE: [&str; 9] = [
    "classified",
    "reclassified",
    "revised",
    "replanned",
    "closed",
    "cancelled",
    "withdrawn",
    "rejected",
    "merged",
];

impl Windows {
    fn hear_of_window(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        self.bytes -= self.known.get(&key).map_or(0, |known| known.bytes);
        if let Event::Declared(declared) = &event {
            self.known.insert(key.clone(), Known::of(&declared.terms, record.payload));
        }
        if matches!(event, Event::Rejected(_) | Event::Ended(_) | Event::Revoked(_)) {
            self.known.remove(&key);
        }
        if let Some(known) = self.known.get_mut(&key) {
            known.take_in(event, record.payload);
        }
        self.bytes += self.known.get(&key).map_or(0, |known| known.bytes);
        Ok(())
    }

    fn hear_of_release(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if !["planned", "scope_changed", "closed", "cancelled"].contains(&record.event) {
            return Ok(());
        }
        let key = record.stream()?.key;
        self.void(release::NAME, &key);
        let before = self.releases.remove(&key);
        self.bytes -= before.map_or(0, |changes| release_bytes(&key, &changes));
        let event = release::Event::decode(record.event, record.schema, record.payload)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "the others end it")]
        let changes = match event {
            release::Event::Planned(event) => event.plan.changes.to_vec(),
            release::Event::ScopeChanged(event) => event.plan.changes.to_vec(),
            _ => return Ok(()),
        };
        self.bytes += release_bytes(&key, &changes);
        self.releases.insert(key, changes);
        Ok(())
    }

    /// What was granted, or voted for, is for what is no more: of a change, and of what carries it.
    fn void_change(&mut self, change: &Key) {
        self.void(change::NAME, change);
        let carrying = self.releases.iter().filter(|(_, changes)| changes.contains(change));
        let carrying: Vec<Key> = carrying.map(|(release, _)| release.clone()).collect();
        for release in &carrying {
            self.void(release::NAME, release);
        }
    }

    fn void(&mut self, process: &str, key: &Key) {
        let is_it = |activity: &Activity| &*activity.process == process && &activity.key == key;
        for known in self.known.values_mut() {
            let before = known.granted_bytes();
            known.exceptions.retain(|activity| !is_it(activity));
            known.votes.retain(|vote| !is_it(&vote.activity));
            let less = before - known.granted_bytes();
            known.bytes -= less;
            self.bytes -= less;
        }
    }
}

impl Fact for Windows {
    const NAME: &'static str = "windows";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[window::NAME, change::NAME, release::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        match record.process {
            window::NAME => return self.hear_of_window(record),
            release::NAME => return self.hear_of_release(record),
            _ if OTHER_CHANGE.contains(&record.event) => self.void_change(&record.stream()?.key),
            _ => {}
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

impl Known {
    fn take_in(&mut self, event: Event, payload: &[u8]) {
        match event {
            Event::Approved(_) => self.approved = true,
            // What was granted was for its times.
            Event::Revised(revised) => {
                *self = Self { approved: self.approved, ..Self::of(&revised.terms, payload) };
            }
            Event::Extended(extended) => {
                self.bytes -= self.granted_bytes();
                self.exceptions.clear();
                self.votes.clear();
                self.terms.times.to = Some(extended.to);
                self.course = OnceLock::new();
            }
            Event::ExceptionVoted(voted) => {
                let window::ExceptionVoted { activity, ground, board, seat, by, .. } = voted;
                self.bytes -= self.granted_bytes();
                let vote = ExceptionVote { activity, ground, board, seat, by: by.actor };
                self.votes.retain(|it| (&it.activity, &it.seat) != (&vote.activity, &vote.seat));
                self.votes.push(vote);
                self.bytes += self.granted_bytes();
            }
            Event::ExceptionGranted(granted) => {
                self.bytes -= self.granted_bytes();
                self.votes.retain(|vote| vote.activity != granted.activity);
                self.exceptions.insert(granted.activity);
                self.bytes += self.granted_bytes();
            }
            Event::Declared(_)
            | Event::Rejected(_)
            | Event::Started(_)
            | Event::ActivityRefused(_)
            | Event::Reviewed(_)
            | Event::Ended(_)
            | Event::Revoked(_) => {}
        }
    }

    fn granted_bytes(&self) -> u64 {
        let votes = self.votes.iter().map(|vote| {
            let names =
                vote.board.len() + vote.seat.as_escaped().len() + vote.by.as_escaped().len();
            exception_bytes(&vote.activity) + (size_of::<ExceptionVote>() + names) as u64
        });
        self.exceptions.iter().map(exception_bytes).chain(votes).sum()
    }
}

fn exception_bytes(activity: &Activity) -> u64 {
    (ENTRY_BYTES + activity.process.len() + activity.key.as_escaped().len()) as u64
}

/// About what it takes to know the changes of a release.
fn release_bytes(release: &Key, changes: &[Key]) -> u64 {
    let names = changes.iter().chain([release]);
    names.map(|name| (name.as_escaped().len() + ENTRY_BYTES) as u64).sum()
}

#[cfg(test)]
mod tests;

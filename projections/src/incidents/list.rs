//! Asking for a page of the list.

use super::{Ended, Entity, Incidents, Listed, is_over};
use crate::names::Name;
use crate::page::Page;
use engine::{Actor, Key, Span, Timestamp};
use processes::agreement::Priority;
use processes::clock::{Measure, State};
use processes::incident::Phase;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which incidents.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that are not over. A resolved one is not: its user may say that it does not work.
    #[default]
    Open,
    /// All there ever were.
    All,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What is due next first, what is never due last; then by priority, then by number.
    #[default]
    Urgency,
    /// By number.
    Number,
}

/// What is asked for: all that is given must be so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Which.
    pub which: Which,
    /// Of this service.
    pub service: Option<Key>,
    /// Of this customer.
    pub customer: Option<Key>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// With this person.
    pub assignee: Option<Actor>,
}

/// An incident in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What is true of it whatever the time is.
    #[serde(flatten)]
    pub incident: Entity,
    /// How long ago it was logged, in real time.
    pub age: Option<Span>,
    /// Where its resolution clock stands, once it has one.
    pub clock: Option<State>,
    /// The next target to keep, if one is due; in the past if it is missed.
    pub next: Option<Next>,
}

/// A target to keep.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Next {
    /// Which.
    pub measure: Measure,
    /// The last instant to keep it.
    pub due: Timestamp,
}

impl Incidents {
    /// A page of the list at `now`: at most `limit` rows (and at most
    /// [`PAGE_MAX`](crate::PAGE_MAX)) after the first `skip` ones.
    #[must_use]
    pub fn page(
        &self,
        filter: &Filter,
        sort: Sort,
        skip: usize,
        limit: usize,
        now: Timestamp,
    ) -> Page<Row> {
        let chosen = self.both().all(filter.which == Which::All);
        let chosen = chosen.filter(|(_, listed)| self.fits(filter, listed));
        // Only what they are sorted by is held for all of them.
        let found = chosen.map(|(key, listed)| match sort {
            Sort::Urgency => (urgency(&listed), key),
            Sort::Number => ((Timestamp::MIN, 0), key),
        });
        Page::sorted(found.collect(), skip, limit, |(_, key)| self.one(key, now))
    }

    /// One row of the list.
    #[must_use]
    pub fn one(&self, number: &Key, now: Timestamp) -> Option<Row> {
        Some(self.row(number, &*self.both().get(number)?, now))
    }

    fn row(&self, number: &Key, listed: &Listed, now: Timestamp) -> Row {
        let mut is_open = || {
            let calendar = listed.calendar.and_then(|name| self.names.key(name));
            let Some(calendar) = calendar else { return true };
            self.calendars.clock(&calendar).is_none_or(|calendar| calendar.is_open(now))
        };
        Row {
            incident: self.told(number, listed),
            age: listed.logged_at.map(|at| now.since(at)),
            clock: clock(listed, now, &mut is_open),
            next: next(listed),
        }
    }

    fn fits(&self, filter: &Filter, listed: &Listed) -> bool {
        let named = |asked: Option<&str>, is: Option<Name>| {
            asked.is_none_or(|asked| is.is_some_and(|is| self.names.text(is) == asked))
        };
        named(filter.service.as_ref().map(Key::as_escaped), listed.service)
            && named(filter.customer.as_ref().map(Key::as_escaped), listed.customer)
            && named(filter.assignee.as_ref().map(Actor::as_escaped), listed.assignee)
            && (filter.priority.is_none() || filter.priority == listed.priority)
    }
}

/// What it is sorted by: less is more urgent.
fn urgency(listed: &Listed) -> (Timestamp, u8) {
    let due = next(listed).map_or(Timestamp::MAX, |next| next.due);
    (due, listed.priority.map_or(u8::MAX, |priority| priority as u8))
}

pub(super) fn waits(listed: &Listed) -> bool {
    matches!(listed.phase, Phase::OnHold | Phase::AwaitingChange)
}

/// The next target to keep.
fn next(listed: &Listed) -> Option<Next> {
    let (response, resolution) = dues(listed);
    let response = response.map(|due| Next { measure: Measure::Response, due });
    let resolution = resolution.map(|due| Next { measure: Measure::Resolution, due });
    response.into_iter().chain(resolution).min_by_key(|next| next.due)
}

/// The last instants to keep the targets of response and resolution, where one is to be kept. The
/// events state the first instants at which they are missed.
pub(super) fn dues(listed: &Listed) -> (Option<Timestamp>, Option<Timestamp>) {
    let running = listed.ended().is_none() && !is_over(listed.phase);
    let response = listed.dues.response.filter(|_| running && !listed.responded);
    let resolution = listed.dues.resolution.filter(|_| running);
    let last = |first: Timestamp| first - Span::from_nanos(1);
    (response.map(last), resolution.map(last))
}

/// Where the resolution clock stands, from what the events say of it.
fn clock(listed: &Listed, now: Timestamp, is_open: &mut dyn FnMut() -> bool) -> Option<State> {
    let ended = listed.ended();
    listed.calendar?;
    let due = listed.dues.resolution.filter(|due| *due <= now || ended.is_some());
    let pauses = waits(listed) && listed.hold.as_ref().is_some_and(|hold| hold.pauses);
    Some(match ended {
        _ if due.is_some() => State::Breached,
        Some(Ended::Cancelled) => State::Cancelled,
        Some(Ended::Stopped) => State::Met,
        None if pauses => State::Paused,
        None if is_open() => State::Running,
        None => State::OutsideHours,
    })
}

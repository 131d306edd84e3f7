//! How often incidents that are alike have happened lately.

use super::ENTRY_BYTES;
use crate::agreement::Priority;
use crate::incident::{self, Event, Link, Phase};
use crate::limits::Label;
use crate::problem::Pattern;
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Incidents by item and category: the last [`COUNT_MAX`](Self::COUNT_MAX) of each within
/// [`WITHIN_MAX`](Self::WITHIN_MAX), and of those that are not over what decides whether they are
/// to be explained. False alarms and what was merged or converted do not count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatCounters {
    incidents: BTreeMap<Key, Seen>,
    counted: BTreeMap<Pattern, BTreeSet<(Timestamp, Key)>>,
    /// All that is counted, the oldest first.
    order: BTreeSet<(Timestamp, Key, Pattern)>,
    /// When each counted incident was logged.
    logged: BTreeMap<Key, (Timestamp, u32)>,
    bytes: u64,
}

/// What is known of an incident that is not over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Seen {
    /// When it happened that it was logged.
    pub logged_at: Timestamp,
    /// When it was there again after it had been resolved, the last time.
    pub reopened_at: Option<Timestamp>,
    /// The service concerned.
    pub service: Option<Key>,
    /// What kind it is.
    pub category: Option<Label>,
    /// The items affected.
    pub configuration_items: BTreeSet<Key>,
    /// Its priority, once it has one.
    pub priority: Option<Priority>,
    /// Whether it is a case of a known error.
    pub known_error: bool,
    /// Whether a problem is linked to it.
    pub problem: bool,
}

impl Seen {
    /// In what others may be like it.
    #[must_use]
    pub fn patterns(&self) -> Vec<Pattern> {
        let Some(category) = &self.category else { return Vec::new() };
        let pattern =
            |item: &Key| Pattern { configuration_item: item.clone(), category: category.clone() };
        self.configuration_items.iter().map(pattern).collect()
    }

    /// Whether it is about one of these services or items.
    #[must_use]
    pub fn concerns(&self, services: &[Key], items: &[Key]) -> bool {
        self.service.as_ref().is_some_and(|service| services.contains(service))
            || items.iter().any(|item| self.configuration_items.contains(item))
    }

    fn bytes(&self, key: &Key) -> u64 {
        let items: usize =
            self.configuration_items.iter().map(|it| it.as_escaped().len() + ENTRY_BYTES).sum();
        (key.as_escaped().len() + ENTRY_BYTES + size_of::<Self>() + items) as u64
    }
}

/// About what one that is counted takes, in bytes.
fn bytes_of(incident: &Key, pattern: &Pattern) -> u64 {
    let names = 2 * (incident.as_escaped().len() + pattern.configuration_item.as_escaped().len());
    (4 * ENTRY_BYTES + names + 2 * pattern.category.len()) as u64
}

impl RepeatCounters {
    /// The most that are counted of a kind.
    pub const COUNT_MAX: u32 = 100;
    /// How long one is counted.
    pub const WITHIN_MAX: Span = Span::from_days(366);

    /// What is known of an incident that is not over.
    #[must_use]
    pub fn seen(&self, incident: &Key) -> Option<&Seen> {
        self.incidents.get(incident)
    }

    /// Whether it is known of what kind an incident is, and that it is not over.
    #[must_use]
    pub fn is_classified(&self, incident: &Key) -> bool {
        self.seen(incident).is_some_and(|seen| seen.category.is_some())
    }

    /// Whether there is a record of an incident: it is not over, or it is counted.
    #[must_use]
    pub fn knows(&self, incident: &Key) -> bool {
        self.logged_at(incident).is_some()
    }

    /// When it happened that an incident was logged, while there is a record of it.
    #[must_use]
    pub fn logged_at(&self, incident: &Key) -> Option<Timestamp> {
        let seen = self.incidents.get(incident).map(|seen| seen.logged_at);
        seen.or_else(|| self.logged.get(incident).map(|(at, _)| *at))
    }

    /// When an incident was there last, after it was not: when it was logged or reopened.
    #[must_use]
    pub fn last_at(&self, incident: &Key) -> Option<Timestamp> {
        self.logged_at(incident).max(self.seen(incident).and_then(|seen| seen.reopened_at))
    }

    /// Whether an incident may have come of work on these services and items: it is about one of them,
    /// or was logged once the work had begun. `None`, if there is no record of it.
    #[must_use]
    pub fn may_come_of(
        &self,
        incident: &Key,
        (services, items): (&[Key], &[Key]),
        begun: Option<Timestamp>,
    ) -> Option<bool> {
        let logged = self.logged_at(incident)?;
        let is_about = self.seen(incident).is_some_and(|seen| seen.concerns(services, items));
        Some(is_about || begun.is_some_and(|begun| begun <= logged))
    }

    /// The incidents of a kind that happened after `from` and not after `to`.
    pub fn incidents(
        &self,
        pattern: &Pattern,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = &Key> {
        let all = self.counted.get(pattern).into_iter().flatten();
        all.filter(move |(at, _)| from < *at && *at <= to).map(|(_, key)| key)
    }

    /// The incidents of a kind within a time of that length which `at` lies in, where they are the most:
    /// what is recorded last need not have happened last.
    #[must_use]
    pub fn most_around(&self, pattern: &Pattern, at: Timestamp, within: Span) -> BTreeSet<&Key> {
        let all = self.counted.get(pattern).into_iter().flatten().map(|(at, _)| *at);
        let near = all.filter(|end| at <= *end && *end < at + within).chain([at]);
        let found = near.map(|end| self.incidents(pattern, end - within, end).collect());
        found.max_by_key(BTreeSet::len).unwrap_or_default()
    }

    /// How many incidents of any of these kinds happened after `from` and not after `to`.
    #[must_use]
    pub fn count_of_all(&self, patterns: &[Pattern], from: Timestamp, to: Timestamp) -> u32 {
        let all = patterns.iter().flat_map(|pattern| self.incidents(pattern, from, to));
        u32::try_from(all.collect::<BTreeSet<_>>().len()).unwrap_or(u32::MAX)
    }

    /// What is known of an incident changes, and with it what is counted.
    fn change(&mut self, key: &Key, change: impl FnOnce(&mut Seen)) {
        let Some(mut seen) = self.incidents.remove(key) else { return };
        self.bytes -= seen.bytes(key);
        let before = seen.patterns();
        change(&mut seen);
        let now = seen.patterns();
        before.iter().filter(|it| !now.contains(it)).for_each(|it| self.uncount(key, it));
        for pattern in now.into_iter().filter(|it| !before.contains(it)) {
            self.count(key, seen.logged_at, &pattern);
        }
        self.bytes += seen.bytes(key);
        self.incidents.insert(key.clone(), seen);
    }

    fn count(&mut self, key: &Key, at: Timestamp, pattern: &Pattern) {
        let newest = self.order.last().map_or(at, |(newest, ..)| at.max(*newest));
        if at <= newest - Self::WITHIN_MAX {
            return;
        }
        self.bytes += bytes_of(key, pattern);
        self.logged.entry(key.clone()).or_insert((at, 0)).1 += 1;
        self.order.insert((at, key.clone(), pattern.clone()));
        let of_kind = self.counted.entry(pattern.clone()).or_default();
        of_kind.insert((at, key.clone()));
        let most = usize::try_from(Self::COUNT_MAX).unwrap_or(usize::MAX);
        if of_kind.len() > most
            && let Some((at, oldest)) = of_kind.first().cloned()
        {
            self.forget(at, &oldest, pattern);
        }
        while let Some((at, key, pattern)) = self.order.first().cloned()
            && at <= newest - Self::WITHIN_MAX
        {
            self.forget(at, &key, &pattern);
        }
    }

    fn uncount(&mut self, key: &Key, pattern: &Pattern) {
        if let Some((at, _)) = self.logged.get(key).copied() {
            self.forget(at, key, pattern);
        }
    }

    fn forget(&mut self, at: Timestamp, key: &Key, pattern: &Pattern) {
        if !self.order.remove(&(at, key.clone(), pattern.clone())) {
            return;
        }
        self.bytes -= bytes_of(key, pattern);
        if let Some(of_kind) = self.counted.get_mut(pattern) {
            of_kind.remove(&(at, key.clone()));
            if of_kind.is_empty() {
                self.counted.remove(pattern);
            }
        }
        if let Some((_, count)) = self.logged.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                self.logged.remove(key);
            }
        }
    }

    /// It is over. Whatever was none is not counted either.
    fn end(&mut self, key: &Key, was_one: bool) {
        if !was_one {
            self.change(key, |seen| seen.category = None);
        }
        if let Some(seen) = self.incidents.remove(key) {
            self.bytes -= seen.bytes(key);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `apply`")]
    fn take_in(&mut self, key: &Key, event: &Event, at: Timestamp) {
        match event {
            Event::Logged(event) => {
                self.log(key, at, Some(&event.service), event.configuration_item.as_ref());
            }
            Event::Classified(event) => {
                self.change(key, |seen| seen.category = Some(event.category.clone()));
            }
            Event::Reclassified(event) => {
                self.change(key, |seen| seen.category = Some(event.category.clone()));
            }
            Event::Prioritised(event) => {
                self.change(key, |seen| seen.priority = Some(event.priority));
            }
            Event::Reprioritised(event) => {
                self.change(key, |seen| seen.priority = Some(event.priority));
            }
            Event::Reopened(_) => self.change(key, |seen| seen.reopened_at = Some(at)),
            Event::KnownErrorMatched(_) => self.change(key, |seen| seen.known_error = true),
            Event::ProblemLinked(_) => self.change(key, |seen| seen.problem = true),
            Event::CiLinked(event) => self.change(key, |seen| {
                seen.configuration_items.insert(event.configuration_item.clone());
            }),
            Event::Unlinked(event) => self.change(key, |seen| match &event.link {
                Link::ConfigurationItem(item) => {
                    seen.configuration_items.remove(item);
                }
                Link::Problem(_) => seen.problem = false,
                Link::KnownError(_) => seen.known_error = false,
                Link::Change(_) => {}
            }),
            Event::Adopted(event) => {
                if !self.incidents.contains_key(key) {
                    let at = event.opened_at.unwrap_or(at);
                    self.log(key, at, event.service.as_ref(), None);
                }
                let category = event.triage.category.clone();
                self.change(key, |seen| {
                    seen.priority = event.priority.or(seen.priority);
                    seen.category = category.or_else(|| seen.category.take());
                });
                match event.to {
                    Phase::Closed => self.end(key, true),
                    Phase::Cancelled | Phase::Merged | Phase::Converted => self.end(key, false),
                    _ => {}
                }
            }
            Event::Closed(_) => self.end(key, true),
            Event::Cancelled(_) | Event::Merged(_) | Event::ConvertedToRequest(_) => {
                self.end(key, false);
            }
            _ => {}
        }
    }

    fn log(&mut self, key: &Key, at: Timestamp, service: Option<&Key>, item: Option<&Key>) {
        let seen = Seen {
            logged_at: at,
            reopened_at: None,
            service: service.cloned(),
            category: None,
            configuration_items: item.into_iter().cloned().collect(),
            priority: None,
            known_error: false,
            problem: false,
        };
        self.bytes += seen.bytes(key);
        self.incidents.insert(key.clone(), seen);
    }
}

impl Fact for RepeatCounters {
    const NAME: &'static str = "repeat_counters";
    const BYTES_MAX: usize = 512 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[incident::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        const HEARD: [&str; 15] = [
            "logged",
            "reopened",
            "classified",
            "reclassified",
            "prioritised",
            "reprioritised",
            "known_error_matched",
            "problem_linked",
            "ci_linked",
            "unlinked",
            "adopted",
            "closed",
            "cancelled",
            "merged",
            "converted_to_request",
        ];
        if HEARD.contains(&record.event) {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            self.take_in(&record.stream()?.key, &event, record.metadata.occurred_at);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

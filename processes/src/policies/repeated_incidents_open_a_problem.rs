use super::identify;
use crate::facts::{Problems, RepeatCounters};
use crate::incident::{self, Event};
use crate::problem::{self, Pattern, Repeat, Source};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever an incident turns out to be the last of too many that are alike, they are a problem
/// (8.2.a); where there is one already, be it of another kind and has some of them, or it is observed
/// whether its solution holds, the incident belongs to that.
///
/// Alike are incidents of one item and one category. How many are too many, within how long, is in
/// the policy; while what was given up is watched, one is. Outward: a problem is work for people.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedIncidentsOpenAProblem;

impl Policy for RepeatedIncidentsOpenAProblem {
    fn name(&self) -> &'static str {
        "repeated-incidents-open-a-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = ["classified", "reclassified", "ci_linked"];
        let edges = |event| {
            let (heard, identify) = ((incident::NAME, event), (problem::NAME, "identify"));
            let link = (problem::NAME, "link_incidents");
            [
                Edge::when(
                    heard,
                    "there are too many of its kind, and no problem is open",
                    identify,
                ),
                Edge::when(heard, "a problem of its kind is open", link),
            ]
        };
        heard.into_iter().flat_map(edges).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let (problems, counters) = (facts.get::<Problems>(), facts.get::<RepeatCounters>());
        let Some(seen) = counters.seen(&key) else { return Ok(Vec::new()) };
        let mut patterns = seen.patterns();
        let event = Event::decode(record.event, record.schema, record.payload)?;
        if let Event::CiLinked(linked) = event {
            patterns.retain(|pattern| pattern.configuration_item == linked.configuration_item);
        }
        let open: BTreeSet<&Key> =
            patterns.iter().filter_map(|pattern| problems.open_about(pattern)).collect();
        if !open.is_empty() {
            let link = |problem| identify::link(problem, [key.clone()]);
            return Ok(open.into_iter().filter_map(link).collect());
        }
        let (version, policy) = problems.policy();
        let (at, rule) = (seen.logged_at, policy.repeat);
        let around = |pattern: &Pattern| counters.most_around(pattern, at, rule.within);
        let count = |pattern: &Pattern| u32::try_from(around(pattern).len()).unwrap_or(u32::MAX);
        patterns.retain(|it| {
            count(it) >= rule.count || problems.is_watched(it, record.metadata.occurred_at)
        });
        let Some(pattern) = patterns.first().cloned() else { return Ok(Vec::new()) };
        let (count, item) = (count(&pattern), &pattern.configuration_item);
        let why = format!("{count} incidents of {item}, {}", pattern.category);
        let alike: BTreeSet<Key> = patterns.iter().flat_map(around).cloned().collect();
        // Whatever that one is about, it has those that came before.
        let holding: BTreeSet<&Key> =
            alike.iter().flat_map(|it| problems.of_incident(it)).collect();
        if !holding.is_empty() {
            let link = |problem| identify::link(problem, [key.clone()]);
            return Ok(holding.into_iter().filter_map(link).collect());
        }
        let source = Source::Repeat(Repeat { pattern, count, rule, policy: version });
        Ok(vec![identify::open(source, seen, patterns, &why, alike)])
    }
}

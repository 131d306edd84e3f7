use super::identify;
use crate::facts::{Problems, Releases, RepeatCounters};
use crate::limits::{List, label_or};
use crate::problem::{self, Identify, Problem, Source};
use crate::release::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a release has caused more incidents than its plan takes for granted, they are a problem;
/// where one is open for any of them, they belong to that.
///
/// Outward: a problem is work for people.
#[derive(Clone, Copy, Debug)]
pub struct IncidentsAboveTheLimitOfAReleaseAreAProblem;

impl Policy for IncidentsAboveTheLimitOfAReleaseAreAProblem {
    fn name(&self) -> &'static str {
        "incidents-above-the-limit-of-a-release-are-a-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (release::NAME, "incident_attributed");
        vec![
            Edge::when(
                heard,
                "they are above its limit, and no problem is open",
                (problem::NAME, "identify"),
            ),
            Edge::when(
                heard,
                "they are above its limit, and a problem is open",
                (problem::NAME, "link_incidents"),
            ),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        std::iter::once(NewFact::of::<Releases>()).chain(identify::facts()).collect()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::IncidentAttributed(attributed) = event else { return Ok(Vec::new()) };
        let known = facts.get::<Releases>().get(&key).filter(|_| attributed.above_limit);
        let Some(known) = known else { return Ok(Vec::new()) };
        let problems = facts.get::<Problems>();
        let open = known.incidents.iter().find_map(|it| problems.of_incident(it).next());
        // Those of long ago are known by the release alone.
        let counted = facts.get::<RepeatCounters>();
        let incidents = known.incidents.iter().filter(|it| counted.knows(it)).cloned();
        if let Some(problem) = open {
            return Ok(identify::link(problem, incidents).into_iter().collect());
        }
        let why = format!("{} incidents after release {key}", attributed.count);
        let summary = label_or(&why, "incidents after a release");
        let identify = Identify {
            services: List::new(known.services.clone()).unwrap_or_default(),
            configuration_items: List::new(known.configuration_items.clone()).unwrap_or_default(),
            incidents: List::new(incidents.collect()).unwrap_or_default(),
            ..Identify::because(Source::Release(key), summary, &why)
        };
        Ok(vec![Dispatch::new::<Problem>(identify)])
    }
}

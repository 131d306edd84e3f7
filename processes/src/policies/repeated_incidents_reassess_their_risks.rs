use crate::change::Origin;
use crate::facts::{ConfigurationItems, OpenRisk, Problems, RepeatCounters, Risks};
use crate::limits::label;
use crate::problem::{self, Event, Source};
use crate::risk::{self, Reassess, Risk, Trigger};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Timestamp,
};
use std::collections::BTreeSet;

/// Whenever what repeats, or a trend, turns out to be a problem, the risks about the same items are
/// assessed anew where it was decided what becomes of them, and those about the services that suffer:
/// what happens often has another place. So it is once more whenever as many incidents of a problem
/// as repeat by the policy have happened since a risk was assessed, within the time it says.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedIncidentsReassessTheirRisks;

impl Policy for RepeatedIncidentsReassessTheirRisks {
    fn name(&self) -> &'static str {
        "repeated-incidents-reassess-their-risks"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge =
            |heard, only_if| Edge::when((problem::NAME, heard), only_if, (risk::NAME, "reassess"));
        vec![
            edge(
                "identified",
                "a trend shows it, and risks are about its items, or services that suffer",
            ),
            edge("incident_linked", "so many have happened since such a risk was assessed"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Problems>(),
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Risks>(),
        ]
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears two of many events")]
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let has_come_again = |risk: &OpenRisk| {
            has_come_again(&key, risk.assessed_at, record.metadata.occurred_at, facts)
        };
        let is_news: &dyn Fn(&OpenRisk) -> bool =
            match Event::decode(record.event, record.schema, record.payload)? {
                Event::Identified(it) => match it.source {
                    Source::Repeat(_) | Source::Trend(_) => &|_| true,
                    _ => return Ok(Vec::new()),
                },
                Event::IncidentLinked(_) => &has_come_again,
                _ => return Ok(Vec::new()),
            };
        let risks = facts.get::<Risks>();
        let decided =
            |risk: &Key| risks.get(risk).is_some_and(|known| known.is_decided() && is_news(known));
        let reassess = |risk: Key| {
            let origin = Origin { process: label(problem::NAME), key: key.clone() };
            Dispatch::to::<Risk>(risk, Reassess { trigger: Trigger::Trend(origin) })
        };
        let about = about(&key, facts).into_iter().filter(decided);
        Ok(about.map(reassess).collect())
    }
}

/// The risks about the items of a problem, or about the services that suffer.
fn about(problem: &Key, facts: &Facts) -> BTreeSet<Key> {
    let (problems, counters) = (facts.get::<Problems>(), facts.get::<RepeatCounters>());
    let items: Vec<Key> = problems.items_of(problem).cloned().collect();
    let seen = problems.incidents_of(problem).filter_map(|incident| counters.seen(incident));
    let services: Vec<_> = seen.filter_map(|seen| seen.service.clone()).collect();
    let services = facts.get::<ConfigurationItems>().concerned(&services, &items);
    facts.get::<Risks>().about(&items, &services).cloned().collect()
}

/// Whether as many incidents of a problem have happened since then as repeat by the policy.
fn has_come_again(problem: &Key, since: Option<Timestamp>, now: Timestamp, facts: &Facts) -> bool {
    let (problems, counters) = (facts.get::<Problems>(), facts.get::<RepeatCounters>());
    let rule = problems.policy().1.repeat;
    let since = since.max(Some(now - rule.within));
    let incidents = problems.incidents_of(problem);
    let happened = incidents.filter(|incident| counters.logged_at(incident) > since).count();
    u32::try_from(happened).unwrap_or(u32::MAX) >= rule.count
}

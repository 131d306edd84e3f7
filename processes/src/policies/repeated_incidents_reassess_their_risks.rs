use crate::change::Origin;
use crate::facts::{ConfigurationItems, OpenRisk, RepeatCounters, Risks};
use crate::limits::label;
use crate::problem::{self, Event, Source};
use crate::risk::{self, Reassess, Risk, Trigger};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever what repeats, or a trend, turns out to be a problem, the risks about the same items are
/// assessed anew where it was decided what becomes of them, and those about the services that suffer:
/// what happens often has another place.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedIncidentsReassessTheirRisks;

impl Policy for RepeatedIncidentsReassessTheirRisks {
    fn name(&self) -> &'static str {
        "repeated-incidents-reassess-their-risks"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((problem::NAME, "identified"), (risk::NAME, "reassess"));
        vec![Edge::when(
            heard,
            "a trend shows it, and risks are about its items, or services that suffer",
            sent,
        )]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Risks>(),
        ]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, risks) = (record.stream()?.key, facts.get::<Risks>());
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Identified(identified) = event else { return Ok(Vec::new()) };
        if !matches!(identified.source, Source::Repeat(_) | Source::Trend(_)) {
            return Ok(Vec::new());
        }
        let (items, counters) = (&identified.configuration_items, facts.get::<RepeatCounters>());
        let seen = identified.incidents.iter().filter_map(|incident| counters.seen(incident));
        let services: Vec<_> = seen.filter_map(|seen| seen.service.clone()).collect();
        let services = facts.get::<ConfigurationItems>().concerned(&services, items);
        let about = risks.about(items, &services);
        let decided = |risk: &&Key| risks.get(risk).is_some_and(OpenRisk::is_decided);
        let about: BTreeSet<&Key> = about.filter(decided).collect();
        let reassess = |risk: &Key| {
            let origin = Origin { process: label(problem::NAME), key: key.clone() };
            Dispatch::to::<Risk>(risk.clone(), Reassess { trigger: Trigger::Trend(origin) })
        };
        Ok(about.into_iter().map(reassess).collect())
    }
}

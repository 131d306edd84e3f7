use crate::change::Origin;
use crate::facts::{OpenRisk, Risks};
use crate::limits::label;
use crate::problem::{self, Event, Source};
use crate::risk::{self, Reassess, Risk, Trigger};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever what repeats, or a trend, turns out to be a problem, the risks about the same items are
/// assessed anew where it was decided what becomes of them: what happens often has another place.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedIncidentsReassessTheirRisks;

impl Policy for RepeatedIncidentsReassessTheirRisks {
    fn name(&self) -> &'static str {
        "repeated-incidents-reassess-their-risks"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((problem::NAME, "identified"), (risk::NAME, "reassess"));
        vec![Edge::when(heard, "a trend shows it, and risks are about its items", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, risks) = (record.stream()?.key, facts.get::<Risks>());
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Identified(identified) = event else { return Ok(Vec::new()) };
        if !matches!(identified.source, Source::Repeat(_) | Source::Trend(_)) {
            return Ok(Vec::new());
        }
        let about = risks.about(&identified.configuration_items, &[]);
        let decided = |risk: &&Key| risks.get(risk).is_some_and(OpenRisk::is_decided);
        let about: BTreeSet<&Key> = about.filter(decided).collect();
        let reassess = |risk: &Key| {
            let origin = Origin { process: label(problem::NAME), key: key.clone() };
            Dispatch::to::<Risk>(risk.clone(), Reassess { trigger: Trigger::Trend(origin) })
        };
        Ok(about.into_iter().map(reassess).collect())
    }
}

use crate::facts::{Agreements, Calendars, Suppliers};
use crate::supplier::{self, ClearSupport, FlagSupport, Supplier};
use crate::{agreement, calendar};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Timestamp};
use std::collections::BTreeSet;

/// Whenever an agreement with a supplier, or one that rests on it, is agreed or changes, and the
/// first promises less than the second, that is flagged at the supplier, until it does not (7.2.3);
/// and so it is when the calendar of either is revised, and of a supplier whose contract is older than
/// this record.
#[derive(Clone, Copy, Debug)]
pub struct WeakerSupportIsFlagged;

impl Policy for WeakerSupportIsFlagged {
    fn name(&self) -> &'static str {
        "weaker-support-is-flagged"
    }

    fn edges(&self) -> Vec<Edge> {
        let events = ["agreed", "changed", "expired", "terminated", "superseded", "ended"];
        let events = events.map(|event| (agreement::NAME, event)).into_iter();
        let edges = events.chain([(calendar::NAME, "revised")]).flat_map(|heard| {
            let edge = |only_if, command| Edge::when(heard, only_if, (supplier::NAME, command));
            [
                edge("what an agreement rests on promises less than that", "flag_support"),
                edge("it does no more", "clear_support"),
            ]
        });
        let existing = Edge::when(
            (supplier::NAME, "existing_registered"),
            "his contract promises less than what rests on it",
            (supplier::NAME, "flag_support"),
        );
        edges.chain([existing]).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Agreements>(), NewFact::of::<Calendars>(), NewFact::of::<Suppliers>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, at) = (record.stream()?.key, record.metadata.recorded_at);
        let known = facts.get::<Agreements>();
        let names = || known.names();
        let pairs: Vec<(&Key, &Key)> = match record.process {
            supplier::NAME => {
                let targets = facts.get::<Suppliers>().targets_of(&key).iter();
                targets.flat_map(|target| names().map(move |rests| (target, rests))).collect()
            }
            calendar::NAME => {
                let counts_its_hours = |name: &&Key| {
                    let found = known.in_force(name, at);
                    found.is_some_and(|found| found.terms.calendar == key)
                };
                let pairs = names().filter(counts_its_hours).flat_map(|name| around(name, known));
                // Where both go by it, each names the other.
                pairs.collect::<BTreeSet<_>>().into_iter().collect()
            }
            _ => around(&key, known).collect(),
        };
        let told = pairs.into_iter().filter_map(|(it, rests)| tell(it, rests, at, facts));
        Ok(told.collect())
    }
}

/// What an agreement rests on, each with it; and it, with each that may rest on it.
fn around<'a>(
    agreement: &'a Key,
    known: &'a Agreements,
) -> impl Iterator<Item = (&'a Key, &'a Key)> {
    let rests_on = known.last(agreement).into_iter().flat_map(|terms| terms.rests_on.iter());
    let below = rests_on.map(move |support| (support, agreement));
    below.chain(known.names().map(move |rests| (agreement, rests)))
}

/// What the supplier has to be told of an agreement and what may rest on it.
fn tell(agreement: &Key, rests: &Key, at: Timestamp, facts: &Facts) -> Option<Dispatch> {
    let (known, suppliers) = (facts.get::<Agreements>(), facts.get::<Suppliers>());
    let supplier = suppliers.of_agreement(agreement)?;
    let is_flagged = suppliers.is_weaker(supplier, agreement, rests);
    let what = known.shortfall(agreement, rests, facts.get::<Calendars>(), at);
    let (agreement, rests) = (agreement.clone(), rests.clone());
    match what {
        Some(what) => {
            let flag = FlagSupport { agreement, rests, what };
            Some(Dispatch::to::<Supplier>(supplier.clone(), flag))
        }
        None => is_flagged
            .then(|| Dispatch::to::<Supplier>(supplier.clone(), ClearSupport { agreement, rests })),
    }
}

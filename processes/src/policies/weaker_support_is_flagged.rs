use crate::agreement;
use crate::facts::{Agreements, Suppliers};
use crate::supplier::{self, ClearSupport, FlagSupport, Supplier};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef, Timestamp};

/// Whenever an agreement with a supplier, or one that rests on it, is agreed or changes, and the
/// first promises less than the second, that is flagged at the supplier, until it does not (7.2.3);
/// and so it is of a supplier whose contract is older than this record.
#[derive(Clone, Copy, Debug)]
pub struct WeakerSupportIsFlagged;

impl Policy for WeakerSupportIsFlagged {
    fn name(&self) -> &'static str {
        "weaker-support-is-flagged"
    }

    fn edges(&self) -> Vec<Edge> {
        let events = ["agreed", "changed", "expired", "terminated", "superseded", "ended"];
        let edges = events.iter().flat_map(|event| {
            let edge = |only_if, command| {
                Edge::when((agreement::NAME, *event), only_if, (supplier::NAME, command))
            };
            [
                edge(
                    "it, or what it rests on, promises less than what rests on that",
                    "flag_support",
                ),
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
        vec![NewFact::of::<Agreements>(), NewFact::of::<Suppliers>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, at) = (record.stream()?.key, record.metadata.recorded_at);
        let known = facts.get::<Agreements>();
        if record.process == supplier::NAME {
            let targets = facts.get::<Suppliers>().targets_of(&key).iter();
            let pairs = targets.flat_map(|target| known.names().map(move |rests| (target, rests)));
            return Ok(pairs.filter_map(|(it, rests)| tell(it, rests, at, facts)).collect());
        }
        let rests_on = known.last(&key).into_iter().flat_map(|terms| terms.rests_on.iter());
        let below = rests_on.map(|support| (support, &key));
        let above = known.names().map(|rests| (&key, rests));
        let told =
            below.chain(above).filter_map(|(support, rests)| tell(support, rests, at, facts));
        Ok(told.collect())
    }
}

/// What the supplier has to be told of an agreement and what may rest on it.
fn tell(agreement: &Key, rests: &Key, at: Timestamp, facts: &Facts) -> Option<Dispatch> {
    let (known, suppliers) = (facts.get::<Agreements>(), facts.get::<Suppliers>());
    let supplier = suppliers.of_agreement(agreement)?;
    let is_flagged = suppliers.is_weaker(supplier, agreement, rests);
    let what = known.shortfall(agreement, rests, at);
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

//! What has moved in a time, and by what.

use super::{Move, RiskRegister};
use crate::PAGE_MAX;
use engine::{Key, Timestamp};
use processes::limits::Label;
use processes::risk::Rated;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How the order of risks is another than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Movement {
    /// Since when.
    pub since: Timestamp,
    /// Up to when.
    pub now: Timestamp,
    /// The risks that stand elsewhere, by their place now; then those that have none any more. At
    /// most [`PAGE_MAX`].
    pub rows: Vec<Moved>,
    /// How many there are.
    pub total: usize,
}

/// A risk that stands elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// Which.
    pub risk: Key,
    /// In a few words.
    pub title: Option<Label>,
    /// Where it stood; none: it had no place.
    pub from: Option<usize>,
    /// Where it stands; none: it has no place any more.
    pub to: Option<usize>,
    /// How grave it was, by the matrix of then.
    pub was: Option<Rated>,
    /// How grave it is.
    pub is: Option<Rated>,
    /// What has moved it, the first first.
    pub moves: Vec<Move>,
}

impl RiskRegister {
    /// Which risks stand elsewhere at `now` than at `since`, and what has moved them.
    #[must_use]
    pub fn movement(&self, since: Timestamp, now: Timestamp) -> Movement {
        let (before, after) = (self.places.at(since), self.places.at(now));
        let places = |order: Vec<_>| order.into_iter().zip(1_usize..).collect::<BTreeMap<_, _>>();
        let (from, to) = (places(before.in_order()), places(after.in_order()));
        let all: BTreeSet<_> = from.keys().chain(to.keys()).copied().collect();
        let place = |of: &BTreeMap<&Key, usize>, risk: &Key| of.get(risk).copied();
        let moved = all.into_iter().filter(|risk| place(&from, risk) != place(&to, risk));
        let mut moved: Vec<_> = moved.collect();
        moved.sort_by_key(|risk| (place(&to, risk).unwrap_or(usize::MAX), place(&from, risk)));
        let total = moved.len();
        let row = |risk: &Key| Moved {
            risk: risk.clone(),
            title: self.known.get(risk).and_then(|known| known.risk.title.clone()),
            from: place(&from, risk),
            to: place(&to, risk),
            was: before.rated(risk),
            is: after.rated(risk),
            moves: self.places.moves(risk, since, now),
        };
        let rows = moved.into_iter().take(PAGE_MAX).map(row).collect();
        Movement { since, now, rows, total }
    }
}

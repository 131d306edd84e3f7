//! Which risks stand where on the scale, and what has moved there.

use super::RiskRegister;
use engine::{Key, Timestamp};
use processes::risk::{Consequence, Likelihood, Rating, Score};
use serde::Serialize;

/// All places on the scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatMap {
    /// What has come and gone is since then.
    pub since: Timestamp,
    /// What is true at this time.
    pub now: Timestamp,
    /// The most likely first, of each the least grave first: 25.
    pub cells: Vec<Cell>,
}

/// A place on the scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// Which.
    #[serde(flatten)]
    pub score: Score,
    /// What it comes to.
    pub rating: Rating,
    /// The risks that stand there, the gravest first: by which was identified first.
    pub risks: Vec<Key>,
    /// Those of them that did not.
    pub came: Vec<Key>,
    /// Those that did, and do no more.
    pub went: Vec<Key>,
}

impl RiskRegister {
    /// Which risks stand where on the scale at `now`, and which stood elsewhere at `since`.
    #[must_use]
    pub fn heat_map(&self, since: Timestamp, now: Timestamp) -> HeatMap {
        let (before, after) = (self.places.at(since), self.places.at(now));
        let cell = |score| {
            let (was, is) = (before.with(score), after.with(score));
            let not_in = |all: &[Key], those: &[Key]| -> Vec<Key> {
                all.iter().filter(|risk| !those.contains(risk)).cloned().collect()
            };
            let (came, went) = (not_in(&is, &was), not_in(&was, &is));
            Cell { score, rating: after.matrix.rate(score).rating, risks: is, came, went }
        };
        let cells = Likelihood::ALL.into_iter().rev().flat_map(|likelihood| {
            Consequence::ALL.map(|consequence| Score { likelihood, consequence })
        });
        HeatMap { since, now, cells: cells.map(cell).collect() }
    }
}

//! One risk at length.

use super::list::YEAR;
use super::{Driver, Kind, Move, RiskRegister, Row};
use engine::{Key, Timestamp};
use processes::risk::Treatment;
use serde::Serialize;

/// The most drivers of a kind that are named; the latest are.
pub const DRIVERS_MAX: usize = 100;

/// One risk at length.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// As in the register.
    #[serde(flatten)]
    pub row: Row,
    /// What is done about it.
    pub treatment: Option<Treatment>,
    /// The risk that it is part of.
    pub parent: Option<Key>,
    /// All that ever gave it another place.
    pub moves: Vec<Move>,
    /// What has spoken for it in the 365 days before, by kind, the latest last: at most
    /// [`DRIVERS_MAX`] of each, the latest.
    pub named_drivers: Vec<Driver>,
}

impl RiskRegister {
    /// A risk at `now`, if there is such a one. Drivers of `hidden` processes are left out.
    #[must_use]
    pub fn show(&self, risk: &Key, now: Timestamp, hidden: &[&str]) -> Option<Shown> {
        let known = self.known.get(risk)?;
        let standings = self.places.at(now);
        let row = self.row(risk, known, standings.place(risk), &standings.matrix, now, hidden);
        let about = (&*row.configuration_items, &*row.services);
        let seen = Kind::ALL.into_iter().filter(|kind| !hidden.contains(&kind.process()));
        let named = seen.flat_map(|kind| {
            let mut all = self.drivers.of(kind, about, now - YEAR..=now);
            all.split_off(all.len().saturating_sub(DRIVERS_MAX))
        });
        Some(Shown {
            named_drivers: named.collect(),
            treatment: known.risk.treatment.clone(),
            parent: known.risk.parent.clone(),
            moves: self.places.moves(risk, Timestamp::MIN, now),
            row,
        })
    }
}

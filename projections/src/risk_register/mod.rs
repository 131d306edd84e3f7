//! The integrated risk register: what may go wrong with quality, security and service, in one order
//! (ISO/IEC 20000-1, 6.1.2 and 4.1.1 g; ISO/IEC 27001; ISO 9001).
//!
//! | Word | Means |
//! | --- | --- |
//! | place | where an open risk with a score stands among all such, from 1, by [`Risks::order`](processes::facts::Risks::order): by what its score comes to, by the matrix in force at the time of the question; then by likelihood times consequence; then by consequence; then by which was identified first |
//! | inherent, current, target | how grave it is with nothing done about it, as things are, and as it is to be; each as last stated, and what that comes to by the matrix in force |
//! | driver | something on record about one of its items or services that speaks for it: an incident, a vulnerability, a change that failed, a finding, a complaint, a security incident, a supplier who does not do as he should; each counts once, when it last came up |
//! | move | a risk gets another place, by an event of its own or of another risk, or by another matrix |
//!
//! Risks are folded by their own `evolve`. What is over has no place.

mod drivers;
mod heat_map;
mod list;
mod movement;
mod places;
mod show;
#[cfg(test)]
mod tests;

pub use drivers::{Count, Driver, Kind};
pub use heat_map::{Cell, HeatMap};
pub use list::{Filter, Row, Which};
pub use movement::{Moved, Movement};
pub use places::Move;
pub use show::{DRIVERS_MAX, Shown};

use drivers::Drivers;
use engine::{
    Decider as _, DecodeError, EventSet as _, Key, Position, Projection, RecordRef, Stamp,
    Timestamp,
};
use places::{Places, Step, What};
use processes::risk::{self, Event, Risk};
use processes::{
    change, complaint, incident, nonconformity, security_incident, supplier, vulnerability,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All risks, what drives them, and where each stood when.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct RiskRegister {
    known: BTreeMap<Key, Known>,
    places: Places,
    drivers: Drivers,
}

/// What is known of a risk.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Known {
    /// The record that identified it.
    identified: Position,
    /// When how grave it is was said last.
    scored_at: Option<Timestamp>,
    /// When the last of all that moved it was so.
    moved_at: Timestamp,
    risk: Risk,
}

impl Projection for RiskRegister {
    const NAME: &'static str = "risk_register";
    const VERSION: u16 = 4;
    const PROCESSES: &'static [&'static str] = &[
        change::NAME,
        complaint::NAME,
        incident::NAME,
        nonconformity::NAME,
        risk::NAME,
        security_incident::NAME,
        supplier::NAME,
        vulnerability::NAME,
    ];

    fn takes(process: &str, event: &str) -> bool {
        process == risk::NAME || Drivers::takes(process, event)
    }

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.process == risk::NAME {
            self.take_in(record)
        } else {
            self.drivers.take_in(record)
        }
    }
}

impl RiskRegister {
    fn take_in(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        if let Event::MatrixSet(set) = &event {
            self.places.set(record.metadata.recorded_at, record.position, set);
        }
        if matches!(event, Event::MatrixSet(_) | Event::MatrixBegan(_)) {
            return Ok(());
        }
        let (key, at) = (record.stream()?.key, record.metadata.occurred_at);
        let known = self.known.entry(key.clone()).or_insert_with(|| Known {
            identified: record.position,
            scored_at: None,
            moved_at: at,
            risk: Risk::default(),
        });
        known.risk.evolve(&event, &Stamp::from(record));
        if let Some(what) = What::of(&event) {
            // What is recorded later of one risk moves it later.
            let at = at.max(known.moved_at);
            known.moved_at = at;
            if matches!(what, What::Scored(_)) {
                known.scored_at = Some(at);
            }
            let (event, identified) = (record.event.to_owned(), known.identified);
            self.places.add(at, record.position, Step::Risk { risk: key, identified, event, what });
        }
        Ok(())
    }
}

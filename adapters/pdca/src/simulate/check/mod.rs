//! What has to hold at the end of a simulation, whatever chance did: each by a computation of its
//! own over the log.

mod clocks;
mod log;
pub(super) mod models;
mod reopened;
mod streams;
mod tasks;

use super::failure::Stopped;
use super::world::World;
use crate::stage::Stage;
use engine::outside::Problem;
use engine::store::ReadError;
use engine::{EventStore, Position, RecordRef};
use serde::Serialize;

/// How many of the failures of a check are told at length.
const TOLD_MAX: usize = 5;

/// Something that has to hold.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Check {
    /// What.
    pub what: &'static str,
    /// Of how many things it was asked.
    pub examined: u64,
    /// Of how many it is not so.
    pub failed: u64,
    /// The first of these.
    pub failures: Vec<String>,
}

impl Check {
    fn of(what: &'static str) -> Self {
        Self { what, examined: 0, failed: 0, failures: Vec::new() }
    }

    /// Asks it of one more thing.
    fn ask(&mut self, holds: bool, failure: impl FnOnce() -> String) {
        self.examined += 1;
        if !holds {
            self.fail(failure());
        }
    }

    fn fail(&mut self, failure: String) {
        self.failed += 1;
        if self.failures.len() < TOLD_MAX {
            self.failures.push(failure);
        }
    }
}

/// All of them.
pub(super) fn all(world: &mut World) -> Result<Vec<Check>, Stopped> {
    let (at, mut random) = (world.now(), world.random.fork());
    let stage = world.stage();
    let failed = |problem| Stopped::Failed { at, problem: Box::new(problem) };
    let mut checks = Vec::new();
    checks.extend(log::check(stage).map_err(failed)?);
    checks.extend(streams::check(stage).map_err(failed)?);
    checks.push(reopened::check(stage).map_err(failed)?);
    checks.extend(models::check(stage, &mut random).map_err(failed)?);
    checks.extend(clocks::check(stage).map_err(failed)?);
    checks.push(tasks::check(stage).map_err(failed)?);
    Ok(checks)
}

/// Shows every record, in order.
fn scan(
    store: &dyn EventStore,
    mut show: impl FnMut(&RecordRef<'_>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut reading = store.read(Position(0));
    while let Some(chunk) = reading.next_blocking()? {
        for record in chunk.records() {
            show(&record?)?;
        }
    }
    Ok(())
}

fn store(stage: &Stage) -> &dyn EventStore {
    &**stage.engine().store()
}

fn unreadable(position: Position) -> impl FnOnce(engine::DecodeError) -> Problem {
    move |source| ReadError::Decode { position, source }.into()
}

//! What decisions are taken on: the same for an engine that opens the log now.

use super::Check;
use crate::catalogue;
use crate::stage::Stage;
use engine::outside::Problem;
use engine::runtime::{OpenOptions, wait};
use engine::snapshot::NoSnapshots;
use engine::{Engine, Facts, LogicalClock};
use std::sync::Arc;

pub(super) fn check(stage: &Stage) -> Result<Check, Problem> {
    let mut check = Check::of("an engine that opens the log knows the same facts and timers");
    let running = stage.engine();
    let options = OpenOptions {
        catalogue: catalogue(),
        store: Arc::clone(running.store()),
        clock: Arc::new(LogicalClock::at(running.now())),
        snapshots: Arc::new(NoSnapshots),
        cache_bytes_max: OpenOptions::CACHE_BYTES_MAX,
    };
    let opened = Engine::open(options, &mut |_| {})
        .map_err(|error| Problem::failure("cannot_open", &error))?;
    let facts = |engine: &Engine| wait(engine.facts(Facts::to_bytes));
    let (found, expected) = (facts(&opened)?, facts(running)?);
    for (one, other) in found.iter().zip(&expected) {
        check.ask(one == other, || format!("the fact {}", other.0));
    }
    check.ask(found.len() == expected.len(), || "the number of facts".to_owned());
    check.ask(opened.next_due() == running.next_due(), || "the next timer".to_owned());
    opened.close();
    Ok(check)
}

//! The state of each thing, folded again, and the timers that it asks for.

use super::{Check, scan, store, unreadable};
use crate::stage::Stage;
use engine::outside::Problem;
use engine::runtime::AsOf;
use engine::{AnyState, StreamId};
use std::collections::BTreeMap;

pub(super) fn check(stage: &Stage) -> Result<[Check; 3], Problem> {
    let engine = stage.engine();
    let mut same = Check::of("each thing folded again is what the engine has");
    let mut kept = Check::of("each state goes through a snapshot unchanged");
    let mut timers = Check::of("no timer is open in the past");
    let mut folded: BTreeMap<StreamId, Box<dyn AnyState>> = BTreeMap::new();
    scan(store(stage), |record| {
        let Ok(process) = engine.catalogue().process(record.process) else { return Ok(()) };
        let stream = record.stream().map_err(unreadable(record.position))?;
        let one = folded.entry(stream).or_insert_with(|| process.state());
        one.evolve(record).map_err(unreadable(record.position))
    })?;
    let now = engine.now();
    for (stream, state) in &folded {
        let bytes = state.to_bytes();
        let view = engine.view(stream, AsOf::Head)?;
        same.ask(view.is_some_and(|view| view.state.to_bytes() == bytes), || stream.to_string());
        let process = engine.catalogue().process(&stream.process)?;
        let restored = process.restore(&bytes);
        kept.ask(restored.is_ok_and(|state| state.to_bytes() == bytes), || stream.to_string());
        for deadline in state.deadlines() {
            timers.ask(deadline.at > now, || {
                format!("{stream}: {} was due at {}", deadline.name, deadline.at)
            });
        }
    }
    timers.ask(engine.next_due().is_none_or(|next| next > now), || {
        "the engine has one that is due".to_owned()
    });
    for given_up in engine.timers_given_up() {
        timers.fail(format!("given up: {given_up:?}"));
    }
    Ok([same, kept, timers])
}

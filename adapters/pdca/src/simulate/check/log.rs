//! The order of the log, and that of each stream.

use super::{Check, scan, store, unreadable};
use crate::stage::Stage;
use engine::outside::Problem;
use engine::{StreamId, Timestamp, Version};
use std::collections::HashMap;

pub(super) fn check(stage: &Stage) -> Result<[Check; 3], Problem> {
    let mut order = Check::of("positions follow each other without a gap");
    let mut time = Check::of("no record is older than the one before it");
    let mut versions = Check::of("the versions of each stream have no gap");
    let (mut position, mut at) = (0, Timestamp::MIN);
    let mut streams: HashMap<StreamId, Version> = HashMap::new();
    scan(store(stage), |record| {
        let found = record.position.0;
        order.ask(found == position + 1, || format!("{found} comes after {position}"));
        position = found;
        let recorded = record.metadata.recorded_at;
        time.ask(recorded >= at, || format!("{recorded}, at position {found}, after {at}"));
        at = recorded;
        let stream = record.stream().map_err(unreadable(record.position))?;
        let version = streams.entry(stream).or_default();
        let (before, now) = (version.0, record.version.0);
        versions.ask(now == before + 1, || {
            format!("{} {}: {now} comes after {before}", record.process, record.key)
        });
        *version = record.version;
        Ok(())
    })?;
    order.ask(stage.engine().head().0 == position, || {
        format!("the engine is at {}, the log at {position}", stage.engine().head())
    });
    Ok([order, time, versions])
}
